/* Fixed turns, once in each run: what random calls seldom come to. Every mode over tables that fit it, through all jobs and all
 * caches; and the corners of the page cache, the ring, listings and searches. The driver checks each call as it does its own. */
#include <string.h>
#include "driver.h"
#include "world.h"

static const uint64_t NONE = ~0ull;

/* Modes with the format of their entries, and bits of an address. */
static const struct {
  uint32_t mode, format, bits;
} FITTING[] = {{0, X86_32, 32}, {1, X86, 32},  {2, X86, 48}, {2, X86, 57},       {3, ARM, 39},  {4, ARM, 52},      {5, ARM, 36},   {6, ARM, 52},
               {7, ARM, 42},    {8, ARM_SHORT, 32}, {9, ARM, 32}, {10, RISCV_32, 32}, {11, RISCV, 39}, {11, RISCV, 57}, {12, X86, 128}};

static uint64_t *words_of(int which) { return (uint64_t *)bytes_of(which); }

/* Serves a job to its end, or for so many steps. */
static uint64_t finish(uint64_t result, int steps) {
  for (; steps > 0 && (result == 1 || result == 2); steps--) {
    if (result == 1) serve(0);
    result = CALL("resume");
  }
  return result;
}

/* Translates addresses from `first` on, `step` apart. */
static void translate_steps(uint64_t first, uint64_t step, uint32_t count) {
  for (uint32_t i = 0; i < count; i++) words_of(ADDRESSES)[i] = first + i * step, words_of(HIGHS)[i] = i;
  finish(CALL("translate", 0, count), 100);
}

/* All questions about single addresses of the list. */
static void questions(uint32_t count) {
  for (uint32_t i = 0; i < count; i++) {
    uint64_t at = words_of(ADDRESSES)[i];
    CALL("physical", 0, at);
    CALL("place", 0, at);
    CALL("locate", 0, at);
    CALL("placeRun", 0, at, 1 + (i << 10));
    CALL("runLength");
  }
}

/* Listings of a half: whole and in part, as it is and expanded, and of some of physical memory. */
static void listings(uint64_t first, uint64_t last) {
  /* Each may look at a million entries. */
  enum { STEPS = 8 };
  for (uint64_t expand = 0; expand < 2; expand++) {
    finish(CALL("enumerate", 0, first, last, expand), STEPS);
    finish(CALL("enumerate", 0, first + 0x12345678, last - 0x1234567, expand), STEPS);
    finish(CALL("enumerate", 0, first + 0x1000, first + 0x3fff, expand), STEPS);
  }
  finish(CALL("aliases", 0, first, last, 0x2000, 0x8fff), STEPS);
  finish(CALL("aliases", 0, first + 0x7654321, last - 0x7654321, 0, 1ull << 40), STEPS);
  /* Nothing is that high: subtrees are walked once. */
  finish(CALL("aliases", 0, first, last, 1ull << 60, 1ull << 61), STEPS);
}

static void push_out(uint32_t pages) {
  for (uint64_t page = 0; page < pages; page++) CALL("adopt", (1ull << 50) + (page << 12));
}

/* Sets slot 0 to a mode, with roots for all its halves; gives the last address of the low one. */
static uint64_t fitting_space(uint32_t mode, uint32_t bits) {
  int split = mode >= 3 && mode <= 7, shared = mode == 2 || mode == 11;
  CALL("flush");
  CALL("setSpace", 0, mode, 0x3000, split ? 0x5000 : NONE, bits, bits);
  return bits > 64 ? NONE : (1ull << (bits - shared)) - 1;
}

/* Single addresses, lists and ranges, from all caches: tables, the TLB when tables are gone, young and old. */
static void translations(uint64_t last) {
  for (int again = 0; again < 2; again++) {
    translate_steps(0, 0x1000, 300);
    questions(20);
    translate_steps(0x30000000, last / 300, 300);
    questions(20);
  }
  for (uint32_t i = 0; i < 100; i++) {
    words_of(ADDRESSES)[i] = (uint64_t)i * (last / 128);
    words_of(LENGTHS)[i] = i < 50 ? i << 11 : 0;
  }
  finish(CALL("read", 0, 100), 60);
  translate_steps(0x30000000, last / 300, 300);
  push_out(2600);
  questions(30);
  CALL("validity", 0, 5);
  for (uint64_t now = 0; now < 12; now += 3) {
    CALL("tick", now);
    questions(30);
    translate_steps(0, 0x1000, 40);
    translate_steps(0x30000000, last / 300, 30);
    push_out(now == 6 ? 2600 : 0);
  }
  CALL("tick", 0);
  CALL("validity", 0, 0xffffffff);
  translate_steps(0, 0x1000, 400);
  CALL("flushRange", 0, 0x3000, 0x1000000);
  CALL("flushRange", 0, last - 0xffff, NONE);
  CALL("flushSpace", 0);
}

/* A listing that goes on where no address is, as a host may have put it back: its places in the state are those of core-as/batch/enumerate.ts. */
static void beyond(uint64_t last) {
  CALL("flush");
  CALL("enumerate", 0, 0, last, 0);
  words_of(ENUMERATION)[0] = words_of(ENUMERATION)[1] = NONE;
  finish(CALL("enumerateAgain", 0), 8);
}

