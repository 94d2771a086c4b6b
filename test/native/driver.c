/* Calls the core at random and checks what must always hold: `driver SEED TURNS`; ends with 0 and one line, or says what broke and
 * where. After every call: no trap, at most so many steps, a result of the declared set, the layout table as it was. Under ASan
 * everything outside of the core's buffers is forbidden, so a stray access ends the run as well; `driver poke` makes one. */
#include "core.h"
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "driver.h"
#include "runtime.h"
#include "world.h"

extern jmp_buf trap_target;

struct export {
  const char *name;
  /* One letter an argument: i for 32 bits, j for 64. */
  const char *arguments;
  uint64_t (*call)(Z_core_instance_t *core, const uint64_t *arguments);
};
#include "exports.inc"
enum { EXPORT_COUNT = sizeof EXPORTS / sizeof *EXPORTS };

/* Largest results of exports that declare a set; the others may give anything. */
static const struct {
  const char *name;
  uint64_t most;
} RESULTS[] = {{"setSpace", 1}, {"translate", 3}, {"read", 3},     {"enumerate", 3},  {"aliases", 3},    {"enumerateAgain", 3}, {"fetch", 3},
{"resume", 3},   {"validity", 1},  {"flushSpace", 1}, {"flushRange", 1}, {"search", 1}, {"searchEnded", 1}, {"scan", 1}, {"scanEnded", 1}, {"vote", 1}};

#include "places.inc"

struct buffer {
  uint32_t offset, count, size;
};
static Z_core_instance_t core;
static uint8_t *memory;
static const struct buffer *buffers;
static uint32_t buffer_count, table_bytes;
static uint8_t *table_before;
static uint64_t first_seed, calls, most_steps[EXPORT_COUNT];

static void fail(const char *what, const char *name) {
  printf("seed %llu call %llu %s: %s\n", (unsigned long long)first_seed, (unsigned long long)calls, name, what);
  exit(1);
}

static const struct export *export_named(const char *name) {
  for (int i = 0; i < EXPORT_COUNT; i++)
    if (!strcmp(EXPORTS[i].name, name)) return &EXPORTS[i];
  fail("there is no such export", name);
  return 0;
}

uint8_t *bytes_of(int which) { return memory + buffers[which].offset; }
static uint32_t size_of(int which) { return buffers[which].count * buffers[which].size; }

/* Results with a bound that the layout sets: counts, and places in the page cache. */
static void check_result(const char *name, uint64_t result) {
  static const struct {
    const char *name;
    int buffer;
  } COUNTS[] = {{"outputs", RUN_INFO}, {"requests", RING}, {"searchNext", HITS}, {"scanNext", HITS}};
  for (int i = 0; i < 4; i++)
    if (!strcmp(COUNTS[i].name, name) && result > buffers[COUNTS[i].buffer].count) fail("more than the buffer holds", name);
  int place = !strcmp(name, "cached") || !strcmp(name, "adopt");
  if ((!place && strcmp(name, "locate")) || result < 2) return;
  uint64_t at = result - buffers[LINES].offset;
  if (at >= size_of(LINES) || (place && at % 4096)) fail("no place in the page cache", name);
}

/* Searches may look at some bytes behind the window, but leave them as they are. */
enum { BEHIND_WINDOW = 160 };
static int spilled(void) {
  const uint8_t *behind = bytes_of(WINDOW) + size_of(WINDOW);
  for (int i = 0; i < BEHIND_WINDOW; i++)
    if (behind[i]) return 1;
  return 0;
}

/* Calls an export and checks what must hold after any call. */
static uint64_t call(const struct export *export, const uint64_t *arguments) {
  volatile uint64_t result = 0;
  calls++;
  GUARDED(result = export->call(&core, arguments));
  if (trapped) fail(trapped, export->name);
  if (steps > most_steps[export - EXPORTS]) most_steps[export - EXPORTS] = steps;
  for (size_t i = 0; i < sizeof RESULTS / sizeof *RESULTS; i++)
    if (!strcmp(RESULTS[i].name, export->name) && result > RESULTS[i].most) fail("a result that is not declared", export->name);
  check_result(export->name, result);
  if (below(64) == 0 && spilled()) fail("bytes behind the window changed", export->name);
  if (memcmp(table_before, memory + Z_coreZ_layout(&core), table_bytes)) fail("the layout table changed", export->name);
  return result;
}

