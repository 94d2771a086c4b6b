/* Made-up physical memory: what a page holds is a function of its number and a seed, so nothing is stored. */
#include "world.h"
#include <string.h>

static uint64_t state = 1;
static uint64_t seed;
/* Pages that entries point to: few make loops and shared tables. */
static uint32_t span;
/* Of 256: entries not present, entries that are pages above the last level, pages missing, pages failing. */
static uint32_t absent, large, missing, failing;
/* Format of entries: a number of FORMATS, or one for each page. */
static uint32_t format;

/* Some last-level tables have more leaves than there are large pages; a chosen world has what was chosen. */
static int leafy;
/* Pages that were set. */
static struct {
  uint64_t page, words[512];
} own[64];
static uint32_t owned;

static uint64_t mix(uint64_t x) {
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ull;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebull;
  return x ^ (x >> 31);
}

uint64_t rnd(void) { return mix(state += 0x9e3779b97f4a7c15ull); }

void seed_rnd(uint64_t value) { state = value; }

uint32_t below(uint32_t limit) { return (uint32_t)(((rnd() >> 32) * limit) >> 32); }

uint64_t edgy(void) {
  switch (below(8)) {
    case 0: return below(5000);
    case 1: return -(uint64_t)below(5000);
    case 2: return 1ull << below(64);
    case 3: return (1ull << below(64)) - 1 - below(2);
    case 4: return -(1ull << below(64));
    case 5: return (1ull << below(64)) + below(4096);
    default: return rnd() >> below(64);
  }
}

void new_world(void) {
  seed = rnd();
  span = 1u << below(14);
  absent = below(3) ? below(200) : 0;
  large = below(3) ? below(64) : 0;
  missing = below(4) ? 0 : below(80);
  failing = below(6) ? 0 : below(80);
  format = below(FORMATS + 3);
  leafy = 1;
  owned = 0;
}

void chosen_world(uint32_t chosen, uint32_t pages, uint32_t gone, uint32_t above, uint32_t lacking) {
  seed = rnd();
  format = chosen;
  span = pages;
  absent = gone;
  large = above;
  missing = lacking;
  failing = 0;
  leafy = 0;
  owned = 0;
}

void set_page(uint64_t page, const uint64_t *words) {
  own[owned].page = page;
  memcpy(own[owned++].words, words, sizeof own->words);
}

uint32_t likely_mode(void) {
  static const uint8_t MODES[FORMATS + 3][4] = {{1, 2, 2, 12}, {0, 0, 0, 0}, {3, 4, 6, 9}, {8, 8, 8, 8}, {11, 11, 11, 11}, {10, 10, 10, 10},
                                                {5, 7, 9, 3},  {0, 2, 7, 11}, {1, 9, 5, 6}, {2, 7, 4, 8}, {3, 5, 7, 12}};
  return below(3) ? MODES[format][below(4)] : below(14);
}

uint64_t likely_root(void) {
  return ((uint64_t)below(span) << 12) | (below(4) ? 0 : below(4096)) | (below(6) ? 0 : edgy() & ~4095ull);
}

uint64_t likely_address(void) {
  uint64_t at = below(4) ? rnd() : (uint64_t)below(64) << 12;
  uint32_t bits = 25 + below(40);
  if (bits < 64) at &= (1ull << bits) - 1;
  return below(3) ? at : at | (~0ull << (24 + below(40)));
}

/* An entry of 8 bytes, or two of 4, of one format. */
static uint64_t entry(uint32_t kind, uint64_t noise) {
  uint64_t frame = (uint64_t)(((noise >> 32) * span) >> 32) << 12;
  uint64_t bits = mix(noise);
  uint32_t odds = bits & 255, big = bits >> 8 & 255;
  int present = odds >= absent, leaf = big < large;
  /* The other bits, one time in four all of them at random: reserved ones as well. */
  uint64_t other = bits >> 16 & 3 ? 0 : mix(bits);
  switch (kind) {
    case X86: return (other & 0xfff0000000000f7eull) | (bits >> 20 & 0x66) | frame | (leaf ? 0x80 : 0) | present;
    case X86_32: {
      uint64_t one = (other & 0xf7e) | (frame & 0xfffff000) | (leaf ? 0x80 : 0) | present;
      return one | (one ^ (bits >> 40 & 0x7e)) << 32;
    }
    case ARM: return (other & 0xfff00000000003fcull) | frame | (present ? (leaf ? 1 : 3) : bits >> 60 & 2);
    case ARM_SHORT: {
      uint64_t one = (other & 0xfffc) | (frame & 0xfffffc00) | (present ? 1 + (bits >> 50 & (leaf ? 3 : 1)) : 0);
      return one | (one ^ (bits >> 40 & 0x3fffc)) << 32;
    }
    case RISCV_32: {
      uint64_t one = (other & 0x3f0) | (frame >> 2 & 0xfffffc00) | (leaf ? 0xf & bits >> 24 : 0) | present;
      return one | (one ^ (bits >> 40 & 0x7e)) << 32;
    }
    case RISCV: return (other & 0xffc00000000003f0ull) | frame >> 2 | (leaf ? 0xf & bits >> 24 : 0) | present;
    case NOISE: return bits;
    default: return ~0ull;
  }
}

void page_content(uint64_t page, uint8_t *into) {
  for (uint32_t i = 0; i < owned; i++)
    if (own[i].page == page) {
      memcpy(into, own[i].words, sizeof own->words);
      return;
    }
  uint64_t key = mix(seed ^ page);
  uint32_t kind = format < FORMATS ? format : (uint32_t)(key % FORMATS);
  /* Last-level tables want leaves: RISC-V's are marked, the others' are not. */
  uint32_t before = large;
  if (leafy && key >> 32 & 1) large = 200;
  for (uint32_t i = 0; i < 512; i++) {
    uint64_t value = entry(kind, mix(key + i / (1 + (key >> 40 & 3))));
    memcpy(into + 8 * i, &value, 8);
  }
  large = before;
}

int page_fault(uint64_t page) {
  uint32_t odds = mix(seed + page) >> 8 & 255;
  if (odds < missing) return 1;
  return below(256) < failing ? 2 : 0;
}
