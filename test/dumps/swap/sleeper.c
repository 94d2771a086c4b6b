/* Fills pages with text, waits until the kernel has taken most of them away, and prints where its pagemap says that they are. */
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define PAGES 256

static void go_on(int signal)
{
	(void)signal;
}

int main(void)
{
	long size = sysconf(_SC_PAGESIZE);
	char *pages = mmap(0, PAGES * size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	int pagemap;

	signal(SIGUSR1, go_on);
	for (int page = 0; page < PAGES; page++)
		for (int line = 0; line * 64 < size; line++)
			snprintf(pages + page * size + line * 64, 64, "page %d line %d of the sleeper", page, line);
	pause();
	/* A pagemap entry: bit 63 present, bit 62 swapped, then type in bits 0 to 4 and offset in bits 5 to 54. */
	pagemap = open("/proc/self/pagemap", O_RDONLY);
	printf("SLEEPER pid %d at %p\n", getpid(), (void *)pages);
	for (int page = 0; page < PAGES; page++) {
		uint64_t entry = 0;

		pread(pagemap, &entry, sizeof(entry), ((uintptr_t)pages / size + page) * sizeof(entry));
		if (entry >> 62 & 1)
			printf("SWAPPED %lx type %d offset %llx\n", (long)(pages + page * size), (int)(entry & 31),
			       (unsigned long long)(entry >> 5 & ((1ULL << 50) - 1)));
	}
	printf("SLEEPER END\n");
	fflush(stdout);
	for (;;)
		pause();
}
