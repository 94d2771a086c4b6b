/** The Linux layer: an Os over a kernel that discovery found. */
import { listingOf } from '../listing.js';
import {
  PagewalkError,
  type AddressSpace,
  type Connector,
  type Engine,
  type MemoryView,
} from '../../engine/index.js';
import { runChecks } from './check/index.js';
import { matcher } from '../pattern.js';
import { sideBySide } from '../side-by-side.js';
import { isfText } from '../symbols/isf-writer.js';
import type { TypeGraph } from '../symbols/type-graph.js';
import type {
  BootRecord,
  BpfObject,
  CachedContent,
  CachedFile,
  CpuRecord,
  EnvironmentVariable,
  Evidence,
  Finding,
  GuestMachine,
  InputDevice,
  IomemRange,
  KernelKey,
  KernelModule,
  KernelSymbol,
  KernelTimer,
  Listing,
  LogLine,
  Mapping,
  Mount,
  NetworkInterface,
  MemoryStatistic,
  ModuleSection,
  OpenFile,
  Os,
  Process,
  Socket,
  ShellCommand,
  TerminalDriver,
  Thread,
  TypeDescription,
  WorkQueue,
} from '../types.js';
import { processCore, type ProcessCore } from './core/index.js';
import { bootRecordOf } from './boot.js';
import { bpfObjects } from './bpf.js';
import { CodeNames } from './code-names.js';
import { cpuRecords } from './cpus.js';
import { bashHistory } from './bash-history.js';
import { dumpFactsOf, type LinuxDumpFacts } from './dump-facts.js';
import { environmentOf } from './environment.js';
import { Files } from './files.js';
import { Guests } from './guests/index.js';
import { inputDevices } from './input-devices.js';
import { iomemRanges } from './iomem.js';
import { kernelKeys } from './keys.js';
import { LAYER_SYMBOLS, type LinuxKernel } from './kernel.js';
import { linkedAddress, symbolTypes } from './linked.js';
import { Log } from './log.js';
import { hasRecordLog, recordLog } from './record-log.js';
import { Mappings } from './mappings.js';
import { memoryStatistics } from './memory-statistics.js';
import { wholeTypes, type WholeTypes } from './module-types.js';
import { Modules } from './modules.js';
import { Mounts } from './mounts/index.js';
import { Interfaces } from './network/interfaces.js';
import { Sockets } from './network/sockets.js';
import { PageCache } from './page-cache.js';
import { Paths, type PathSource } from './paths.js';
import { ProcessModules } from './process-modules.js';
import { Processes } from './processes.js';
import { KeptPages } from './swap/index.js';
import { Tasks, UNKNOWN_STATE, type Task } from './tasks.js';
import { terminalDrivers } from './tty.js';
import { kernelTimers } from './timers.js';
import { workQueues } from './work-queues.js';

/** Linux 5.10 and later. */
export class LinuxOs implements Os {
  readonly family = 'linux';
  readonly architecture: Os['architecture'];
  readonly release: string;
  readonly banner: string;
  readonly evidence: readonly Evidence[];
  readonly paging: Os['paging'];
  readonly kernel: AddressSpace;
  readonly physical: MemoryView;
  /** The engine that this layer reads through. */
  readonly engine: Engine;
  private readonly tasks: () => Tasks;
  private readonly records: () => Processes;
  private readonly maps: () => Mappings;
  private readonly loaded: () => Modules;
  private readonly open: () => Files;
  private readonly connections: () => Sockets;
  private readonly devices: () => Interfaces;
  private readonly mounted: () => Mounts;
  private readonly cache: () => PageCache;
  private readonly messages: () => Log;
  private readonly machines: () => Guests;

  private readonly found: LinuxKernel;
  private readonly kept: KeptPages;

  constructor(
    kernel: LinuxKernel,
    /** Keeps what was learned of symbols and types, so that the next run need not read their tables for it. */
    readonly keep: () => Promise<void> = () => Promise.resolve(),
  ) {
    this.kept = new KeptPages(kernel);
    const found = { ...kernel, kept: this.kept };
    this.found = found;
    this.release = found.release;
    this.banner = found.banner;
    this.evidence = found.evidence;
    this.architecture = found.architecture;
    this.kernel = found.space;
    this.paging = { mode: found.space.mode, root: found.root ?? found.space.root };
    this.engine = found.engine;
    this.physical = found.engine.physical;
    found.symbols.find(LAYER_SYMBOLS);
    const paths = pathsOf(found);
    this.tasks = kept(() => new Tasks(found));
    this.records = kept(() => new Processes(found, this.tasks(), paths));
    this.maps = kept(() => new Mappings(found, paths));
    this.loaded = kept(() => new Modules(found));
    this.open = kept(() => new Files(found, paths));
    this.connections = kept(() => new Sockets(found));
    this.devices = kept(() => new Interfaces(found));
    this.mounted = kept(() => new Mounts(found, paths));
    this.cache = kept(() => new PageCache(found, paths));
    this.messages = kept(() => new Log(found));
    this.machines = kept(
      () =>
        new Guests({
          kernel: found,
          kept: this.kept,
          mappings: this.maps(),
          paths,
          memory: (task) => this.records().memory(task),
          record: async ({ address }) =>
            (await this.processes()).items.find((process) => process.address === address),
        }),
    );
  }

