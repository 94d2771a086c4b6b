/** Virtual machines that processes run: who they are, where their memory lies, and that memory as a connector. */
import {
  PagewalkError,
  remapView,
  viewConnector,
  type AddressSpace,
  type Connector,
} from '../../../engine/index.js';
import { listingOf } from '../../listing.js';
import type { GuestMachine, GuestRange, Listing, Process } from '../../types.js';
import { CachedContents } from '../cached-content.js';
import { Descriptors } from '../descriptors.js';
import { userSpace, type LinuxKernel } from '../kernel.js';
import type { Mappings } from '../mappings.js';
import { PageFrames } from '../page-frames.js';
import type { PathSource } from '../paths.js';
import type { KeptPages } from '../swap/index.js';
import type { Task } from '../tasks.js';
import { Areas } from './backing.js';
import { KvmSlots } from './kvm-slots.js';
import { largestArea } from './largest-area.js';
import { qemuMemory } from './qemu-blocks.js';
import { UntouchedPages } from './untouched-pages.js';

/** QEMU's programs, as tasks are called. */
const QEMU = /^(qemu-system-|qemu-kvm|kvm$)/;

/** What the layer has at hand. */
export interface GuestTools {
  readonly kernel: LinuxKernel;
  readonly kept: KeptPages;
  readonly mappings: Mappings;
  readonly paths: PathSource;
  /** The memory of a process; undefined when its mm_struct cannot be read. */
  readonly memory: (task: Task) => Promise<AddressSpace | undefined>;
  /** Its program and command line, as far as they can be read. */
  readonly record: (task: Task) => Promise<Pick<Process, 'exe' | 'command'> | undefined>;
}

/** Finds guests. Throws kind `unsupported` when a type is missing. */
export class Guests {
  private readonly areas: Areas;
  private readonly descriptors: Descriptors;
  private slots: Promise<KvmSlots | undefined> | undefined;

  constructor(private readonly tools: GuestTools) {
    this.areas = new Areas(tools.kernel, tools.mappings);
    this.descriptors = new Descriptors(tools.kernel);
  }

  /** The guests that these processes run. */
  async list(tasks: readonly Task[], signal?: AbortSignal): Promise<Listing<GuestMachine>> {
    this.slots ??= KvmSlots.of(this.tools.kernel, this.tools.paths, signal);
    const slots = await this.slots;
    const items: GuestMachine[] = [];
    const reasons: string[] = [];
    for (const task of tasks) {
      const isQemu = QEMU.test(task.name);
      // Where types tell nothing of KVM it was never loaded, and only QEMU runs machines without it.
      if (task.mm === 0n || (!isQemu && slots === undefined)) continue;
      const found = await this.of(task, isQemu, slots, signal);
      if (found === undefined) continue;
      items.push(found);
      if (found.reason !== undefined) reasons.push(found.reason);
    }
    return listingOf(items, reasons);
  }

  /** The guest that a process runs; undefined when it runs none. */
  private async of(
    task: Task,
    isQemu: boolean,
    slots: KvmSlots | undefined,
    signal?: AbortSignal,
  ): Promise<GuestMachine | undefined> {
    const { descriptors, reason } = await this.descriptors.of(task);
    const made = (foundBy: string, ranges: readonly GuestRange[]): GuestMachine => ({
      pid: task.tgid,
      name: task.name,
      foundBy,
      ranges,
      complete: reason === undefined,
      ...(reason !== undefined && { reason }),
    });
    const kept = (await slots?.among(descriptors, signal)) ?? [];
    if (kept.length > 0) return made('kvm memory slots', kept);
    if (!isQemu) return undefined;
    const { areas } = await this.areas.of(task.mm);
    const space = await this.tools.memory(task);
    const { ranges } = space === undefined ? { ranges: [] } : await qemuMemory(space, areas, signal);
    if (ranges.length > 0) return made('qemu memory blocks', ranges);
    const process = await this.tools.record(task);
    const exe = process?.exe?.split('/').at(-1) ?? task.name;
    const guessed = largestArea(exe, process?.command ?? '', areas);
    if (guessed.length > 0) return made('largest mapping', guessed);
    const lost = `pid ${task.tgid} (${task.name}) runs a machine whose memory was not found`;
    return { ...made('', []), complete: false, reason: lost };
  }

  /** The physical memory of a guest. Rejects with kind `not-found` when its memory was not found. */
  async connector(guest: GuestMachine, task: Task): Promise<Connector> {
    const { kernel, kept } = this.tools;
    const space = await this.tools.memory(task);
    if (space === undefined || guest.ranges.length === 0)
      throw new PagewalkError(
        'os',
        'not-found',
        guest.reason ?? `the memory of pid ${guest.pid} (${guest.name}) cannot be read`,
      );
    const { areas } = await this.areas.of(task.mm);
    const absent = new UntouchedPages(kernel, kept, areas, await this.cached());
    const whole = userSpace({ ...kernel, kept: absent }, space.root);
    const parts = guest.ranges.map(({ start, size, host }) => ({ start, size, target: host }));
    const connector = viewConnector(remapView(whole, parts), {
      name: `${kernel.engine.connector.name}, pid ${guest.pid} (${guest.name})`,
    });
    return { ...connector, format: 'guest', notes: [`memory of a guest, found by ${guest.foundBy}`] };
  }

  /** Undefined where frames of cached pages are not known. */
  private async cached(): Promise<CachedContents | undefined> {
    try {
      return new CachedContents(this.tools.kernel, await PageFrames.of(this.tools.kernel));
    } catch (error) {
      if (error instanceof PagewalkError && error.kind === 'unsupported') return undefined;
      throw error;
    }
  }
}
