/* The floor of the benchmark: the plainest loops in C over a mapped dump, driven by lines on standard input. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* `floor FOLDER` reads FOLDER/plan.txt. It answers a line `time PASSES ROW` with nanoseconds of this process's CPU time,
 * a line `check ROW` with a checksum and a count, and a line that it does not know with `none`. */

#define FRAME 0x000ffffffffff000ull
#define PAGE 4096ull
#define BLOCK (1ull << 20)
/* Bytes of the signature; bit i of its mask set means that byte i must match. */
#define SIGNATURE 16

struct image { const uint8_t *bytes; uint64_t size; int file; };
struct list { char name[32]; uint64_t count; const uint64_t *virt, *phys; uint64_t *out; };

static struct image dump, synthetic;
static uint64_t user_root, dmap_root, synthetic_root, blocks_at, blocks, search_u64, window_at, window_size;
static uint32_t search_u32;
static uint8_t signature[SIGNATURE];
static uint64_t signature_mask;
static struct list lists[16];
static int list_count;
static uint8_t buffer[BLOCK];

static void fail(const char *what, const char *which) {
  fprintf(stderr, "floor: %s: %s\n", what, which);
  exit(1);
}

static struct image map(const char *path) {
  struct image image = {.file = open(path, O_RDONLY)};
  struct stat stat;
  if (image.file < 0 || fstat(image.file, &stat) != 0) fail("cannot open", path);
  image.size = (uint64_t)stat.st_size;
  image.bytes = mmap(NULL, image.size, PROT_READ, MAP_PRIVATE | MAP_POPULATE, image.file, 0);
  if (image.bytes == MAP_FAILED) fail("cannot map", path);
  return image;
}

/* Entry at a physical address; what the image lacks is not present. */
static inline uint64_t entry_at(const struct image *image, uint64_t at) {
  uint64_t entry;
  if (at > image->size - 8) return 0;
  memcpy(&entry, image->bytes + at, 8);
  return entry;
}

/* Physical address of a virtual one, 4 levels, 0 when not mapped; `within` becomes the page's size less one. */
static inline uint64_t walk_page(const struct image *image, uint64_t root, uint64_t virt, uint64_t *within) {
  uint64_t table = root;
  *within = PAGE - 1;
  for (int shift = 39;; shift -= 9) {
    uint64_t entry = entry_at(image, table + ((virt >> shift) & 511) * 8);
    if (!(entry & 1)) return 0;
    if (shift == 12 || (shift < 39 && (entry & 0x80))) {
      *within = (1ull << shift) - 1;
      return (entry & FRAME & ~*within) | (virt & *within);
    }
    table = entry & FRAME;
  }
}
static inline uint64_t walk(const struct image *image, uint64_t root, uint64_t virt) {
  uint64_t within;
  return walk_page(image, root, virt, &within);
}

static uint64_t leaves(const struct image *image, uint64_t table, int shift, int from, int to) {
  uint64_t count = 0;
  for (int i = from; i < to; i++) {
    uint64_t entry = entry_at(image, table + (uint64_t)i * 8);
    if (!(entry & 1)) continue;
    if (shift == 12 || (shift < 39 && (entry & 0x80))) count++;
    else count += leaves(image, entry & FRAME, shift - 9, 0, 512);
  }
  return count;
}

/* Sum of virtual and physical addresses of all leaves. */
static uint64_t leaf_sum(const struct image *image, uint64_t table, int shift, int from, int to,
                         uint64_t base) {
  uint64_t sum = 0;
  for (int i = from; i < to; i++) {
    uint64_t entry = entry_at(image, table + (uint64_t)i * 8), virt = base | (uint64_t)i << shift;
    if (!(entry & 1)) continue;
    if (shift == 39 && i >= 256) virt |= 0xffffull << 48;
    if (shift == 12 || (shift < 39 && (entry & 0x80))) sum += virt + (entry & FRAME & ~((1ull << shift) - 1));
    else sum += leaf_sum(image, entry & FRAME, shift - 9, 0, 512, virt);
  }
  return sum;
}

/* The two counting loops that gcc makes vector code of. */
static uint64_t count_u32(const uint32_t *words, uint64_t count, uint32_t value) {
  uint32_t hits = 0;
  for (uint64_t i = 0; i < count; i++) hits += words[i] == value;
  return hits;
}
static uint64_t count_u64(const uint64_t *words, uint64_t count, uint64_t value) {
  uint64_t hits = 0;
  for (uint64_t i = 0; i < count; i++) hits += words[i] == value;
  return hits;
}

