/* The few functions that wasm2c's output asks of its host, with a budget of steps and guards around the core's buffers. */
#ifndef PAGEWALK_RUNTIME_H
#define PAGEWALK_RUNTIME_H
#include <stdint.h>

/* Steps (turns of a loop and calls) since the budget was set; a call that passes the budget traps. */
extern uint64_t steps, step_budget;

/* The trap that ended the last guarded call, as text; null when none did. */
extern const char *trapped;

/* Runs a statement of the core's; sets `trapped`. */
#define GUARDED(statement)                    \
  do {                                        \
    steps = 0;                                \
    trapped = 0;                              \
    if (!wasm_rt_try(trap_target)) statement; \
  } while (0)

/* Makes all of linear memory forbidden except what is opened after; without ASan both do nothing. */
void close_memory(uint8_t *data, uint32_t size);
void open_memory(uint8_t *data, uint32_t size);

#endif
