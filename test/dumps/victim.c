// A guest process with known contents: threads, mappings, sockets, a linked list and planted values.
// `victim [EXTRA-MIB [BIG-KIB]]`. On SIGUSR1 it prints "VTOP what virtual physical" for pages it touched, as the
// kernel's own pagemap has them ("none": no page). The lab asks just before it stops the guest, for pages may move.
// "protnone" is a page touched, then made PROT_NONE: the kernel knows its frame, the hardware's tables say not present.
// After the account one thread runs for ever, so that a processor uses this process's tables when the guest is stopped.
// "big" and "extra" hold offset * 0x9e3779b97f4a7c15 at each 8-byte offset.
#define _GNU_SOURCE
#define _FILE_OFFSET_BITS 64
#include <arpa/inet.h>
#include <fcntl.h>
#include <inttypes.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#define NODE_MAGIC 0x6d656d666c6f7721ULL
#define KIB ((size_t)1 << 10)
#define MIB ((size_t)1 << 20)

struct node {
  uint64_t magic;
  struct node *next;
  uint32_t health;
  float speed;
  char name[16];
};

static struct node *head;
static volatile uint32_t counter = 1337;
char secret[64] = "VICTIM-SECRET-0123456789";

static void *idle(void *name) {
  prctl(PR_SET_NAME, (const char *)name);
  while (pause()) continue;
  return 0;
}

static int start[2];
static volatile unsigned long spins;

/* Waits for a byte on the pipe, then never stops. */
static void *spin(void *name) {
  char go;
  prctl(PR_SET_NAME, (const char *)name);
  while (read(start[0], &go, 1) != 1) continue;
  for (;;) spins++;
  return 0;
}

/* Prints a VTOP line for every page of [start, start + length). */
static void frames(const char *what, const void *start, size_t length) {
  int fd = open("/proc/self/pagemap", O_RDONLY);
  size_t page = (size_t)sysconf(_SC_PAGESIZE);
  uintptr_t end = (uintptr_t)start + length;
  for (uintptr_t at = (uintptr_t)start & ~(page - 1); at < end; at += page) {
    uint64_t entry = 0;
    int present = pread(fd, &entry, 8, (off_t)(at / page) * 8) == 8 && entry >> 63;
    uint64_t frame = entry & ((1ULL << 55) - 1);
    if (present) printf("VTOP %s %" PRIxPTR " %" PRIx64 "\n", what, at, (uint64_t)(frame * page));
    else printf("VTOP %s %" PRIxPTR " none\n", what, at);
  }
  close(fd);
}

static void wake(int signal_number) { (void)signal_number; }

static unsigned char *anonymous(size_t length, int flags) {
  return mmap(0, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | flags, -1, 0);
}

static void fill(unsigned char *memory, size_t length) {
  for (size_t i = 0; i < length; i += 8) *(uint64_t *)(memory + i) = i * 0x9e3779b97f4a7c15ULL;
}