/* memmem for the longest part of the signature that must match, then the rest at each place. */
static uint64_t count_signature(const uint8_t *bytes, uint64_t size) {
  int part = 0, length = 0;
  for (int i = 0; i < SIGNATURE; i++) {
    int end = i;
    while (end < SIGNATURE && (signature_mask >> end & 1)) end++;
    if (end - i > length) part = i, length = end - i;
  }
  uint64_t hits = 0;
  const uint8_t *at = bytes + part, *end = bytes + size;
  while ((at = memmem(at, (size_t)(end - at), signature + part, (size_t)length)) != NULL) {
    const uint8_t *start = at - part;
    bool same = start + SIGNATURE <= end;
    for (int i = 0; same && i < SIGNATURE; i++) same = !(signature_mask >> i & 1) || start[i] == signature[i];
    hits += same;
    at++;
  }
  return hits;
}

/* What a row asks for, made of its words once, outside the timing. */
struct job {
  enum { NONE, TRANSLATE, READ8, READ4K, READ1M, ENUMERATE, SEARCH } kind;
  const struct list *list;
  const struct image *image;
  uint64_t root;
  bool file;
  uint64_t offset, size; /* of what is searched */
  int from, to; /* entries of the top table */
  char what;    /* u32: 3, u64: 6, signature: s */
};

static struct job job_of(const char *row) {
  char kind[16] = "", what[32] = "", how[16] = "";
  sscanf(row, "%15s %31s %15s", kind, what, how);
  const bool in_synthetic = strncmp(what, "synthetic", 9) == 0;
  struct job job = {
      .image = in_synthetic ? &synthetic : &dump,
      .root = in_synthetic ? synthetic_root : strncmp(what, "user", 4) == 0 ? user_root : dmap_root,
      .file = strcmp(how, "file") == 0,
      .from = strcmp(what, "kernel") == 0 ? 256 : 0,
      .to = strcmp(what, "user") == 0 ? 256 : 512,
      .what = strcmp(what, "u32") == 0 ? '3' : strcmp(what, "u64") == 0 ? '6' : 's',
  };
  for (int i = 0; i < list_count; i++)
    if (strcmp(lists[i].name, what) == 0) job.list = &lists[i];
  if (strcmp(kind, "enumerate") == 0) job.kind = ENUMERATE;
  if (strcmp(kind, "search") == 0 || strcmp(kind, "window") == 0) job.kind = SEARCH;
  if (strcmp(kind, "window") == 0) job.offset = window_at;
  job.size = strcmp(kind, "window") == 0 ? window_size : dump.size;
  if (strcmp(kind, "read1m") == 0) job.kind = READ1M;
  if (job.list == NULL) return job;
  if (strcmp(kind, "translate") == 0) job.kind = TRANSLATE;
  if (strcmp(kind, "read8") == 0) job.kind = READ8;
  if (strcmp(kind, "read4k") == 0) job.kind = READ4K;
  return job;
}

static void fetch(const struct job *job, uint8_t *into, uint64_t phys, uint64_t length) {
  if (!job->file) memcpy(into, dump.bytes + phys, length);
  else if (pread(dump.file, into, length, (off_t)phys) != (ssize_t)length) fail("short read", "dump");
  __asm__ volatile("" ::: "memory");
}

static uint64_t sum32(uint64_t length) {
  uint64_t sum = 0;
  for (uint64_t i = 0; i < length; i += 4) {
    uint32_t word;
    memcpy(&word, buffer + i, 4);
    sum += word;
  }
  return sum;
}

