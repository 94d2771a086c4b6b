/** Records of kernel modules. */
import type { Completeness, Module } from '../types.js';

/** A loaded module of the kernel, with what /proc/modules says of it. */
export interface KernelModule extends Module {
  /** Users, as /proc/modules counts them; null in a kernel that cannot unload modules. */
  readonly references: number | null;
  /** Modules that use this one, then `[permanent]` when it cannot be unloaded; null where the list is lost. */
  readonly usedBy: readonly string[] | null;
  /** `Live`, `Loading` or `Unloading`. */
  readonly state: string | null;
  /** Letters as /proc/modules has them between brackets, with `+` while loading and `-` while unloading; or empty. */
  readonly taints: string | null;
  /** Virtual address of the struct module. */
  readonly address: bigint;
}

/** Where a section of a kernel module lies. The kernel keeps no sizes. */
export interface ModuleSection extends Completeness {
  readonly module: string;
  readonly name: string | null;
  readonly address: bigint;
}
