/**
 * Memory of virtual machines as KVM keeps it: slots that lead from the guest's frames to the process's memory. Sources:
 * virt/kvm/kvm_main.c, include/linux/kvm_host.h (struct kvm, kvm_memslots, kvm_memory_slot).
 */
import type { GuestRange } from '../../types.js';
import { RememberedTypes } from '../../symbols/remembered.js';
import type { Descriptor } from '../descriptors.js';
import type { LinuxKernel } from '../kernel.js';
import { wholeTypes } from '../module-types.js';
import type { PathSource } from '../paths.js';
import { structsInTree } from '../rb-tree.js';
import { optionalReader, StructReader, type Struct } from '../structs.js';

/** The link of a machine in /proc/PID/fd. */
const MACHINE = 'anon_inode:kvm-vm';
/** KVM_MEM_SLOTS_NUM of include/linux/kvm_host.h is SHRT_MAX; more than that is damage. */
const MAX_SLOTS = 1 << 15;

/** Reads slots. */
export class KvmSlots {
  private constructor(
    /** With the types of the module `kvm`, which has the structures unless they are built in. */
    private readonly kernel: LinuxKernel,
    private readonly paths: PathSource,
    private readonly machine: StructReader,
  ) {}

  /** Undefined when no types tell of KVM: it was never loaded, or the kernel carries no types of modules. */
  static async of(
    kernel: LinuxKernel,
    paths: PathSource,
    signal?: AbortSignal,
  ): Promise<KvmSlots | undefined> {
    if (kernel.types.graph() === undefined) return undefined;
    const { types } = await wholeTypes(kernel, undefined, signal);
    const whole = { ...kernel, types: new RememberedTypes({}, () => types) };
    const machine = optionalReader(whole, 'kvm', ['memslots']);
    return machine && new KvmSlots(whole, paths, machine);
  }

  /** The slots of the first machine among open files that has any, sorted. */
  async among(descriptors: readonly Descriptor[], signal?: AbortSignal): Promise<GuestRange[]> {
    const reader = new StructReader(this.kernel, 'file', ['private_data']);
    for (const { file } of descriptors) {
      if ((await this.paths.ofFile(file)) !== MACHINE) continue;
      const kvm = (await reader.at(file))?.word('private_data');
      // The first of the address spaces; x86 has a second one for system management mode, of the same memory.
      const slots = kvm === undefined ? undefined : (await this.machine.at(kvm))?.word('memslots');
      const ranges = slots === undefined ? [] : this.ranges(await this.slots(slots, signal));
      if (ranges.length > 0) return ranges;
    }
    return [];
  }

  private async slots(address: bigint, signal?: AbortSignal): Promise<readonly Struct[]> {
    const { kernel } = this;
    const members = ['base_gfn', 'npages', 'userspace_addr'];
    const tree = optionalReader(kernel, 'kvm_memslots', ['gfn_tree', 'node_idx']);
    if (tree !== undefined) {
      // Each slot is in two trees at once, of which one is being changed: node_idx says which is in use.
      const set = await tree.at(address);
      const inUse = set?.number('node_idx');
      if (set === undefined || (inUse !== 0 && inUse !== 1)) return [];
      const slot = new StructReader(kernel, 'kvm_memory_slot', ['gfn_node', ...members]);
      return (await structsInTree(kernel, slot, set.word('gfn_tree'), 'gfn_node', signal, inUse)).structs;
    }
    // Before 5.17 an array.
    const array = optionalReader(kernel, 'kvm_memslots', ['used_slots', 'memslots']);
    const slot = new StructReader(kernel, 'kvm_memory_slot', members);
    const set = await array?.at(address);
    const size = kernel.types.struct('kvm_memory_slot')?.size ?? 0;
    const count = set?.number('used_slots') ?? 0;
    if (set === undefined || count > MAX_SLOTS || size === 0) return [];
    const first = set.addressOf('memslots');
    const all = await slot.many(Array.from({ length: count }, (_, i) => first + BigInt(i * size)));
    return all.filter((struct) => struct !== undefined);
  }

  private ranges(slots: readonly Struct[]): GuestRange[] {
    const shift = BigInt(this.kernel.pageShift);
    return slots
      .map((slot) => ({
        start: slot.word('base_gfn') << shift,
        size: slot.word('npages') << shift,
        host: slot.word('userspace_addr'),
      }))
      .filter(({ size }) => size > 0n)
      .sort((a, b) => (a.start < b.start ? -1 : 1));
  }
}
