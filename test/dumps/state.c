// A guest process that holds what /proc tells little of (BPF programs and maps, timers of every clock), and then prints the kernel's own account of that and of its page cache.
// `state hold` makes them, prints "STATE held" and waits; `state account FILE...` prints. What the kernel does not offer is left out.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

static int bpf(int command, union bpf_attr *attr) { return (int)syscall(SYS_bpf, command, attr, sizeof *attr); }
static uint64_t pointer(const void *at) { return (uint64_t)(uintptr_t)at; }

static int map(uint32_t type, uint32_t key, uint32_t value, uint32_t entries, const char *name) {
  union bpf_attr attr = {.map_type = type, .key_size = key, .value_size = value, .max_entries = entries};
  strncpy(attr.map_name, name, sizeof attr.map_name - 1);
  return bpf(BPF_MAP_CREATE, &attr);
}

static void program(uint32_t type, int32_t result, const char *name) {
  // r0 = result; exit
  struct bpf_insn code[] = {{.code = 0xb7, .imm = result}, {.code = 0x95}};
  union bpf_attr attr = {.prog_type = type, .insn_cnt = 2, .insns = pointer(code), .license = pointer("GPL")};
  strncpy(attr.prog_name, name, sizeof attr.prog_name - 1);
  if (bpf(BPF_PROG_LOAD, &attr) < 0) printf("STATE no program %s: %s\n", name, strerror(errno));
}

static void timers(void) {
  static const clockid_t clocks[] = {CLOCK_MONOTONIC, CLOCK_REALTIME, CLOCK_BOOTTIME};
  for (size_t i = 0; i < sizeof clocks / sizeof *clocks; i++) {
    struct itimerspec in = {.it_value = {.tv_sec = 500000 + (time_t)i}};
    timerfd_settime(timerfd_create(clocks[i], 0), 0, &in, 0);
  }
  struct itimerval real = {.it_value = {.tv_sec = 600000}};
  setitimer(ITIMER_REAL, &real, 0);
  static const clockid_t posix[] = {CLOCK_MONOTONIC, CLOCK_TAI};
  for (size_t i = 0; i < sizeof posix / sizeof *posix; i++) {
    struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGUSR2};
    struct itimerspec in = {.it_value = {.tv_sec = 700000 + (time_t)i}};
    timer_t timer;
    if (timer_create(posix[i], &event, &timer) == 0) timer_settime(timer, 0, &in, 0);
  }
}

static void hold(void) {
  struct rlimit all = {RLIM_INFINITY, RLIM_INFINITY};
  setrlimit(RLIMIT_MEMLOCK, &all);
  map(BPF_MAP_TYPE_HASH, 4, 8, 16, "lab_hash");
  map(BPF_MAP_TYPE_ARRAY, 4, 32, 100, "lab_array");
  map(BPF_MAP_TYPE_LPM_TRIE, 8, 4, 7, "no_such"); // is refused: it needs a flag
  map(BPF_MAP_TYPE_STACK, 0, 12, 5, "lab_stack");
  program(BPF_PROG_TYPE_SOCKET_FILTER, 0, "lab_filter");
  program(BPF_PROG_TYPE_SCHED_CLS, 1, "lab_classifier");
  program(BPF_PROG_TYPE_XDP, 2, "lab_xdp");
  if (setresuid(1000, 1000, 0) == 0 && seteuid(0) == 0) program(BPF_PROG_TYPE_CGROUP_SKB, 1, "lab_of_1000");
  timers();
  puts("STATE held");
  fflush(stdout);
  for (;;) pause();
}

/** Descriptors of all objects of a kind, one by one. */
static int next(int step, int open, uint32_t *id) {
  union bpf_attr attr = {.start_id = *id};
  if (bpf(step, &attr) < 0) return -1;
  *id = attr.next_id;
  union bpf_attr by = {.prog_id = *id};
  return bpf(open, &by);
}

static int about(int fd, void *info, uint32_t size) {
  union bpf_attr attr = {.info = {.bpf_fd = (uint32_t)fd, .info_len = size, .info = pointer(info)}};
  return bpf(BPF_OBJ_GET_INFO_BY_FD, &attr);
}

static void objects(void) {
  uint32_t id = 0;
  for (int fd; (fd = next(BPF_PROG_GET_NEXT_ID, BPF_PROG_GET_FD_BY_ID, &id)) >= 0; close(fd)) {
    struct bpf_prog_info info = {0};
    if (about(fd, &info, sizeof info) < 0) continue;
    printf("program %u %u ", info.id, info.type);
    for (int i = 0; i < BPF_TAG_SIZE; i++) printf("%02x", info.tag[i]);
    printf(" %u %llu %u '%s'\n", info.created_by_uid, (unsigned long long)info.load_time, info.jited_prog_len, info.name);
  }
  id = 0;
  for (int fd; (fd = next(BPF_MAP_GET_NEXT_ID, BPF_MAP_GET_FD_BY_ID, &id)) >= 0; close(fd)) {
    struct bpf_map_info info = {0};
    if (about(fd, &info, sizeof info) < 0) continue;
    printf("map %u %u %u %u %u '%s'\n", info.id, info.type, info.key_size, info.value_size, info.max_entries, info.name);
  }
}

/** Which pages of a file are cached, and FNV-1a of those, in order. */
static void cached(const char *path) {
  struct stat is;
  int fd = open(path, O_RDONLY);
  if (fd < 0 || fstat(fd, &is) < 0 || is.st_size == 0) return;
  size_t page = (size_t)sysconf(_SC_PAGESIZE), size = (size_t)is.st_size, pages = (size + page - 1) / page;
  unsigned char *resident = calloc(pages, 1), *data = mmap(0, size, PROT_READ, MAP_SHARED, fd, 0);
  if (data == MAP_FAILED || mincore(data, size, resident) < 0) return;
  // Only pages that are there are touched, and neighbours are not to be read ahead.
  madvise(data, size, MADV_RANDOM);
  uint64_t hash = 0xcbf29ce484222325;
  size_t count = 0;
  for (size_t i = 0; i < pages; i++) {
    if ((resident[i] & 1) == 0) continue;
    count++;
    for (size_t at = i * page; at < (i + 1) * page && at < size; at++) hash = (hash ^ data[at]) * 0x100000001b3;
  }
  printf("file %s %llu %zu %zu %016llx\n", path, (unsigned long long)is.st_ino, size, count, (unsigned long long)hash);
}

static void records(void) {
  static char record[8192];
  int fd = open("/dev/kmsg", O_RDONLY | O_NONBLOCK);
  for (ssize_t got; (got = read(fd, record, sizeof record - 1)) > 0;) {
    record[got] = 0;
    record[strcspn(record, ";")] = 0;
    puts(record);
  }
}

int main(int argc, char **argv) {
  if (argc > 1 && strcmp(argv[1], "hold") == 0) hold();
  puts("== bpf");
  objects();
  puts("== pagecache");
  for (int i = 2; i < argc; i++) cached(argv[i]);
  puts("== kmsg");
  records();
}
