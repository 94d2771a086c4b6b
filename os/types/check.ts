/** What `check` finds in an operating system. */
import type { Completeness, Evidence } from '../types.js';

/** Sorts of findings, each with what it says. */
export const FINDING_KINDS = {
  'hidden-process': 'a live process that the list of processes lacks',
  'hidden-thread': "a live thread that its process's list of threads lacks",
  'hidden-module': 'a kernel module that the list of modules lacks',
  'orphan-code': 'executable kernel memory that belongs to no module, program or patch that the kernel knows',
  'system-call-hook': 'an entry of a system-call table that leads elsewhere than to its own function',
  'interrupt-hook': "an interrupt or exception vector that leads out of the kernel's code",
  'ftrace-hook': 'a function traced by code outside the kernel',
  'kprobe-hook': 'a probe whose handler lies outside the kernel',
  'inline-hook': "a function of the kernel whose first instruction leads out of the kernel's code",
  'operations-hook': 'a pointer in constant or operation tables that leads to code which cannot be meant',
  'tracepoint-hook': "a tracepoint's probe outside the kernel",
  'security-hook': 'a security-module hook outside the kernel',
  'notifier-hook': 'a callback in code that nobody owns',
  'orphan-thread': 'a kernel thread whose function lies in code that nobody owns',
  'writable-executable': 'a mapping that is writable and executable at once',
  'deleted-executable': 'an executable mapping of a file that is no longer there',
  'injected-code': 'code in memory that no file backs',
  'disguised-process': 'a process that is named like a kernel thread',
  'shared-credentials':
    'processes that hold the same credentials object, which the kernel never shares between processes',
  'raised-credentials': 'a process that is root though its parent is not and its program cannot make it so',
  preload: 'a library that the dynamic linker was told to load into a program',
} as const;

/** One of them. */
export type FindingKind = keyof typeof FINDING_KINDS;

/** Something suspicious, with what shows it. */
export interface Finding extends Completeness {
  readonly kind: FindingKind;
  /** What is concerned: `pid 133 (victim)`, `module rootkit`, `sys_call_table[62]`. */
  readonly what: string;
  /** Virtual address of the object or code; in kernel memory unless `what` names a process's mapping. */
  readonly address: bigint;
  /** The finding in a sentence. */
  readonly detail: string;
  /** Each thing that was seen: where, and its value. */
  readonly evidence: readonly Evidence[];
}
