/** Records of loaded BPF programs and maps. */
import type { Completeness } from '../types.js';

/** A loaded BPF program. */
export interface BpfProgram extends Completeness {
  readonly kind: 'program';
  readonly id: number;
  /** As bpftool names it, `cgroup_device`; a number as text where the kernel's types have no such name. */
  readonly type: string | null;
  /** Empty when the loader gave none. */
  readonly name: string | null;
  /** Hash of the instructions: 16 hex digits. */
  readonly tag: string | null;
  /** Seconds from boot to loading, suspended time included. */
  readonly loaded: number | null;
  /** User who loaded it. */
  readonly uid: number | null;
  /** Whether it was compiled to machine code. */
  readonly jited: boolean | null;
  /** Address of the machine code; null when there is none. */
  readonly code: bigint | null;
  /** Bytes of the machine code; null when there is none. */
  readonly codeSize: number | null;
  /** Address of the struct bpf_prog. */
  readonly address: bigint;
}

/** A BPF map. */
export interface BpfMap extends Completeness {
  readonly kind: 'map';
  readonly id: number;
  /** As bpftool names it, `hash`; a number as text where the kernel's types have no such name. */
  readonly type: string | null;
  readonly name: string | null;
  /** Bytes. */
  readonly keySize: number | null;
  /** Bytes. */
  readonly valueSize: number | null;
  readonly maxEntries: number | null;
  /** Address of the struct bpf_map. */
  readonly address: bigint;
}

/** What `bpf` lists. */
export type BpfObject = BpfProgram | BpfMap;
