/*
 * Fills pages with text, noise, repeated words and zeros, waits until the kernel has taken most of them away, and prints where its
 * pagemap says that they are. With the number of a process it prints that for all pages of that process.
 */
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define PAGES 256

static void go_on(int signal)
{
	(void)signal;
}

/* A page of each kind: of eight, five are text, one is noise, one repeats a word, one is zeros. */
static void fill(char *page, int number, long size)
{
	uint64_t noise = 0x9e3779b97f4a7c15ULL * (number + 1);
	long i;

	switch (number % 8) {
	case 5:
		for (i = 0; i < size / 8; i++) {
			noise = noise * 6364136223846793005ULL + 1442695040888963407ULL;
			((uint64_t *)page)[i] = noise ^ noise >> 29;
		}
		break;
	case 6:
		for (i = 0; i < size / 8; i++)
			((uint64_t *)page)[i] = 0x0101010101010101ULL * (number + 1);
		break;
	case 7:
		memset(page, 0, size);
		break;
	default:
		for (i = 0; i * 64 < size; i++)
			snprintf(page + i * 64, 64, "page %d line %ld of the sleeper", number, i);
	}
}

/* A pagemap entry: bit 63 present, bit 62 swapped, then type in bits 0 to 4 and offset in bits 5 to 54. */
static void tell(int pagemap, const char *what, uintptr_t address, long size)
{
	uint64_t entry = 0;

	pread(pagemap, &entry, sizeof(entry), address / size * sizeof(entry));
	if (entry >> 62 & 1)
		printf("%s %lx type %d offset %llx\n", what, (long)address, (int)(entry & 31),
		       (unsigned long long)(entry >> 5 & ((1ULL << 50) - 1)));
}

static void tell_all(int pid, long size)
{
	char name[64], line[512];
	unsigned long start, end;
	FILE *maps;
	int pagemap;

	snprintf(name, sizeof(name), "/proc/%d/maps", pid);
	maps = fopen(name, "r");
	snprintf(name, sizeof(name), "/proc/%d/pagemap", pid);
	pagemap = open(name, O_RDONLY);
	snprintf(name, sizeof(name), "AWAY %d", pid);
	while (maps && fgets(line, sizeof(line), maps))
		if (sscanf(line, "%lx-%lx", &start, &end) == 2)
			for (; start < end; start += size)
				tell(pagemap, name, start, size);
}

int main(int argc, char **argv)
{
	long size = sysconf(_SC_PAGESIZE);
	char *pages;
	int pagemap;

	if (argc > 1) {
		tell_all(atoi(argv[1]), size);
		return 0;
	}
	pages = mmap(0, PAGES * size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	signal(SIGUSR1, go_on);
	for (int page = 0; page < PAGES; page++)
		fill(pages + page * size, page, size);
	pause();
	pagemap = open("/proc/self/pagemap", O_RDONLY);
	printf("SLEEPER pid %d at %p kinds\n", getpid(), (void *)pages);
	for (int page = 0; page < PAGES; page++)
		tell(pagemap, "SWAPPED", (uintptr_t)pages + page * size, size);
	printf("SLEEPER END\n");
	fflush(stdout);
	for (;;)
		pause();
}