  async processes(signal?: AbortSignal): Promise<Listing<Process>> {
    await this.kept.prepare();
    return this.records().list(signal);
  }

  async threads(pid?: number, signal?: AbortSignal): Promise<Listing<Thread>> {
    const leaders =
      pid === undefined ? await this.tasks().leaders(signal) : { tasks: [await this.leader(pid, signal)] };
    const reasons = leaders.reason === undefined ? [] : [leaders.reason];
    const items: Thread[] = [];
    const groups = await sideBySide(leaders.tasks, async (leader) => ({
      leader,
      ...(await this.tasks().threads(leader, signal)),
    }));
    for (const { leader, tasks, reason } of groups) {
      if (reason !== undefined) reasons.push(`pid ${leader.pid}: ${reason}`);
      for (const task of tasks) {
        items.push({
          pid: leader.tgid,
          tid: task.pid,
          name: task.name,
          state: task.state,
          address: task.address,
          ...(task.state === UNKNOWN_STATE
            ? { complete: false, reason: 'cannot be read: state' }
            : { complete: true }),
        });
      }
    }
    return listingOf(items, reasons);
  }

  async mappings(pid: number, signal?: AbortSignal): Promise<Listing<Mapping>> {
    const task = await this.leader(pid, signal);
    return task.mm === 0n ? { items: [], complete: true } : this.maps().list(task.mm);
  }

  /** Open files of one process, or of all. Rejects with kind `not-found` when there is no such pid. */
  async files(pid?: number, signal?: AbortSignal): Promise<Listing<OpenFile>> {
    if (pid !== undefined) return this.open().of([await this.leader(pid, signal)]);
    const { tasks, reason } = await this.tasks().leaders(signal);
    return withReason(await this.open().of(tasks), reason);
  }

  /**
   * Sockets of one process, or of all, those that no process holds among them. Rejects with kind `not-found` when there
   * is no such pid.
   */
  async sockets(pid?: number, signal?: AbortSignal): Promise<Listing<Socket>> {
    if (pid !== undefined) return this.connections().list([await this.leader(pid, signal)], false, signal);
    const { tasks, reason } = await this.tasks().leaders(signal);
    return withReason(await this.connections().list(tasks, true, signal), reason);
  }

  /** Network interfaces of all network namespaces. */
  async interfaces(signal?: AbortSignal): Promise<Listing<NetworkInterface>> {
    return this.devices().list(signal);
  }

  /** Mounts as a process sees them. Rejects with kind `not-found` when there is no such pid. */
  async mounts(pid: number, signal?: AbortSignal): Promise<Listing<Mount>> {
    return this.mounted().of(await this.leader(pid, signal), signal);
  }

  /** Files of which pages are in the page cache. Rejects with kind `unsupported` where the kernel does not name its file systems. */
  async pageCache(signal?: AbortSignal): Promise<Listing<CachedFile>> {
    return this.cache().list(signal);
  }

  /** One file of the page cache, by its path or its inode's address (`0x…`). Rejects with kind `not-found` when there is none. */
  async cachedContent(name: string, signal?: AbortSignal): Promise<CachedContent> {
    return this.cache().content(name, signal);
  }

  /** Environment of a process. Rejects with kind `not-found` when there is no such pid. */
  async environment(pid: number, signal?: AbortSignal): Promise<Listing<EnvironmentVariable>> {
    return environmentOf(this.found, await this.leader(pid, signal));
  }

  /** What running bash shells remember of their commands; of one process, or of all that are named bash. */
  async bash(pid?: number, signal?: AbortSignal): Promise<Listing<ShellCommand>> {
    const shells =
      pid === undefined
        ? (await this.tasks().leaders(signal)).tasks.filter(({ name, mm }) => name === 'bash' && mm !== 0n)
        : [await this.leader(pid, signal)];
    const items: ShellCommand[] = [];
    const reasons: string[] = [];
    for (const shell of shells) {
      const mappings = await this.mappings(shell.pid, signal);
      const space = await this.memory(shell.pid);
      const found = await bashHistory(shell.pid, space, mappings.items, this.found.wordSize, signal);
      items.push(...found.items);
      for (const { reason } of [mappings, found]) if (reason !== undefined) reasons.push(reason);
    }
    return listingOf(items, reasons);
  }

