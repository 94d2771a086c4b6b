/* Programs that look like malware in memory: `suspect inject|stage|memory|user|wait`. */
#define _GNU_SOURCE
#include <grp.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

/* mov eax, 42; ret */
static const unsigned char code[] = { 0xb8, 0x2a, 0, 0, 0, 0xc3 };

/* Code in anonymous memory with the given rights. */
static void put_code(const char *what, int rights)
{
	unsigned char *page = mmap(0, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	memcpy(page + 64, code, sizeof(code));
	mprotect(page, 8192, rights);
	printf("SUSPECT %s pid %d at %p\n", what, getpid(), (void *)page);
	fflush(stdout);
}

int main(int argc, char **argv)
{
	const char *mode = argc > 1 ? argv[1] : "wait";

	if (!strcmp(mode, "inject"))
		put_code("inject", PROT_READ | PROT_WRITE | PROT_EXEC);
	else if (!strcmp(mode, "stage"))
		put_code("stage", PROT_READ | PROT_EXEC);
	else if (!strcmp(mode, "memory")) {
		/* Runs itself from a file that exists in memory only. */
		int fd = memfd_create("payload", 0);
		char buffer[65536], *again[] = { "payload", "wait", NULL }, *none[] = { NULL };
		FILE *self = fopen("/proc/self/exe", "r");
		size_t got;

		while ((got = fread(buffer, 1, sizeof(buffer), self)) > 0)
			if (write(fd, buffer, got) != (ssize_t)got)
				return 1;
		fexecve(fd, again, none);
		return 1;
	} else if (!strcmp(mode, "user")) {
		/* A plain user with a child, whose credentials the rootkit changes. */
		gid_t groups[] = { 1000, 1001 };
		pid_t child;

		if (setgroups(2, groups) || setgid(1000) || setuid(1000))
			return 1;
		child = fork();
		if (child)
			printf("%d\n", child);
		fflush(stdout);
	} else {
		printf("SUSPECT wait pid %d\n", getpid());
		fflush(stdout);
	}
	prctl(PR_SET_DUMPABLE, 1);
	for (;;)
		pause();
}
