/** Kernels in physical memory, running or not. */

/** A kernel that was met in physical memory. */
export interface SeenKernel {
  /** Physical address of its symbol table. */
  readonly address: number;
  /**
   * `running`: a page table of the machine maps it where it lies. `guest`: it takes other physical addresses for its
   * own, as the kernel of a virtual machine does. `copy`: no page table maps it.
   */
  readonly state: 'running' | 'guest' | 'copy';
  /** Null when none is found near it. */
  readonly banner: string | null;
  /** What the state rests on. */
  readonly why: string;
}
