/** Layouts of kernel structures for tests: far smaller than real ones, with the same members. */
import type { Layout } from './fake-kernel.js';

const TASK: Layout = {
  tasks: [0, 16],
  thread_node: [16, 16],
  pid: [32, 4],
  tgid: [36, 4],
  comm: [40, 16],
  __state: [56, 4],
  exit_state: [60, 4],
  real_parent: [64, 8],
  mm: [72, 8],
  signal: [80, 8],
  cred: [88, 8],
  flags: [96, 4],
  worker_private: [104, 8],
};

/** What the Linux layer reads; a test may put other versions of single structures in. */
export const LAYOUTS: Readonly<Record<string, Layout>> = {
  task_struct: TASK,
  signal_struct: { thread_head: [0, 16], nr_threads: [16, 4] },
  kthread: { full_name: [0, 8] },
  cred: { uid: [8, 4] },
  mm_struct: {
    pgd: [0, 8],
    arg_start: [8, 8],
    arg_end: [16, 8],
    env_start: [24, 8],
    env_end: [32, 8],
    exe_file: [40, 8],
    start_brk: [48, 8],
    brk: [56, 8],
    start_stack: [64, 8],
    'context.vdso': [72, 8],
    'mm_mt.ma_root': [80, 8],
  },
  vm_area_struct: {
    vm_start: [0, 8],
    vm_end: [8, 8],
    vm_flags: [16, 8],
    vm_pgoff: [24, 8],
    vm_file: [32, 8],
    vm_ops: [40, 8],
    vm_private_data: [48, 8],
    anon_name: [56, 8],
  },
  vm_operations_struct: { name: [0, 8] },
  vm_special_mapping: { name: [0, 8] },
  anon_vma_name: { kref: [0, 4], name: [4, 0] },
  dentry: {
    'd_hash.pprev': [0, 8],
    d_parent: [8, 8],
    'd_name.name': [16, 8],
    'd_name.len': [24, 4],
    d_inode: [32, 8],
    d_op: [40, 8],
  },
  mount: { mnt_parent: [0, 8], mnt_mountpoint: [8, 8], mnt: [16, 24], 'mnt.mnt_root': [16, 8] },
  dentry_operations: { d_dname: [8, 8] },
  file: { f_path: [0, 16] },
};
