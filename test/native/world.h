/* Made-up physical memory: what a page holds is a function of its number and a seed, so nothing is stored. */
#ifndef PAGEWALK_WORLD_H
#define PAGEWALK_WORLD_H
#include <stdint.h>

/* The driver's generator: the same numbers in every run of a seed. */
uint64_t rnd(void);
void seed_rnd(uint64_t seed);
/* A number below `limit`, which is at least 1. */
uint32_t below(uint32_t limit);
/* A number of 64 bits that is more often than not at an edge: small, all ones, a power of two and its neighbours. */
uint64_t edgy(void);

/* Formats of entries; from FORMATS on each page has one of its own. */
enum { X86, X86_32, ARM, ARM_SHORT, RISCV, RISCV_32, NOISE, ONES, FORMATS };

/* What kind of memory the next pages come from. */
void new_world(void);
/* The same, chosen: entries of one format that lead to `span` pages; of 256, how many are absent, how many are pages above the
 * last level, and how many pages the source lacks. */
void chosen_world(uint32_t format, uint32_t span, uint32_t absent, uint32_t large, uint32_t missing);
/* Makes the page at a physical page address, of at most 64 of them until the next world, hold 512 given words. */
void set_page(uint64_t page, const uint64_t *words);
/* A mode, by its number, whose entries this world likely holds; sometimes one that does not exist. */
uint32_t likely_mode(void);
/* A physical address that likely holds a table. */
uint64_t likely_root(void);
/* A virtual address of which tables of this world likely say something. */
uint64_t likely_address(void);
/* Fills a page with what the world holds at a physical page address. */
void page_content(uint64_t page, uint8_t *into);
/* Whether the source has the page: 0 yes, 1 no, 2 it fails this time. */
int page_fault(uint64_t page);
#endif