/* One pass of a row: gives the count, and the sum in `check` when that is asked for. */
static __attribute__((noinline)) uint64_t pass(const struct job *job, uint64_t *check) {
  const struct list *list = job->list;
  const uint8_t *bytes = dump.bytes + job->offset;
  uint64_t sum = 0, count = 0;
  switch (job->kind) {
  case TRANSLATE:
    for (uint64_t i = 0; i < list->count; i++) list->out[i] = walk(job->image, job->root, list->virt[i]);
    break;
  case READ8:
    for (uint64_t i = 0; i < list->count; i++)
      list->out[i] = entry_at(&dump, walk(&dump, job->root, list->virt[i]));
    break;
  case READ4K:
    for (uint64_t i = 0; i < list->count; i++) {
      fetch(job, buffer, walk(&dump, job->root, list->virt[i]), PAGE);
      if (check != NULL) sum += sum32(PAGE);
    }
    count = list->count;
    break;
  case READ1M:
    for (; count < blocks; count++) {
      for (uint64_t at = 0, within, size; at < BLOCK; at += size) {
        const uint64_t phys = walk_page(&dump, dmap_root, blocks_at + count * BLOCK + at, &within);
        size = within + 1 - (phys & within);
        if (size > BLOCK - at) size = BLOCK - at;
        fetch(job, buffer + at, phys, size);
      }
      if (check != NULL) sum += sum32(BLOCK);
    }
    break;
  case ENUMERATE:
    count = leaves(&dump, user_root, 39, job->from, job->to);
    if (check != NULL) sum = leaf_sum(&dump, user_root, 39, job->from, job->to, 0);
    break;
  case SEARCH:
    if (job->what == '3') count = count_u32((const uint32_t *)bytes, job->size / 4, search_u32);
    else if (job->what == '6') count = count_u64((const uint64_t *)bytes, job->size / 8, search_u64);
    else count = count_signature(bytes, job->size);
    sum = count;
    break;
  case NONE:
    break;
  }
  if (check != NULL && (job->kind == TRANSLATE || job->kind == READ8)) {
    count = list->count;
    for (uint64_t i = 0; i < count; i++) sum += list->out[i];
  }
  if (check != NULL) *check = sum;
  return count;
}

static void load_list(const char *folder, const char *name) {
  char path[4096];
  struct list *list = &lists[list_count++];
  snprintf(path, sizeof path, "%s/%s.bin", folder, name);
  sscanf(name, "%31s", list->name);
  struct image image = map(path);
  list->count = image.size / 16;
  list->virt = (const uint64_t *)image.bytes;
  list->phys = list->virt + list->count;
  list->out = calloc(list->count, 8);
}

static void load_plan(const char *folder) {
  char path[4096], line[4096], key[32], value[4000];
  snprintf(path, sizeof path, "%s/plan.txt", folder);
  FILE *plan = fopen(path, "r");
  if (plan == NULL) fail("cannot open", path);
  while (fgets(line, sizeof line, plan) != NULL) {
    if (sscanf(line, "%31s %3999[^\n]", key, value) != 2) continue;
    const uint64_t number = strtoull(value, NULL, 16);
    if (strcmp(key, "dump") == 0) dump = map(value);
    if (strcmp(key, "synthetic") == 0) synthetic = map(value);
    if (strcmp(key, "user-root") == 0) user_root = number;
    if (strcmp(key, "dmap-root") == 0) dmap_root = number;
    if (strcmp(key, "synthetic-root") == 0) synthetic_root = number;
    if (strcmp(key, "blocks-at") == 0) blocks_at = number;
    if (strcmp(key, "blocks") == 0) blocks = number;
    if (strcmp(key, "window-at") == 0) window_at = number;
    if (strcmp(key, "window") == 0) window_size = number;
    if (strcmp(key, "search-u32") == 0) search_u32 = (uint32_t)number;
    if (strcmp(key, "search-u64") == 0) search_u64 = number;
    if (strcmp(key, "signature-mask") == 0) signature_mask = number;
    if (strcmp(key, "signature") == 0)
      for (int i = 0; i < SIGNATURE; i++) sscanf(value + 2 * i, "%2hhx", &signature[i]);
    if (strcmp(key, "list") == 0 && list_count < 16) load_list(folder, value);
  }
  fclose(plan);
}

static uint64_t cpu(void) {
  struct timespec now;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return (uint64_t)now.tv_sec * 1000000000ull + (uint64_t)now.tv_nsec;
}

int main(int argc, char **argv) {
  if (argc != 2) fail("usage", "floor FOLDER");
  load_plan(argv[1]);
  printf("ready\n");
  fflush(stdout);
  char line[256], row[200];
  while (fgets(line, sizeof line, stdin) != NULL) {
    uint64_t passes = 0, sum = 0;
    const bool timed = sscanf(line, "time %" SCNu64 " %199[^\n]", &passes, row) == 2;
    const bool checked = !timed && sscanf(line, "check %199[^\n]", row) == 1;
    const struct job job = timed || checked ? job_of(row) : (struct job){.kind = NONE};
    if (job.kind == NONE) {
      printf("none\n");
    } else if (checked) {
      const uint64_t count = pass(&job, &sum);
      printf("%" PRIx64 " %" PRIu64 "\n", sum, count);
    } else {
      volatile uint64_t kept = 0;
      const uint64_t from = cpu();
      for (uint64_t i = 0; i < passes; i++) {
        kept += pass(&job, NULL);
        __asm__ volatile("" ::: "memory");
      }
      printf("%" PRIu64 "\n", cpu() - from);
    }
    fflush(stdout);
  }
  return 0;
}