static uint64_t call0(const char *name) { return call(export_named(name), 0); }

uint64_t ask(const char *name, const uint64_t *arguments) { return call(export_named(name), arguments); }

/* Fills a part of a buffer with bytes or with words of this world. */
static void scribble(int which) {
  uint32_t size = size_of(which), at = below(size), length = 1 + below(1 << below(14));
  if (length > size - at) length = size - at;
  uint8_t *into = bytes_of(which);
  if (below(2)) memset(into + at, below(3) ? 0xff * below(2) : below(256), length);
  else for (uint32_t i = 0; i + 8 <= length; i += 8) {
      uint64_t value = below(2) ? edgy() : likely_address();
      memcpy(into + at + i, &value, 8);
    }
}

/* A new core in new memory. */
static void begin(void) {
  if (memory) {
    open_memory(memory, core.w2c_memory.size);
    Z_core_free(&core);
    free(table_before);
  }
  Z_core_instantiate(&core);
  memory = core.w2c_memory.data;
  if (Z_coreZ_init(&core) != 1) fail("not enough memory", "init");
  const uint32_t *table = (const uint32_t *)(memory + Z_coreZ_layout(&core));
  buffer_count = table[2];
  buffers = (const struct buffer *)(table + 3);
  table_bytes = 12 + 12 * buffer_count;
  table_before = malloc(table_bytes);
  memcpy(table_before, table, table_bytes);
  close_memory(memory, core.w2c_memory.size);
  /* Static data lies behind the buffers, and the table first in it. */
  open_memory((uint8_t *)table, (uint32_t)(memory + core.w2c_memory.size - (uint8_t *)table));
  for (size_t i = 0; i < sizeof PLACES / sizeof *PLACES; i++) open_memory(memory + PLACES[i].at, PLACES[i].size);
  open_memory(bytes_of(WINDOW) + size_of(WINDOW), BEHIND_WINDOW);
}

void serve(int carelessly) {
  struct request *ring = (struct request *)bytes_of(RING);
  uint32_t open = call0("requests");
  if (open > buffers[RING].count) fail("more requests than the ring holds", "requests");
  for (uint32_t i = 0; i < open; i++) {
    struct request *request = ring + i;
    uint32_t first = buffers[LINES].offset, end = first + size_of(LINES);
    if (request->length > 4096 || request->destination < first || request->destination > end - request->length)
      fail("a request into memory that is no page of the cache", "requests");
    if (carelessly && !below(8)) {
      request->status = below(3) ? 0 : (uint32_t)edgy();
      continue;
    }
    int fault = page_fault(request->phys);
    if (!fault) {
      uint8_t page[4096];
      page_content(request->phys & ~4095ull, page);
      memcpy(memory + request->destination, page + (request->phys & 4095), request->length);
    }
    request->status = 1 + fault;
  }
}

/* Info words after a job: a status, a level and flags that are declared. */
static void check_infos(int which, uint32_t count, uint32_t most_status, const char *name) {
  const uint32_t *infos = (const uint32_t *)bytes_of(which);
  for (uint32_t i = 0; i < count; i++)
    if ((infos[i] & 255) > most_status || (infos[i] >> 8 & 255) > 13 || infos[i] >> 26) fail("an info word that is not declared", name);
}

