// A guest process that holds one of everything an analyst may meet: each kind of descriptor, socket and mapping.
// It prints "CITIZEN pid P" and then waits. `citizen UID GID GROUP...` only becomes that user and waits. What the kernel does not offer is left out; the account shows what is there.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/if_packet.h>
#include <linux/netlink.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/shm.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#ifndef PR_SET_VMA
#define PR_SET_VMA 0x53564d41
#define PR_SET_VMA_ANON_NAME 0
#endif
#define PAGES(n) ((size_t)(n) * (size_t)sysconf(_SC_PAGESIZE))

static void unix_socket(int type, const char *path, size_t length) {
  struct sockaddr_un at = {.sun_family = AF_UNIX};
  memcpy(at.sun_path, path, length);
  int fd = socket(AF_UNIX, type, 0);
  bind(fd, (void *)&at, (socklen_t)(offsetof(struct sockaddr_un, sun_path) + length));
  if (type != SOCK_DGRAM) listen(fd, 3);
}

static void internet_sockets(void) {
  struct sockaddr_in6 six = {.sin6_family = AF_INET6, .sin6_port = htons(6666), .sin6_addr = IN6ADDR_ANY_INIT};
  int server = socket(AF_INET6, SOCK_STREAM, 0);
  bind(server, (void *)&six, sizeof six);
  listen(server, 7);
  six.sin6_addr = in6addr_loopback;
  int client = socket(AF_INET6, SOCK_STREAM, 0);
  connect(client, (void *)&six, sizeof six);
  accept(server, 0, 0);
  six.sin6_port = htons(5555);
  int datagram = socket(AF_INET6, SOCK_DGRAM, 0);
  bind(datagram, (void *)&six, sizeof six);
  struct sockaddr_in four = {.sin_family = AF_INET, .sin_port = htons(4444), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  int udp = socket(AF_INET, SOCK_DGRAM, 0);
  bind(udp, (void *)&four, sizeof four);
  connect(udp, (void *)&four, sizeof four);
  socket(AF_INET, SOCK_RAW, IPPROTO_ICMP);
  socket(AF_INET6, SOCK_RAW, IPPROTO_ICMPV6);
  socket(AF_INET, SOCK_STREAM, 0); /* never bound */
}

static void other_sockets(void) {
  struct sockaddr_nl route = {.nl_family = AF_NETLINK, .nl_groups = 1};
  bind(socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE), (void *)&route, sizeof route);
  struct sockaddr_nl event = {.nl_family = AF_NETLINK, .nl_groups = 2};
  bind(socket(AF_NETLINK, SOCK_DGRAM, NETLINK_KOBJECT_UEVENT), (void *)&event, sizeof event);
  socket(AF_PACKET, SOCK_RAW, htons(ETH_P_ALL));
  struct sockaddr_ll lo = {.sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_IP), .sll_ifindex = 1};
  bind(socket(AF_PACKET, SOCK_DGRAM, htons(ETH_P_IP)), (void *)&lo, sizeof lo);
  unix_socket(SOCK_STREAM, "/tmp/citizen.sock", 17);
  unix_socket(SOCK_DGRAM, "\0citizen-abstract", 17);
  unix_socket(SOCK_SEQPACKET, "/tmp/citizen.seq", 16);
  int pair[2];
  socketpair(AF_UNIX, SOCK_STREAM, 0, pair);
}

static void descriptors(void) {
  int ends[2];
  if (pipe(ends)) exit(1);
  eventfd(7, 0);
  timerfd_create(CLOCK_MONOTONIC, 0);
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGUSR2);
  signalfd(-1, &set, 0);
  inotify_add_watch(inotify_init1(0), "/tmp", IN_CREATE);
  int poll = epoll_create1(0);
  struct epoll_event event = {.events = EPOLLIN};
  epoll_ctl(poll, EPOLL_CTL_ADD, ends[0], &event);
  int gone = open("/tmp/gone file", O_CREAT | O_RDWR, 0600);
  if (write(gone, "gone", 4) != 4) exit(1);
  unlink("/tmp/gone file");
  open("/tmp", O_RDONLY | O_DIRECTORY);
  open("/proc/self/status", O_RDONLY);
  open("/dev/null", O_WRONLY | O_APPEND);
  open("/etc/victim.conf", O_PATH);
  open("/tmp/citizen.log", O_CREAT | O_WRONLY, 0640);
  open("/proc/self/ns/net", O_RDONLY);
  open("/dev/ptmx", O_RDWR | O_NOCTTY);
  syscall(SYS_pidfd_open, getpid(), 0);
}

static void mappings(void) {
  int secret = memfd_create("citizen-secret", MFD_CLOEXEC);
  if (ftruncate(secret, (off_t)PAGES(4))) exit(1);
  strcpy(mmap(0, PAGES(4), PROT_READ | PROT_WRITE, MAP_SHARED, secret, 0), "memfd content");
  strcpy(mmap(0, PAGES(3), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0), "shared anonymous");
  int shm = shmget(0x1234, PAGES(2), IPC_CREAT | 0600);
  if (shm >= 0) strcpy(shmat(shm, 0, 0), "System V");
  char *named = mmap(0, PAGES(2), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  prctl(PR_SET_VMA, PR_SET_VMA_ANON_NAME, named, PAGES(2), "citizen name");
  int file = open("/tmp/mapped file", O_CREAT | O_RDWR, 0600);
  if (ftruncate(file, (off_t)PAGES(3))) exit(1);
  strcpy(mmap(0, PAGES(2), PROT_READ | PROT_WRITE, MAP_SHARED, file, (off_t)PAGES(1)), "mapped");
  int unlinked = open("/tmp/mapped and gone", O_CREAT | O_RDWR, 0600);
  if (ftruncate(unlinked, (off_t)PAGES(1))) exit(1);
  mmap(0, PAGES(1), PROT_READ, MAP_PRIVATE, unlinked, 0);
  unlink("/tmp/mapped and gone");
  mmap(0, PAGES(1), PROT_READ, MAP_SHARED, open("/dev/zero", O_RDWR), 0);
}

static void keys_and_timers(void) {
  syscall(SYS_add_key, "user", "citizen-key", "key payload", 11, -3); /* the session keyring */
  syscall(SYS_add_key, "user", "citizen-user-key", "payload", 7, -4); /* the user keyring */
  timer_t timer;
  timer_create(CLOCK_MONOTONIC, 0, &timer);
  struct itimerspec hour = {.it_value.tv_sec = 3600};
  timer_settime(timer, 0, &hour, 0);
}

static void become(int argc, char **argv) {
  gid_t groups[16];
  for (int i = 3; i < argc && i < 19; i++) groups[i - 3] = (gid_t)atoi(argv[i]);
  if (setgroups((size_t)(argc - 3), groups) || setgid((gid_t)atoi(argv[2])) || setuid((uid_t)atoi(argv[1]))) exit(1);
  for (;;) pause();
}

int main(int argc, char **argv) {
  if (argc >= 3) become(argc, argv);
  internet_sockets();
  other_sockets();
  descriptors();
  mappings();
  keys_and_timers();
  printf("CITIZEN pid %d\n", getpid());
  fflush(stdout);
  for (;;) pause();
}
