/** What symbols of the kernel are, which its own types do not say, and what is in its lists. */

/** Types of symbols, by name; each stands in the file named. `[]`: up to the next symbol. */
export const SYMBOL_TYPES: Readonly<Record<string, string>> = {
  // init/init_task.c
  init_task: 'struct task_struct',
  init_signals: 'struct signal_struct',
  init_sighand: 'struct sighand_struct',
  // mm/init-mm.c, kernel/pid.c, kernel/user_namespace.c, init/version.c, ipc/msgutil.c, kernel/cred.c
  init_mm: 'struct mm_struct',
  init_pid_ns: 'struct pid_namespace',
  init_user_ns: 'struct user_namespace',
  init_uts_ns: 'struct uts_namespace',
  init_ipc_ns: 'struct ipc_namespace',
  init_cred: 'struct cred',
  // kernel/nsproxy.c, fs/fs_struct.c, fs/file.c
  init_nsproxy: 'struct nsproxy',
  init_fs: 'struct fs_struct',
  init_files: 'struct files_struct',
  // net/core/net_namespace.c, net/ipv4/tcp_ipv4.c, net/ipv4/udp.c
  init_net: 'struct net',
  net_namespace_list: 'struct list_head',
  tcp_hashinfo: 'struct inet_hashinfo',
  udp_table: 'struct udp_table',
  // kernel/module/main.c, fs/super.c, fs/filesystems.c, mm/slab_common.c
  modules: 'struct list_head',
  super_blocks: 'struct list_head',
  file_systems: 'struct file_system_type *',
  slab_caches: 'struct list_head',
  // kernel/workqueue.c, kernel/fork.c, kernel/kthread.c
  workqueues: 'struct list_head',
  kthreadd_task: 'struct task_struct *',
  // kernel/resource.c
  iomem_resource: 'struct resource',
  ioport_resource: 'struct resource',
  // kernel/cgroup/cgroup.c
  cgrp_dfl_root: 'struct cgroup_root',
  init_css_set: 'struct css_set',
  // kernel/printk/printk.c
  prb: 'struct printk_ringbuffer *',
  // drivers/tty/tty_io.c, drivers/input/input.c, kernel/time/clocksource.c, crypto/api.c, kernel/bpf/btf.c
  tty_drivers: 'struct list_head',
  input_dev_list: 'struct list_head',
  clocksource_list: 'struct list_head',
  crypto_alg_list: 'struct list_head',
  btf_modules: 'struct list_head',
  // arch/x86/kernel/setup.c, arch/x86/kernel/head64.c, init/main.c
  boot_cpu_data: 'struct cpuinfo_x86',
  page_offset_base: 'long unsigned int',
  vmalloc_base: 'long unsigned int',
  vmemmap_base: 'long unsigned int',
  saved_command_line: 'char *',
  jiffies: 'long unsigned int',
  max_pfn: 'long unsigned int',
  mem_map: 'struct page *',
  mem_section: 'struct mem_section **',
  node_data: 'struct pglist_data *[]',
  // kernel/capability.c, kernel/time/timekeeping.c, kernel/panic.c
  cap_last_cap: 'int',
  taint_flags: 'struct taint_flag[]',
  // net/socket.c, kernel/bpf/syscall.c, kernel/bpf/core.c
  sockfs_dentry_operations: 'struct dentry_operations',
  socket_file_ops: 'struct file_operations',
  prog_idr: 'struct idr',
  bpf_kallsyms: 'struct list_head',
  // kernel/params.c, kernel/module/main.c
  module_kset: 'struct kset *',
  mod_tree: 'struct mod_tree_root',
  module_addr_min: 'long unsigned int',
  module_addr_max: 'long unsigned int',
  // drivers/tty/vt/keyboard.c, arch/x86/kernel/idt.c, kernel/trace/ftrace.c, include/linux/tracepoint-defs.h
  keyboard_notifier_list: 'struct atomic_notifier_head',
  idt_table: 'gate_desc[]',
  ftrace_ops_list: 'struct ftrace_ops *',
  ftrace_list_end: 'struct ftrace_ops',
  ftrace_mod_maps: 'struct list_head',
  ftrace_ops_trampoline_list: 'struct list_head',
  __start___tracepoints_ptrs: 'tracepoint_ptr_t',
  __stop___tracepoints_ptrs: 'tracepoint_ptr_t',
  // drivers/video/fbdev/core/fbmem.c, net/netfilter/core.c
  registered_fb: 'struct fb_info *[]',
  num_registered_fb: 'int',
};

/** What is linked into a list, by its head: a symbol, or a structure's member. */
export const LISTS: Readonly<Record<string, readonly [type: string, member: string]>> = {
  // include/linux/sched.h, include/linux/sched/signal.h
  'task_struct.tasks': ['task_struct', 'tasks'],
  'task_struct.children': ['task_struct', 'sibling'],
  'signal_struct.thread_head': ['task_struct', 'thread_node'],
  // kernel/module/main.c, kernel/bpf/btf.c, kernel/workqueue.c, mm/slab_common.c
  modules: ['module', 'list'],
  btf_modules: ['btf_module', 'list'],
  workqueues: ['workqueue_struct', 'list'],
  slab_caches: ['kmem_cache', 'list'],
  // fs/super.c, include/linux/fs.h, fs/mount.h, include/linux/dcache.h
  super_blocks: ['super_block', 's_list'],
  'super_block.s_inodes': ['inode', 'i_sb_list'],
  'super_block.s_mounts': ['mount', 'mnt_instance'],
  'mount.mnt_mounts': ['mount', 'mnt_child'],
  'mnt_namespace.list': ['mount', 'mnt_list'],
  'dentry.d_subdirs': ['dentry', 'd_child'],
  // net/core/net_namespace.c, include/net/net_namespace.h
  net_namespace_list: ['net', 'list'],
  'net.dev_base_head': ['net_device', 'dev_list'],
  // drivers/tty/tty_io.c, drivers/input/input.c, kernel/time/clocksource.c, crypto/api.c
  tty_drivers: ['tty_driver', 'tty_drivers'],
  input_dev_list: ['input_dev', 'node'],
  clocksource_list: ['clocksource', 'list'],
  crypto_alg_list: ['crypto_alg', 'cra_list'],
  // include/linux/cgroup-defs.h
  'cgroup_subsys_state.children': ['cgroup_subsys_state', 'sibling'],
};