/* Goes on with a job to its end, or for as long as a host may have patience. */
static void run(uint64_t result, const char *name, uint32_t count) {
  int carelessly = !below(3), listing = strcmp(name, "translate") && strcmp(name, "fetch");
  uint64_t work = 0;
  for (uint32_t turn = 0; result == 1 || result == 2; turn++) {
    /* Listings may be as long as there are addresses; the others end after some rounds of requests. */
    work += steps;
    if (listing && (turn > 40 || work > 3000000)) return;
    if (turn > 1000) fail("a job that does not end", name);
    if (!below(50) && carelessly) return;
    if (listing) check_infos(RUN_INFO, call0("outputs"), 4, name);
    if (result == 1 && !call0("requests")) fail("a job that waits for nothing", name);
    if (result == 1) serve(carelessly);
    if (carelessly && turn > 64) return;
    if (result == 2 && !below(64) && turn > 16) return;
    result = call0("resume");
  }
  if (result) return;
  if (listing) check_infos(RUN_INFO, call0("outputs"), 4, name);
  else if (!strcmp(name, "translate")) check_infos(INFOS, count, 3, name);
}

/* Addresses that calls before have used: what is cached is about them. */
static uint64_t recent[64];

static uint64_t an_address(void) {
  uint64_t *place = &recent[below(64)];
  if (below(4)) return *place + (below(2) ? 0 : below(1 << below(24)));
  return *place = likely_address();
}

/* An argument: often one that makes sense in this place. */
static uint64_t argument(char type) {
  if (type == 'j') return below(3) ? an_address() : below(2) ? likely_root() : edgy();
  return below(4) ? below(1 << below(14)) : (uint32_t)edgy();
}

/* Arguments for an export: the first one is a slot more often than not. */
static void arguments_for(const struct export *export, uint64_t *arguments) {
  for (int i = 0; export->arguments[i]; i++) arguments[i] = argument(export->arguments[i]);
  if (export->arguments[0] == 'i' && below(8)) arguments[0] = below(3);
}

/* Patterns: short ones that occur, some masked. */
static void prepare_search(void) {
  uint8_t *into = bytes_of(PATTERNS);
  for (uint32_t i = 0; i < buffers[PATTERNS].count; i++, into += buffers[PATTERNS].size) {
    uint32_t length = below(6) ? 1 + below(6) : below(260);
    memcpy(into, &length, 4);
    for (uint32_t j = 0; j < (buffers[PATTERNS].size - 16) / 2; j++) {
      into[16 + j] = below(3);
      into[16 + (buffers[PATTERNS].size - 16) / 2 + j] = below(4) ? 0xff : below(256);
    }
  }
  uint8_t *window = bytes_of(WINDOW);
  uint32_t at = below(size_of(WINDOW) - 8192);
  for (uint32_t i = 0; i < 8192; i++) window[at + i] = below(3);
}

/* Addresses and lengths of this world. */
static void prepare_input(void) {
  uint32_t count = 1 + below(1 << below(11));
  uint64_t *addresses = (uint64_t *)bytes_of(ADDRESSES), *highs = (uint64_t *)bytes_of(HIGHS), *lengths = (uint64_t *)bytes_of(LENGTHS);
  uint64_t near = an_address();
  int scattered = below(2);
  for (uint32_t i = 0; i < count && i < buffers[ADDRESSES].count; i++) {
    addresses[i] = scattered ? an_address() : near + (uint64_t)i * 4096;
    highs[i] = below(2) ? 0 : edgy();
    lengths[i] = below(6) ? below(1 << below(20)) : edgy();
    if (below(8) && addresses[i] + lengths[i] < addresses[i]) lengths[i] = -addresses[i];
  }
}

/* Bits of addresses that the modes know, by mode, and one that none does. */
static uint32_t likely_bits(uint32_t mode) {
  /* Fewest bits, and how many values there are from there on, one or nine apart. */
  static const uint8_t LEAST[] = {32, 32, 48, 25, 25, 25, 25, 25, 32, 32, 32, 39, 128, 1};
  static const uint8_t STEPS[] = {1, 1, 2, 24, 28, 24, 28, 28, 1, 1, 1, 3, 1, 64};
  uint32_t step = below(STEPS[mode]);
  return LEAST[mode] + step * (mode == 2 || mode == 11 ? 9 : 1);
}

static void set_space(void) {
  uint32_t mode = likely_mode();
  uint64_t arguments[8] = {below(6) ? below(3) : (uint32_t)edgy(), below(12) ? mode : (uint32_t)edgy(), below(4) ? likely_root() : ~0ull,
                           below(3) ? ~0ull : likely_root(), below(12) ? likely_bits(mode) : (uint32_t)edgy(),
                           below(12) ? likely_bits(mode) : (uint32_t)edgy()};
  call(export_named("setSpace"), arguments);
}

