/** One run of a command: its source, engine and operating system, opened when first asked for; its output; how it ended. */
import type {
  ByteSource,
  ChainLayer,
  Connector,
  Engine,
  HostPorts,
  MemoryView,
  OpenedChain,
} from '../../engine/index.js';
import type { NodeInventory } from '../../host-node/index.js';
import type { LinuxOs, Meanings, Surroundings, TypeGraph, WholeTypes } from '../../os/index.js';
import { meaningsOf, parseAddress } from './address.js';
import type { SourceSpec } from './chain.js';
import { safeText } from './escape.js';
import { usageError } from './exit.js';
import type { Parsed } from './options.js';
import { outputStyle, rendererOf, TextSink, type OutputStyle, type Rows } from './output.js';
import { terminalProgress, type Progress } from './progress.js';
import type { Column } from './row.js';

/** Reasons of incompleteness that are printed; the rest is counted. */
const REASONS_SHOWN = 5;

/** What a command works with. */
export class Session {
  readonly style: OutputStyle;
  readonly progress: Progress;
  readonly sink = new TextSink(process.stdout);
  private readonly reasons = new Map<string, number>();
  /** Bytes, reads and calls of files so far. */
  private readonly counters = { bytes: 0, reads: 0, calls: 0 };
  /** Bytes of the files that were opened. */
  private fileBytes = 0;
  private inventory: NodeInventory | undefined;
  private opened: Promise<OpenedChain<unknown>> | undefined;
  private found: Promise<LinuxOs> | undefined;
  private types: Promise<WholeTypes> | undefined;

  constructor(
    readonly parsed: Parsed,
    readonly signal: AbortSignal,
    private readonly spec: SourceSpec,
  ) {
    this.style = outputStyle(parsed, process.stdout.isTTY);
    this.progress = terminalProgress(process.stderr, parsed.flag('quiet'));
  }

  /** The positional arguments after SOURCE. Throws kind `usage` when there are too few or too many. */
  arguments(least: number, most: number, names: string): readonly string[] {
    const { rest } = this.spec;
    if (rest.length < least) throw usageError(`${names} is missing`, 'pagewalk COMMAND --help');
    const extra = rest[most];
    if (extra !== undefined)
      throw usageError(`'${extra}' is one argument too many`, 'pagewalk COMMAND --help');
    return rest;
  }

  /** The engine over the source, without an operating system. */
  async engine(): Promise<Engine> {
    return (await this.open()).engine;
  }

  /**
   * The engine for physical addresses. A raw file may leave out the hole below 4 GiB, which only the kernel inside
   * knows of, so it is asked where it can be found. A source named by `-c` is taken as it is.
   */
  async mappedEngine(): Promise<Engine> {
    const engine = await this.engine();
    if (this.asNamed || engine.connector.format !== 'raw') return engine;
    try {
      return (await this.os()).engine;
    } catch (error) {
      if (this.signal.aborted) throw error;
      return engine;
    }
  }

  /** The connector of the source. */
  async connector(): Promise<Connector> {
    return (await this.open()).connector;
  }

  /** Size of the source in bytes: of its files, or else of the memory. */
  async sourceSize(): Promise<number> {
    const { ranges } = (await this.open()).connector;
    return this.fileBytes > 0 ? this.fileBytes : ranges.reduce((sum, { size }) => sum + size, 0);
  }

  /** What the user named: a path, a machine. */
  get sourceName(): string {
    return this.source?.target ?? '';
  }

  /** True when the user named the connector, whose memory is then taken as it is. */
  get asNamed(): boolean {
    return this.source?.name !== 'file';
  }

  /** The operating system in the source. */
  os(): Promise<LinuxOs> {
    this.found ??= this.detect();
    return this.found;
  }

  /** The value of an address expression; asks the operating system only for names. Pointers lead into `view`, else the kernel. */
  address(text: string, view?: MemoryView): Promise<bigint> {
    return parseAddress(text, this.surroundings(view));
  }

  /** All that an expression stands for: places with their types, or a list of them; `open`: the head of a known list is the list. */
  meanings(text: string, view?: MemoryView, open = false): Promise<Meanings> {
    return meaningsOf(text, this.surroundings(view), open);
  }

  /** Types of the kernel and its modules; `--module` names the module whose types go first. */
  async graph(): Promise<TypeGraph> {
    this.types ??= (await this.os()).wholeTypes(this.parsed.text('module'), this.signal);
    return (await this.types).graph;
  }

  private surroundings(view: MemoryView | undefined): Surroundings {
    return {
      lookUp: async (name) => {
        const os = await this.os();
        const symbol = os.symbolAddress(name);
        if (symbol !== undefined) return symbol;
        return (await os.modules(this.signal)).items.find((module) => module.name === name)?.base;
      },
      graph: () => this.graph(),
      view: async () => view ?? (await this.os()).kernel,
      signal: this.signal,
    };
  }

  /** Notes that something is missing: the exit status will be 3. */
  partial(reason: string): void {
    this.reasons.set(reason, (this.reasons.get(reason) ?? 0) + 1);
  }

