/* What the fixed turns use of the driver. */
#ifndef PAGEWALK_DRIVER_H
#define PAGEWALK_DRIVER_H
#include <stdint.h>
#include "buffers.inc"

/* A request of the ring. */
struct request {
  uint64_t phys;
  uint32_t length, destination, status, line;
};

/* Calls an export and checks what must hold after any call. */
uint64_t ask(const char *name, const uint64_t *arguments);
#define CALL(name, ...) ask(name, (const uint64_t[8]){__VA_ARGS__})

/* A buffer of the core, by its name in the layout. */
uint8_t *bytes_of(int which);

/* Answers what the core asked for; some requests may stay open or be answered nonsense. */
void serve(int carelessly);

/* Turns that random calls seldom come to (scenarios.c). */
void all_scenarios(void);
#endif