  async modules(signal?: AbortSignal): Promise<Listing<KernelModule>> {
    return this.loaded().list(signal);
  }

  /** Where the sections of kernel modules lie: of all, or of those of one name. */
  async moduleSections(name?: string, signal?: AbortSignal): Promise<Listing<ModuleSection>> {
    return this.loaded().sections(name, signal);
  }

  /** The programs and libraries mapped into a process: their list, exports, imports, sections and symbols. */
  async images(pid: number, signal?: AbortSignal): Promise<ProcessModules> {
    const space = await this.memory(pid);
    return new ProcessModules(space, await this.mappings(pid, signal), 1n << BigInt(this.found.pageShift));
  }

  /** A process as an ELF core, as far as its memory is there. Rejects with kind `not-found` when it has none. */
  async core(pid: number, signal?: AbortSignal): Promise<ProcessCore> {
    const task = await this.leader(pid, signal);
    const space = await this.memory(pid);
    const process = (await this.processes(signal)).items.find((p) => p.pid === pid);
    if (process === undefined) throw new PagewalkError('os', 'not-found', `no process has pid ${pid}`);
    return processCore({
      kernel: this.found,
      space,
      process,
      mm: task.mm,
      mappings: await this.mappings(pid, signal),
      threads: await this.tasks().threads(task, signal),
      ...(signal && { signal }),
    });
  }

  async log(): Promise<Listing<LogLine>> {
    return hasRecordLog(this.found) ? recordLog(this.found) : this.messages().read();
  }

  /** When and how the kernel was started, and what it is called. */
  async boot(): Promise<BootRecord> {
    return bootRecordOf(this.found, async () => (await this.log()).items.map(({ text }) => text));
  }

  /** What the headers of a dump of this machine say. */
  async dumpFacts(signal?: AbortSignal): Promise<LinuxDumpFacts> {
    return dumpFactsOf(this.found, signal);
  }

  /** The physical address map. */
  async iomem(signal?: AbortSignal): Promise<Listing<IomemRange>> {
    return iomemRanges(this.found, signal);
  }

  /** Keys and keyrings, by serial number. */
  async keys(signal?: AbortSignal): Promise<Listing<KernelKey>> {
    return kernelKeys(this.found, signal);
  }

  /** Drivers of terminals, with the terminals that are in use. */
  async terminals(signal?: AbortSignal): Promise<Listing<TerminalDriver>> {
    const { tasks, reason } = await this.tasks().leaders(signal);
    const addresses = tasks.map(({ address }) => address);
    return withReason(await terminalDrivers(this.found, addresses, signal), reason);
  }

  /** The processors that may exist. */
  async cpus(): Promise<Listing<CpuRecord>> {
    return cpuRecords(this.found);
  }

  /** Loaded BPF programs and maps. */
  async bpf(signal?: AbortSignal): Promise<Listing<BpfObject>> {
    return bpfObjects(this.found, signal);
  }

  /** Pending timers of every processor. */
  async timers(signal?: AbortSignal): Promise<Listing<KernelTimer>> {
    return kernelTimers(this.found, new CodeNames(this.found, await this.modules(signal)), signal);
  }

  /** Work queues, with the works that wait or run. */
  async workQueues(signal?: AbortSignal): Promise<Listing<WorkQueue>> {
    return workQueues(this.found, new CodeNames(this.found, await this.modules(signal)), signal);
  }

  /** Keyboards and other devices with keys, and which are held down. */
  async inputDevices(signal?: AbortSignal): Promise<Listing<InputDevice>> {
    return inputDevices(this.found, signal);
  }

  /** Memory statistics, as far as the kernel keeps them ready. */
  async memoryStatistics(): Promise<Listing<MemoryStatistic>> {
    return memoryStatistics(this.found);
  }

  /** Virtual machines that processes run; nothing, with the reason, where the kernel's types do not tell of files. */
  async guests(signal?: AbortSignal): Promise<Listing<GuestMachine>> {
    await this.kept.prepare();
    try {
      const { tasks, reason } = await this.tasks().leaders(signal);
      return withReason(await this.machines().list(tasks, signal), reason);
    } catch (error) {
      if (error instanceof PagewalkError && error.kind === 'unsupported')
        return listingOf([], [`guests: ${error.message}`]);
      throw error;
    }
  }