/* A mapping beyond 48 bits, which kernels with wider addresses (x86-64 LA57, AArch64 52 bits, Sv57) give only when asked. */
static unsigned char *high_mapping(size_t length) {
  unsigned char *high = 0;
#if UINTPTR_MAX > 0xffffffff
  for (int bit = 54; bit >= 50 && (uintptr_t)high >> 48 == 0; bit -= 4) {
    if (high) munmap(high, length);
    high = mmap((void *)(1UL << bit), length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  }
  strcpy((char *)high, "VICTIM-HIGH");
#endif
  return high;
}

static void grow_list(void) {
  for (int i = 0; i < 100; i++) {
    struct node *node = calloc(1, sizeof *node);
    node->magic = NODE_MAGIC;
    node->next = head;
    node->health = 1000 + i;
    node->speed = 1.5f * i;
    snprintf(node->name, sizeof node->name, "node-%d", i);
    head = node;
  }
}

static void listen_on(uint16_t port) {
  int fd = socket(AF_INET, SOCK_STREAM, 0), one = 1;
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  bind(fd, (void *)&at, sizeof at);
  listen(fd, 5);
}

int main(int argc, char **argv) {
  if (argc > 1 && !strcmp(argv[1], "idle")) for (;;) pause(); /* a process with a made-up command line */
  setvbuf(stdout, 0, _IOLBF, 0);
  sigset_t usr1, before;
  sigemptyset(&usr1);
  sigaddset(&usr1, SIGUSR1);
  signal(SIGUSR1, wake);
  sigprocmask(SIG_BLOCK, &usr1, &before); /* the threads inherit the block: only main wakes */

  size_t page = (size_t)sysconf(_SC_PAGESIZE), huge = 2 * MIB;
  size_t extra_length = (argc > 1 ? (size_t)atoi(argv[1]) : 0) * MIB;
  size_t big_length = (argc > 2 ? (size_t)atoi(argv[2]) : 8192) * KIB;
  grow_list();
  unsigned char *big = anonymous(big_length, 0);
  fill(big, big_length);
  unsigned char *thp = anonymous(8 * MIB, 0);
  unsigned char *thp_aligned = (unsigned char *)(((uintptr_t)thp + huge - 1) & ~(uintptr_t)(huge - 1));
  madvise(thp, 8 * MIB, MADV_HUGEPAGE);
  memset(thp, 0xab, 8 * MIB);
  unsigned char *hugetlb = anonymous(huge, MAP_HUGETLB);
  if (hugetlb == MAP_FAILED) hugetlb = 0;
  else memset(hugetlb, 0xcd, huge);
  unsigned char *lazy = anonymous(MIB, 0);
  lazy[page] = 1;
  unsigned char *zero = anonymous(page, 0);
  counter += *(volatile unsigned char *)zero;
  unsigned char *protnone = anonymous(page, 0);
  strcpy((char *)protnone, "VICTIM-PROTNONE");
  mprotect(protnone, page, PROT_NONE);
  unsigned char *high = high_mapping(2 * page);
  unsigned char *extra = extra_length ? anonymous(extra_length, 0) : 0;
  if (extra) fill(extra, extra_length);
  listen_on(31337);
  int fd = open("/etc/victim.conf", O_RDONLY);
  pthread_t thread;
  if (pipe(start)) return 1;
  pthread_create(&thread, 0, idle, "victim-io");
  pthread_create(&thread, 0, spin, "victim-render");
  printf("VICTIM pid %d secret %p counter %p head %p big %p thp %p hugetlb %p lazy %p zero %p protnone %p high %p ", getpid(),
         (void *)secret, (void *)&counter, (void *)head, (void *)big, (void *)thp, (void *)hugetlb, (void *)lazy, (void *)zero,
         (void *)protnone, (void *)high);
  printf("extra %p+%zx fd %d pagesize %zu\n", (void *)extra, extra_length, fd, page);
  mlock(secret, sizeof secret);
  printf("VICTIM-READY\n");
  for (;;) {
    sigsuspend(&before);
    frames("secret", secret, sizeof secret);
    frames("code", (void *)(uintptr_t)main, 1);
    frames("stack", &usr1, 1);
    frames("head", head, 1);
    frames("big", big, 64 * KIB);
    frames("thp", thp, 16 * KIB);
    frames("thp-aligned", thp_aligned, 32 * KIB);
    if (hugetlb) frames("hugetlb", hugetlb, 32 * KIB);
    frames("lazy", lazy, 3 * page);
    frames("zero", zero, 1);
    frames("protnone", protnone, 1);
    if (high) frames("high", high, 2 * page);
    for (size_t i = 0; i < extra_length; i += 16 * MIB) frames("extra", extra + i, 1);
    printf("VICTIM-END\n");
    if (write(start[1], "", 1) != 1) return 1;
  }
}
