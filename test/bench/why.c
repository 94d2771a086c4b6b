/* What the floor's loops cost when they do a part of what our engine does, step by step, all in C: it tells the price of each step
 * from that of WebAssembly. `why FOLDER` prints a table; the least of many short windows of CPU time counts, taken in turns. */
#define main floor_main
#include "floor.c"
#undef main

/* A region as the core keeps it: whose it is, where its last-level table lies, and the rights above it. */
struct region { uint64_t key; const uint8_t *entries; uint32_t info; };
static struct region regions[8192];
static uint32_t flags_of[1024];
static const struct list *list;
static const struct image *image;
static uint64_t root;
static uint32_t infos[1 << 20];

static struct region *region_of(uint64_t key) { return &regions[((key << 12) * 0x9e3779b97f4a7ull) >> 51]; }

/* The regions of the list's addresses, all of which lie in pages of 4 KiB. */
static void make_regions(void) {
  memset(regions, 0, sizeof regions);
  for (uint64_t i = 0; i < list->count; i++) {
    uint64_t table = root;
    for (int shift = 39; shift > 12; shift -= 9) table = entry_at(image, table + (list->virt[i] >> shift & 511) * 8) & FRAME;
    *region_of(list->virt[i] >> 21) = (struct region){list->virt[i] >> 21, image->bytes + table, 0xffffff00};
  }
  for (uint32_t i = 0; i < 1024; i++) flags_of[i] = i << 16 | 0x100;
}