static void every_mode(void) {
  static const struct {
    uint32_t span, absent, large, missing;
  } WORLDS[] = {{64, 30, 20, 0}, {64, 30, 150, 20}, {4, 190, 60, 0}, {4096, 250, 6, 40}, {16, 246, 2, 0}, {8, 0, 250, 0}, {64, 200, 0, 120}};
  for (uint32_t world = 0; world < sizeof WORLDS / sizeof *WORLDS; world++)
    for (uint32_t i = 0; i < sizeof FITTING / sizeof *FITTING; i++) {
      const uint32_t mode = FITTING[i].mode, bits = FITTING[i].bits;
      chosen_world(FITTING[i].format, WORLDS[world].span, WORLDS[world].absent, WORLDS[world].large, WORLDS[world].missing);
      uint64_t last = fitting_space(mode, bits);
      if (world < 2) {
        translations(last);
        continue;
      }
      listings(0, last);
      if ((mode >= 2 && mode <= 7) || mode == 11) listings(~last, NONE);
      beyond(last);
    }
}

/* Four levels of x86-64 with given last-level tables; the first has its first pages in a row and every second of the rest. */
static void small_tables(void) {
  uint64_t table[512] = {0};
  chosen_world(X86, 4, 256, 0, 0);
  table[0] = 0x2007;
  set_page(0x1000, table);
  table[0] = 0x3007;
  set_page(0x2000, table);
  table[0] = 0x4007;
  table[1] = 0x5007;
  table[2] = 0x200087;
  set_page(0x3000, table);
  memset(table, 0, sizeof table);
  set_page(0x5000, table);
  for (uint64_t i = 0; i < 512; i++) table[i] = i < 100 || i % 2 ? (0x100 + i) << 12 | 7 : 0;
  set_page(0x4000, table);
  CALL("flush");
  CALL("setSpace", 0, 2, 0x1000, NONE, 48, 48);
}

/* Lists in which regions answer eight addresses at once, and one by one, with pages that are there and not, at each of eight places. */
static void lists_in_regions(void) {
  small_tables();
  translate_steps(0, 0x1000, 512);
  translate_steps(0, 0x1000, 512);
  translate_steps(0x1000, 0x1000, 600);
  for (uint32_t i = 0; i < 800; i++) words_of(ADDRESSES)[i] = (i % 3 == 0) << 21 | (uint64_t)((i * 37 + i / 8) % 512) << 12;
  for (int again = 0; again < 2; again++) finish(CALL("translate", 0, 800), 20);
  /* A region that is not cached in each place of eight. */
  for (uint32_t k = 0; k < 8; k++) {
    for (uint32_t i = 0; i < 24; i++) words_of(ADDRESSES)[i] = (i % 8 == k ? 0x40000000ull << (k + 1) : (uint64_t)(i % 2) << 21) | i << 12;
    finish(CALL("translate", 0, 24), 20);
  }
  CALL("placeRun", 0, 0x2010, 0x5000);
  CALL("placeRun", 0, 0x3000, 0x1000000);
  /* A listing that begins with a table of nothing. */
  finish(CALL("enumerate", 0, 0x200000, 0x3fffff, 0), 20);
  finish(CALL("enumerate", 0, 0, 0x7fffffffffff, 0), 20);
}

/* A round in which all lines of the page cache are in use: some hold tables on the way, all others wait. */
static void all_lines(void) {
  chosen_world(X86, 1u << 30, 0, 0, 0);
  CALL("flush");
  CALL("setSpace", 0, 2, 0x1000, NONE, 48, 48);
  /* Each table of this world has an entry four times, so every fourth is looked at. */
  for (int again = 0; again < 2; again++) {
    for (uint32_t i = 0; i < 6000; i++) words_of(ADDRESSES)[i] = (uint64_t)(i % 120) << 32 | (uint64_t)(i / 120) << 23;
    finish(CALL("translate", 0, 6000), 40);
  }
}

/* What a host may do to a ring: lines that are none, lines that wait for nothing, pages that fail, and are then adopted or grow old. */
static void rings(void) {
  struct request *ring = (struct request *)bytes_of(RING);
  small_tables();
  words_of(ADDRESSES)[0] = 0x1000;
  words_of(ADDRESSES)[1] = 0x40000000;
  const uint32_t lines[] = {2560, 0xffffffff, 77};
  for (int i = 0; i < 3; i++) {
    CALL("translate", 0, 2);
    CALL("cached", ring->phys, 0);
    ring->line = lines[i];
    CALL("resume");
  }
  for (int i = 0; i < 2; i++) {
    CALL("flush");
    CALL("translate", 0, 1);
    ring->status = 3;
    if (i) CALL("adopt", ring->phys);
    else {
      /* The clock moves on within the job, so the page that failed is asked for again. */
      CALL("validity", 0, 1);
      CALL("tick", 50);
      finish(CALL("resume"), 20);
      CALL("validity", 0, 0xffffffff);
      CALL("tick", 0);
    }
  }
  CALL("forget", 0x1000, 0);
  CALL("forget", 0x1000, 1);
  CALL("forget", 0, NONE);
  CALL("forget", NONE, 2);
}