static void one_job(void) {
  static const char *const JOBS[] = {"translate", "read", "enumerate", "aliases", "enumerateAgain", "fetch"};
  const struct export *job = export_named(JOBS[below(6)]);
  prepare_input();
  uint64_t arguments[8];
  arguments_for(job, arguments);
  if (!strcmp(job->name, "fetch") && below(2)) {
    arguments[0] = 1280, arguments[1] = below(4);
    for (int i = 0; i < 1280; i++) ((uint64_t *)bytes_of(ADDRESSES))[i] = ((uint64_t)below(1 << 20) << 12) + i;
  }
  if (!strcmp(job->name, "enumerate") || !strcmp(job->name, "aliases")) {
    if (below(2)) arguments[1] = 0, arguments[2] = below(2) ? (1ull << (30 + below(34))) - 1 : ~0ull;
    else if (below(2)) arguments[1] = -(1ull << below(60)), arguments[2] = ~0ull;
    if (below(2) && job->arguments[4]) arguments[3] = likely_root(), arguments[4] = arguments[3] + (1 << below(30));
  }
  run(call(job, arguments), job->name, (uint32_t)arguments[1]);
}

static void one_search(void) {
  prepare_search();
  uint32_t size = size_of(WINDOW), end = size - below(9000);
  uint64_t arguments[8] = {1 + below(16), below(2) ? 0 : below(5000), end, below(3) ? end : below(end), below(2)};
  if (call(export_named("search"), arguments))
    for (int i = 0; i < 40 && !call0("searchEnded"); i++) call0("searchNext");
}

/* A question about values, and the window that it is asked of. */
static void one_scan(void) {
  struct {
    uint64_t address;
    uint32_t kind, form, flags, step, tests, ranges;
    uint64_t limits[8];
  } question = {edgy() & ~7ull, below(6), below(4), below(8), 1u << below(4), 1 + below(4), below(3) ? 0 : 1 + below(40), {0}};
  if (question.form > 1 && below(8)) question.tests = 0, question.flags &= 3;
  for (int i = 0; i < 8; i++) question.limits[i] = below(2) ? below(300) : edgy();
  if (question.kind > 3)
    for (int i = 0; i < 8; i++) {
      double limit = below(2) ? (double)(int64_t)question.limits[i] : 0.5 * i;
      memcpy(&question.limits[i], &limit, 8);
    }
  memcpy(bytes_of(QUERY), &question, sizeof question);
  uint64_t *ranges = (uint64_t *)bytes_of(RANGES), at = 0;
  for (uint32_t i = 0; i < 2 * buffers[RANGES].count; i++) ranges[i] = below(9) ? at += below(1000) : edgy();
  uint32_t size = size_of(WINDOW), end = below(6) ? below(60000) : size - below(9000), first = below(2) ? 0 : below(5000);
  uint8_t *window = bytes_of(WINDOW);
  for (uint32_t i = 0; i < 9000; i++) window[i] = below(3) ? 0 : below(256);
  uint64_t arguments[8] = {first & ~7u, end, below(3) ? end : below(end + 1), below(size), below(2)};
  if (!below(3)) arguments[3] = size / 2;
  if (!below(8)) arguments[below(5)] = (uint32_t)edgy();
  if (call(export_named("scan"), arguments))
    for (int i = 0; i < 10 && !call0("scanEnded"); i++) call0("scanNext");
}