  /** Notes a listing that is not whole. */
  listing<T>(listing: {
    readonly items: readonly T[];
    readonly complete: boolean;
    readonly reason?: string;
  }): readonly T[] {
    if (!listing.complete) this.partial(listing.reason ?? 'the list is not whole');
    return listing.items;
  }

  /** Prints records. `single`: the command prints one object. */
  async print(rows: Rows, columns: readonly Column[], single = false): Promise<void> {
    const renderer = rendererOf(this.style, columns, single, this.sink.write);
    for await (const record of rows) {
      if (record['complete'] === false)
        this.partial(typeof record['reason'] === 'string' ? record['reason'] : 'a record is not whole');
      renderer.row(record);
      await this.flush();
    }
    renderer.end();
    await this.flush(true);
  }

  /** Writes what has been printed so far, when it is much or `all` is set. */
  async flush(all = false): Promise<void> {
    if (all) this.progress.clear();
    await this.sink.flush(all);
  }

  /** A line on stderr. */
  say(text: string): void {
    this.progress.clear();
    process.stderr.write(`pagewalk: ${this.style.raw ? text : text.split('\n').map(safeText).join('\n')}\n`);
  }

  /** Closes the source and says what was missing; true when something was. */
  async finish(): Promise<boolean> {
    this.progress.clear();
    try {
      const os = await this.found?.catch(() => undefined);
      await os?.keep();
    } finally {
      await this.close();
    }
    if (this.opened !== undefined && this.parsed.flag('stats')) this.sayStats();
    const reasons = [...this.reasons];
    for (const [reason, times] of reasons.slice(0, REASONS_SHOWN)) {
      this.say(`partial: ${reason}${times > 1 ? ` (${times} times)` : ''}`);
    }
    if (reasons.length > REASONS_SHOWN)
      this.say(`partial: and ${reasons.length - REASONS_SHOWN} more reasons`);
    return reasons.length > 0;
  }

  /** Closes the source, whatever else goes on: what opening did to a running machine is undone. May be called at any time. */
  async close(): Promise<void> {
    const opened = await this.opened?.catch(() => undefined);
    await opened?.close();
  }

  private sayStats(): void {
    const { bytes, reads, calls } = this.counters;
    const { user, system } = process.cpuUsage();
    const peak = process.resourceUsage().maxRSS;
    this.say(
      `stats: ${bytes} bytes in ${reads} reads and ${calls} calls of the source, ` +
        `${((user + system) / 1e6).toFixed(3)} s of CPU, ${(peak / 1024).toFixed(0)} MiB resident`,
    );
  }

  private get source() {
    return this.spec.layers.findLast((layer) => layer.kind === 'connector');
  }

  /** The layer of the operating system on the uppermost source. */
  private get system(): ChainLayer | undefined {
    const last = this.spec.layers.at(-1);
    return last?.kind === 'os' ? last : undefined;
  }

  private open(): Promise<OpenedChain<unknown>> {
    this.opened ??= this.openSource();
    return this.opened;
  }

  /** Opens all layers but the uppermost operating system, which not every command needs. */
  private async openSource(): Promise<OpenedChain<unknown>> {
    const [{ countingSource, nodeInventory, nodePorts, symbolOptions }, { openLayers }] = await Promise.all([
      import('../../host-node/index.js'),
      import('../../engine/index.js'),
    ]);
    const counted = (file: ByteSource): ByteSource => {
      this.fileBytes += file.size;
      return this.parsed.flag('stats') ? countingSource(file, this.counters) : file;
    };
    const { files, store, ...ports } = nodePorts();
    const host: HostPorts = {
      ...ports,
      ...(store && !this.parsed.flag('no-cache') && { store }),
      ...(files && {
        files: {
          open: async (path, signal) => counted(await files.open(path, signal)),
          beside: (path) => {
            const file = files.beside(path);
            return file && counted(file);
          },
        },
      }),
    };
    const verbose = this.parsed.count('verbose') > 0;
    this.inventory = nodeInventory(host, {
      onProgress: (step, done, total) => this.progress.update(step, done, total),
      ...(verbose && { onEvidence: ({ what, where, value }) => this.say(`${what}: ${value} (${where})`) }),
      symbols: symbolOptions(this.parsed.texts('symbols')),
    });
    const { layers } = this.spec;
    const chain = await openLayers(this.inventory, this.system === undefined ? layers : layers.slice(0, -1), {
      signal: this.signal,
      writable: this.parsed.flag('write'),
      onProgress: (step, done, total) => this.progress.update(step, BigInt(done), BigInt(total)),
    });
    for (const note of chain.connector.notes) this.say(note);
    return chain;
  }

  private async detect(): Promise<LinuxOs> {
    const engine = await this.engine();
    if (this.inventory === undefined) throw new Error('an engine without an inventory');
    const args = this.system?.args ?? {};
    return this.inventory.createOs('linux', engine, args, { signal: this.signal });
  }
}