/* States of listings as hosts might put them back: more tables met than are remembered, an epoch to come, a list without a free place. */
static void listing_states(void) {
  enum { KNOWN = 44, EPOCH = 48, MET = 512, PLACES = 65536 };
  uint8_t *state = bytes_of(ENUMERATION);
  for (uint32_t i = 0; i < 3; i++) {
    chosen_world(X86, 1 << 20, 100, 4, 0);
    CALL("flush");
    CALL("setSpace", 0, 2, 0x1000, NONE, 48, 48);
    uint64_t result = CALL("enumerate", 0, 0, 0x7fffffffffff, 0);
    for (int step = 0; step < 2 && result == 1; step++) serve(0), result = CALL("resume");
    uint32_t epoch, known = 60000, later = 16000;
    memcpy(&epoch, state + EPOCH, 4);
    if (i == 0) memcpy(state + KNOWN, &known, 4);
    if (i == 1) memcpy(state + EPOCH, &later, 4);
    if (i == 2)
      for (uint64_t place = 0; place < PLACES; place++) {
        uint64_t key = (uint64_t)(epoch >> 6) << 56 | (epoch & 63) << 4 | place << 30 | 15;
        memcpy(state + MET + 16 * place, &key, 8);
      }
    finish(CALL("enumerateAgain", 0), i == 2 ? 2 : 6);
  }
  CALL("flush");
  finish(CALL("enumerate", 0, 0, 0x7fffffffffff, 0), 4);
}

/* Votes for a word that points at itself: all places that its delta may have are taken. */
static void votes(void) {
  for (uint32_t i = 0; i < 32768; i++) {
    uint32_t count = 1;
    memcpy(bytes_of(VOTES) + 32 * i, &(uint64_t){1}, 8);
    memcpy(bytes_of(VOTES) + 32 * i + 24, &count, 4);
  }
  words_of(WINDOW)[0] = words_of(WINDOW)[1] = 0xffffffff81000000;
  CALL("vote", 0, 64, 0);
  CALL("voteClear");
  CALL("vote", 0, 64, 0);
}

/* Sizes that no mode has, and each counter. */
static void sizes_and_counters(void) {
  CALL("setSpace", 0, 2, 0x1000, NONE, 50, 50);
  CALL("setSpace", 0, 11, 0x1000, NONE, 40, 40);
  for (uint64_t which = 0; which < 7; which++) CALL("statistic", which);
}

/* Patterns of every kind of byte, as few and as many, in a window that is too short for some. */
static void patterns(void) {
  static const uint8_t BYTES[] = {0, 0xff, 0xcc, 8, 0x41, 7, 0x80};
  for (uint32_t count = 1; count < 9; count += 3) {
    for (uint32_t i = 0; i < count; i++) {
      uint8_t *record = bytes_of(PATTERNS) + i * 528;
      uint32_t length = 1 + 5 * i;
      memcpy(record, &length, 4);
      for (uint32_t j = 0; j < 256; j++) {
        record[16 + j] = BYTES[(i + j) % sizeof BYTES];
        record[272 + j] = (i + j) % 5 < 4 ? 0xff : j % 2 ? 0xf0 : 0;
      }
    }
    memcpy(bytes_of(WINDOW) + 20, bytes_of(PATTERNS) + 16, 64);
    for (uint64_t end = 3; end < 200; end += 40)
      for (uint64_t scalar = 0; scalar < 2; scalar++)
        if (CALL("search", count, 0, end, end, scalar))
          for (int i = 0; i < 5 && !CALL("searchEnded"); i++) CALL("searchNext");
  }
}

/* Questions about values with one field that has no meaning, and windows that hold no value. */
static void value_questions(void) {
  struct {
    uint64_t address;
    uint32_t kind, form, flags, step, tests, ranges;
    uint64_t limits[8];
  } right = {0, 2, 0, 0, 4, 1, 0, {5, 9}}, question;
  static const struct {
    uint32_t field, value;
  } WRONG[] = {{0, 6}, {1, 4}, {2, 8}, {3, 3}, {3, 8}, {4, 0}, {4, 5}, {5, 1025}, {0, 2}};
  for (uint32_t i = 0; i < sizeof WRONG / sizeof *WRONG; i++) {
    question = right;
    memcpy((uint8_t *)&question + 8 + 4 * WRONG[i].field, &WRONG[i].value, 4);
    memcpy(bytes_of(QUERY), &question, sizeof question);
    for (uint64_t end = 0; end < 80; end += 3)
      if (CALL("scan", 0, end, end, 0, 0))
        while (!CALL("scanEnded")) CALL("scanNext");
  }
}

void all_scenarios(void) {
  every_mode();
  lists_in_regions();
  all_lines();
  rings();
  listing_states();
  votes();
  sizes_and_counters();
  patterns();
  value_questions();
}