/* Asks the same several times: answers come from ever nearer caches, also after all tables have left the page cache. */
static void ask_again(void) {
  set_space();
  prepare_input();
  uint64_t *addresses = (uint64_t *)bytes_of(ADDRESSES), one[3] = {below(3), 200 + below(2000), 0};
  uint32_t count = (uint32_t)one[1];
  for (int i = 0; i < 3; i++) {
    run(call(export_named("translate"), one), "translate", count);
    addresses[below(count)] = an_address();
  }
  for (uint64_t page = 0, line = below(2) ? 2600 : below(600); page < line; page++) {
    uint64_t at = (1ull << 50) + (page << 12);
    call(export_named("adopt"), &at);
  }
  /* All questions about an address of a slot. */
  for (int i = 0; i < EXPORT_COUNT; i++) {
    uint64_t single[8] = {one[0], addresses[below(200)], below(4), below(4), below(4)};
    if (!strncmp(EXPORTS[i].arguments, "ij", 2) && below(2)) call(&EXPORTS[i], single);
  }
  run(call(export_named("translate"), one), "translate", count);
}

/* Lets what is cached grow old. */
static void grow_old(void) {
  uint64_t arguments[2] = {below(5), below(3) ? below(1 << below(10)) : ~0u};
  call(export_named("validity"), arguments);
  for (int i = 0; i < 3; i++) {
    arguments[0] = below(20) ? i * below(100) : (uint32_t)edgy();
    call(export_named("tick"), arguments);
    one_job();
  }
  uint64_t for_ever[2] = {0, ~0u};
  for (; below(3) && for_ever[0] < 4; for_ever[0]++) call(export_named("validity"), for_ever);
}

/* A window with words that point at themselves. */
static void one_vote(void) {
  uint32_t first = 8 * below(100), size = size_of(WINDOW), end = below(4) ? first + 8 * below(20000) : size - below(100);
  uint64_t phys = likely_root() & ~7ull;
  for (int i = 0; i < 4000; i++) {
    uint64_t at = 8 * below(20000), delta = 0xffff000000000000 + ((uint64_t)below(below(2) ? 8 : 1 << 20) << 12) + !below(9);
    uint64_t words[2] = {phys + at - first + delta, phys + at - first + delta + !below(9)};
    memcpy(bytes_of(WINDOW) + at, words, 16);
  }
  uint64_t arguments[3] = {first, end, phys};
  if (!below(4)) arguments[below(3)] = edgy();
  call(export_named("vote"), arguments);
}

static void one_turn(void) {
  if (!below(40)) new_world(), call0("flush");
  if (!below(12)) scribble(below(HOST_BUFFERS));
  uint32_t what = below(32);
  if (what < 6) set_space();
  else if (what < 18) one_job();
  else if (what < 19) one_search();
  else if (what < 21) one_scan();
  else if (what < 23) below(2) ? one_vote() : grow_old();
  else if (what < 24) ask_again();
  else {
    const struct export *any = &EXPORTS[below(EXPORT_COUNT)];
    if (!strcmp(any->name, "init")) return;
    uint64_t arguments[8];
    arguments_for(any, arguments);
    call(any, arguments);
  }
}

/* Lets the tags of spaces run out, which takes 2^32 calls otherwise: the caches must be emptied then. */
static void use_up_tags(void) {
  for (int i = 0; i < 4; i++) {
    set_space();
    one_job();
    core.w2c_core_as_mmu_space_tags = UINT32_MAX - below(3);
    uint64_t slot = below(3);
    if (i % 2) call(export_named("flushSpace"), &slot);
  }
}

int main(int argc, char **argv) {
  Z_core_init_module();
  if (argc == 2 && !strcmp(argv[1], "poke")) {
    begin();
    bytes_of(QUERY)[size_of(QUERY)] = 1;
    return 0;
  }
  if (argc != 3) return 2;
  first_seed = strtoull(argv[1], 0, 10);
  uint64_t turns = strtoull(argv[2], 0, 10);
  step_budget = 100000000;
  seed_rnd(first_seed);
  begin();
  all_scenarios();
  for (uint64_t turn = 0; turn < turns; turn++) {
    if (turn % 2000 == 0) begin(), new_world();
    if (turn % 300 == 299) use_up_tags();
    one_turn();
  }
  printf("seed %llu: %llu calls, most steps of each:", (unsigned long long)first_seed, (unsigned long long)calls);
  for (int i = 0; i < EXPORT_COUNT; i++)
    if (most_steps[i] > 1000) printf(" %s %llu", EXPORTS[i].name, (unsigned long long)most_steps[i]);
  printf("\n");
  return 0;
}