  /**
   * The physical memory of the machine that a process runs; of the only one without `pid`. Rejects with kind `not-found` when there
   * is none, or when there are several to choose from.
   */
  async guest(pid?: number, signal?: AbortSignal): Promise<Connector> {
    const guests = (await this.guests(signal)).items;
    const chosen = guests.filter((guest) => pid === undefined || guest.pid === pid);
    const [guest] = chosen;
    if (guest !== undefined && chosen.length === 1)
      return this.machines().connector(guest, await this.leader(guest.pid, signal));
    const which = guests.map(({ pid: of, name }) => `${of} (${name})`).join(', ');
    throw new PagewalkError(
      'os',
      'not-found',
      pid === undefined
        ? guests.length === 0
          ? 'no process runs a virtual machine'
          : `several processes run virtual machines: ${which}`
        : `pid ${pid} runs no virtual machine${which === '' ? '' : `; these do: ${which}`}`,
    );
  }

  /** Signs of manipulation, each with evidence; what could not be looked at is the listing's reason. */
  async check(signal?: AbortSignal): Promise<Listing<Finding>> {
    const { found: kernel, tasks, records: processes, maps: mappings } = this;
    return runChecks({ kernel, tasks, processes, mappings }, signal);
  }

  async memory(pid: number): Promise<AddressSpace> {
    const task = await this.leader(pid);
    const space = await this.records().memory(task);
    if (space !== undefined) return space;
    const why =
      task.mm === 0n
        ? 'has no memory of its own (a kernel thread or a zombie)'
        : 'has an mm_struct that cannot be read';
    throw new PagewalkError('os', 'not-found', `pid ${pid} (${task.name}) ${why}`);
  }

  /** As /proc/kallsyms has them, in its order; `incomplete` is told of modules' symbols that are missing. */
  async *symbols(pattern?: string, incomplete?: (reason: string) => void): AsyncIterable<KernelSymbol> {
    const matches = matcher(pattern);
    for (const symbol of this.found.symbols.entries())
      if (matches(symbol.name)) yield { ...symbol, module: '' };
    for await (const symbol of this.loaded().symbols(incomplete)) if (matches(symbol.name)) yield symbol;
  }

  symbolAddress(name: string): bigint | undefined {
    return this.found.symbols.address(name);
  }

  /** True when whole types are known, and not only the layouts that the listings need. */
  get hasTypes(): boolean {
    return this.found.types.graph() !== undefined;
  }

  /** The kernel's types. Throws kind `unsupported` when it carries none. */
  types(): TypeGraph {
    const graph = this.found.types.graph();
    if (graph !== undefined) return graph;
    throw new PagewalkError('os', 'unsupported', 'the kernel carries no type information', {
      hint: 'what other listings need is derived from the memory; whole types are not',
    });
  }

  /**
   * The kernel's types and those that its modules add; `first`: the module whose types go before others of the same names.
   * Rejects with kind `unsupported` when the kernel carries no types, `not-found` when it has none of that module.
   */
  async wholeTypes(first?: string, signal?: AbortSignal): Promise<WholeTypes> {
    return wholeTypes(this.found, first, signal);
  }

  /** Symbols and types as volatility3's symbol file. Throws kind `unsupported` when the kernel carries no types. */
  isf(producer: { readonly name: string; readonly version: string }): Iterable<string> {
    const { symbols, banner } = this.found;
    return isfText({
      graph: this.types(),
      symbols: symbols.entries(),
      symbolType: symbolTypes(this.types()),
      linked: linkedAddress(this.found),
      banner,
      producer,
    });
  }

  type(name: string): TypeDescription | undefined {
    return this.found.types.describe(name);
  }

  private async leader(pid: number, signal?: AbortSignal): Promise<Task> {
    await this.kept.prepare();
    const { tasks, reason } = await this.tasks().leaders(signal);
    const task = tasks.find((t) => t.pid === pid);
    if (task !== undefined) return task;
    throw new PagewalkError(
      'os',
      'not-found',
      `no process has pid ${pid}${reason === undefined ? '' : ` in the part of the list that could be read (${reason})`}`,
    );
  }
}

/** A listing that is missing something for one more reason. */
function withReason<T>(listing: Listing<T>, reason: string | undefined): Listing<T> {
  return reason === undefined
    ? listing
    : { ...listing, complete: false, reason: [reason, listing.reason].filter(Boolean).join('; ') };
}

/**
 * Makes a part of the layer at once, but lets it fail only when it is asked: a structure that was lost from damaged
 * types costs the listings that need it, not all.
 */
function kept<T>(make: () => T): () => T {
  try {
    const made = make();
    return () => made;
  } catch (error) {
    return () => {
      throw error;
    };
  }
}

/** Paths, or none at all where the types that lead to them are lost: then each path is missing, and said to be. */
function pathsOf(kernel: LinuxKernel): PathSource {
  try {
    return new Paths(kernel);
  } catch {
    return {
      ofFile: () => Promise.resolve(null),
      of: () => Promise.resolve(null),
      file: () => Promise.resolve(undefined),
    };
  }
}