/* The same with copies of the tables, as the core's page cache has them, in memory of small or of large pages. */
static struct region kept[8192];
static void copy_tables(int advice) {
  static uint8_t *at[2];
  uint8_t **memory = &at[advice == MADV_HUGEPAGE];
  const uint64_t size = 16 << 20;
  if (*memory == NULL) {
    uint8_t *raw = mmap(NULL, 2 * size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (raw == MAP_FAILED) fail("no memory", "tables");
    *memory = (uint8_t *)(((uintptr_t)raw + size - 1) & ~(uintptr_t)(size - 1));
    madvise(*memory, size, advice);
  }
  uint8_t *next = *memory;
  for (int i = 0; i < 8192; i++)
    if (kept[i].entries != NULL && next < *memory + size) {
      memcpy(next, kept[i].entries, PAGE);
      regions[i].entries = next;
      next += PAGE;
    }
}

static void plain(void) {
  for (uint64_t i = 0; i < list->count; i++) list->out[i] = walk(image, root, list->virt[i]);
}

/* The walk with the rights of all levels put together, as an info word beside each address. */
static void with_rights(void) {
  for (uint64_t i = 0; i < list->count; i++) {
    const uint64_t virt = list->virt[i];
    uint64_t table = root, all = ~0ull;
    uint32_t info = 0;
    list->out[i] = 0;
    for (int shift = 39;; shift -= 9) {
      const uint64_t entry = entry_at(image, table + (virt >> shift & 511) * 8);
      if (!(entry & 1)) break;
      all &= entry ^ 1ull << 63;
      if (shift == 12 || (shift < 39 && (entry & 0x80))) {
        const uint64_t within = (1ull << shift) - 1;
        list->out[i] = (entry & FRAME & ~within) | (virt & within);
        info = flags_of[(all << 1 | all >> 63) & 1023];
        break;
      }
      table = entry & FRAME;
    }
    infos[i] = info;
  }
}

/* Answers `count` addresses from their regions; `keys`: whether a region's key is looked at, `rights`: whether info words are written. */
static inline __attribute__((always_inline)) void by_region(const uint64_t *virt, uint64_t *out, uint32_t *info, uint64_t count, bool keys,
                                                           bool rights) {
  for (uint64_t i = 0; i < count; i++) {
    const uint64_t at = virt[i], key = at >> 21;
    const struct region *region = region_of(key);
    if (keys && region->key != key) return;
    uint64_t entry;
    memcpy(&entry, region->entries + (at >> 9 & 0xff8), 8);
    if (!(entry & 1)) {
      out[i] = 0;
      continue;
    }
    out[i] = (entry & FRAME) | (at & (PAGE - 1));
    if (rights) info[i] = flags_of[(entry << 1 | entry >> 63) & 1023] & region->info;
  }
}
static void regions_only(void) { by_region(list->virt, list->out, infos, list->count, false, false); }
static void regions_keys(void) { by_region(list->virt, list->out, infos, list->count, true, false); }
static void regions_rights(void) { by_region(list->virt, list->out, infos, list->count, true, true); }

/* The same by parts of 4,096 addresses that are copied in and out, as they are for a core with a memory of its own. */
static void regions_copied(void) {
  /* Not where pages begin: copies between places a few bytes apart modulo 4096 take ten times as long on some processors. */
  static _Alignas(4096) uint8_t memory[128 << 10];
  uint64_t *const in = (uint64_t *)(memory + 0x800), *const out = (uint64_t *)(memory + 0xa000 + 0x440);
  uint32_t *const info = (uint32_t *)(memory + 0x14000 + 0x640);
  for (uint64_t i = 0; i < list->count; i += 4096) {
    const uint64_t count = list->count - i < 4096 ? list->count - i : 4096;
    memcpy(in, list->virt + i, count * 8);
    by_region(in, out, info, count, true, true);
    memcpy(list->out + i, out, count * 8);
    memcpy(infos + i, info, count * 4);
  }
}

static const uint8_t *searched;
static uint64_t searched_size;
static volatile uint64_t hits;

static void wide_u32(void) { hits = count_u32((const uint32_t *)searched, searched_size / 4, search_u32); }
static void wide_u64(void) { hits = count_u64((const uint64_t *)searched, searched_size / 8, search_u64); }
/* The same in the form of the core's loop and with vectors of 128 bits, which is what WebAssembly has: 128 bytes at a time, which are
 * looked at more closely when one of them is met. */
typedef uint32_t v32 __attribute__((vector_size(16)));
typedef uint64_t v64 __attribute__((vector_size(16)));
#define NARROW(name, vector, word, value)                                                                  \
  static uint64_t name(const uint8_t *at, uint64_t size) {                                                 \
    uint64_t found = 0;                                                                                    \
    const vector same = (vector){0} + value;                                                               \
    for (uint64_t i = 0; i < size; i += 128) {                                                             \
      const vector *v = (const vector *)(at + i);                                                          \
      const v64 any = (v64)((v[0] == same) | (v[1] == same) | (v[2] == same) | (v[3] == same) |            \
                            (v[4] == same) | (v[5] == same) | (v[6] == same) | (v[7] == same));            \
      if (any[0] | any[1])                                                                                 \
        for (uint64_t k = 0; k < 128; k += sizeof(word)) found += *(const word *)(at + i + k) == value;    \
    }                                                                                                      \
    return found;                                                                                          \
  }
NARROW(narrow32, v32, uint32_t, search_u32)
NARROW(narrow64, v64, uint64_t, search_u64)
static void narrow_u32(void) { hits = narrow32(searched, searched_size); }
static void narrow_u64(void) { hits = narrow64(searched, searched_size); }

/* Copied by 256 KiB before it is looked at. */
static uint64_t copied(uint64_t (*loop)(const uint8_t *, uint64_t)) {
  static _Alignas(4096) uint8_t part[256 << 10];
  uint64_t found = 0;
  for (uint64_t at = 0; at < searched_size; at += sizeof part) {
    memcpy(part, searched + at, sizeof part);
    __asm__ volatile("" ::"r"(part) : "memory");
    found += loop(part, sizeof part);
  }
  return found;
}
static uint64_t wide32(const uint8_t *at, uint64_t size) { return count_u32((const uint32_t *)at, size / 4, search_u32); }
static void wide_copied(void) { hits = copied(wide32); }
static void narrow_copied(void) { hits = copied(narrow32); }
static void only_copied(void) {
  static _Alignas(4096) uint8_t part[256 << 10];
  for (uint64_t at = 0; at < searched_size; at += sizeof part) {
    memcpy(part, searched + at, sizeof part);
    __asm__ volatile("" ::"r"(part) : "memory");
  }
}

struct step { const char *name; void (*pass)(void); };

/* Least nanoseconds of each step, by one of `unit` things. */
static void measure(const char *title, const struct step *steps, int count, double unit) {
  double least[8] = {0};
  printf("%s\n", title);
  for (int round = 0; round < 60; round++)
    for (int i = 0; i < count; i++) {
      int passes = 0;
      const uint64_t start = cpu();
      uint64_t end;
      do steps[i].pass(), passes++;
      while ((end = cpu()) - start < 2000000);
      const double time = (double)(end - start) / passes / unit;
      if (round == 0 || time < least[i]) least[i] = time;
    }
  for (int i = 0; i < count; i++) printf("  %-46s %8.4f  %5.2f\n", steps[i].name, least[i], least[0] / least[i]);
}

int main(int argc, char **argv) {
  if (argc != 2) fail("usage", "why FOLDER");
  static const struct step TABLES[] = {{"region, key and info word", regions_rights}};
  load_plan(argv[1]);
  static const struct step TRANSLATIONS[] = {{"walk, addresses alone (the floor)", plain}, {"walk, rights and an info word", with_rights},
                                             {"region, addresses alone", regions_only},    {"and its key is compared", regions_keys},
                                             {"and an info word is written", regions_rights}, {"and copies in and out by 4,096", regions_copied}};
  static const struct step WINDOWS[] = {{"u32, widest vectors (the floor)", wide_u32}, {"u32, 128 bits", narrow_u32},
                                        {"u64, widest vectors (the floor)", wide_u64}, {"u64, 128 bits", narrow_u64}};
  static const struct step DUMPS[] = {{"u32, widest vectors, in place (the floor)", wide_u32}, {"u32, 128 bits, in place", narrow_u32},
                                      {"copy by 256 KiB, nothing else", only_copied},      {"copy, widest vectors", wide_copied},
                                      {"copy, 128 bits", narrow_copied}};
  for (int i = 0; i < list_count; i++) {
    list = &lists[i];
    const bool made_up = strncmp(list->name, "synthetic", 9) == 0;
    if ((!made_up && strncmp(list->name, "user", 4) != 0) || list->count > sizeof infos / 4) continue;
    image = made_up ? &synthetic : &dump;
    root = made_up ? synthetic_root : user_root;
    make_regions();
    measure(list->name, TRANSLATIONS, 6, (double)list->count);
    if (!made_up) continue;
    memcpy(kept, regions, sizeof kept);
    copy_tables(MADV_NOHUGEPAGE);
    measure("tables copied into memory of 4 KiB pages", TABLES, 1, (double)list->count);
    copy_tables(MADV_HUGEPAGE);
    measure("tables copied into memory of 2 MiB pages", TABLES, 1, (double)list->count);
  }
  searched = dump.bytes + window_at, searched_size = window_size;
  measure("search, 1 MiB that stays in the cache: ns a byte", WINDOWS, 4, (double)searched_size);
  searched = dump.bytes, searched_size = dump.size;
  measure("search, the dump: ns a byte", DUMPS, 5, (double)searched_size);
  return 0;
}
