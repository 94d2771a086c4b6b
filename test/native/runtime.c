/* The few functions that wasm2c's output asks of its host, with a budget of steps and guards around the core's buffers. */
#include "wasm-rt.h"
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "runtime.h"
#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/asan_interface.h>
#endif

uint64_t steps, step_budget = UINT64_MAX;
const char *trapped;
jmp_buf trap_target;

/* A trap's name, by number as wasm-rt.h has them. */
static const char *const TRAPS[] = {"none", "outside of linear memory", "integer overflow", "division by zero", "conversion",
                                    "unreachable", "indirect call", "exception", "stack"};

void wasm_rt_trap(wasm_rt_trap_t code) {
  trapped = TRAPS[code];
  longjmp(trap_target, 1);
}

/* Called by the label of every loop and at the start of every function. */
void count_step(void) {
  if (++steps <= step_budget) return;
  trapped = "too many steps";
  longjmp(trap_target, 1);
}

void wasm_rt_init(void) {}

bool wasm_rt_is_initialized(void) { return true; }

void wasm_rt_free(void) {}

uint32_t wasm_rt_register_func_type(uint32_t params, uint32_t results, ...) {
  (void)params;
  (void)results;
  return 1;
}

void wasm_rt_allocate_memory(wasm_rt_memory_t *memory, uint32_t initial_pages, uint32_t max_pages) {
  memory->size = initial_pages << 16;
  memory->data = aligned_alloc(4096, memory->size);
  if (!memory->data) abort();
  memset(memory->data, 0, memory->size);
  memory->pages = initial_pages;
  memory->max_pages = max_pages;
}

void wasm_rt_free_memory(wasm_rt_memory_t *memory) { free(memory->data); }

/* The core's memory is fixed: growing it is refused. */
uint32_t wasm_rt_grow_memory(wasm_rt_memory_t *memory, uint32_t delta) { return delta ? UINT32_MAX : memory->pages; }

void close_memory(uint8_t *data, uint32_t size) {
#ifdef __SANITIZE_ADDRESS__
  ASAN_POISON_MEMORY_REGION(data, size);
#else
  (void)data, (void)size;
#endif
}

void open_memory(uint8_t *data, uint32_t size) {
#ifdef __SANITIZE_ADDRESS__
  ASAN_UNPOISON_MEMORY_REGION(data, size);
#else
  (void)data, (void)size;
#endif
}
