/** Instantiates the core and wraps its buffers. */
import { WriteLog } from '../cache/write-log.js';
import type { PhysicalRange } from '../connector.js';
import { PagewalkError } from '../errors.js';
import type { DirectMemory } from '../memory/direct-memory.js';
import { type BufferName, type CoreBuffer, readLayout } from './buffers.js';
import type { CoreExports } from './exports.js';

/** The module, compiled or as bytes. */
export type CoreModule = WebAssembly.Module | Uint8Array;

/** One instance of the core over its own fixed linear memory. */
export class Core {
  readonly exports: CoreExports;
  readonly bytes: Uint8Array;
  readonly words: DataView;
  readonly layout: Record<BufferName, CoreBuffer>;
  // The columns of the layout that hold numbers.
  readonly addresses: BigUint64Array;
  readonly highs: BigUint64Array;
  readonly lengths: BigUint64Array;
  readonly values: BigUint64Array;
  /** `values` as halves of numbers. */
  readonly halves: Uint32Array;
  readonly infos: Uint32Array;
  readonly runVirtual: BigUint64Array;
  readonly runPhysical: BigUint64Array;
  readonly runSize: BigUint64Array;
  readonly runValue: BigUint64Array;
  readonly runInfo: Uint32Array;
  readonly runIndex: Uint32Array;
  /** Counts jobs begun: a job that finds another number after a wait begins again. */
  epoch = 0;
  /** What was written of late: pages that were on their way meanwhile are read again. */
  readonly writes = new WriteLog();
  /** The source's memory where it lies in this process's: pages of it are not asked for. */
  direct: DirectMemory | undefined;
  /** Called before each job begins: moves the clock of validity on. */
  beforeJob: () => void = () => undefined;
  /** What the source said of pages that it lacks, the first few thousand of them. */
  readonly reasons = new Map<number, string>();

  /**
   * Throws kind `malformed` for a module of another ABI. Compiles synchronously: the core is small.
   * `ranges` is what the source has: a page outside of it is remembered as missing, one inside that failed is asked for
   * again. `inPlace`: the source answers at once, so pages are read straight into their lines.
   */
  constructor(
    module: CoreModule,
    readonly ranges: readonly PhysicalRange[],
    readonly inPlace: boolean,
  ) {
    const compiled = module instanceof Uint8Array ? new WebAssembly.Module(module) : module;
    this.exports = new WebAssembly.Instance(compiled, {}).exports as unknown as CoreExports;
    if (this.exports.init() !== 1) {
      throw new PagewalkError('core', 'malformed', 'buffers of the core overlap its static data');
    }
    this.layout = readLayout(this.exports);
    this.bytes = new Uint8Array(this.exports.memory.buffer);
    this.words = new DataView(this.exports.memory.buffer);
    const { buffer } = this.exports.memory;
    const wide = (name: BufferName): BigUint64Array =>
      new BigUint64Array(buffer, this.layout[name].at, this.layout[name].count);
    const narrow = (name: BufferName): Uint32Array =>
      new Uint32Array(buffer, this.layout[name].at, this.layout[name].count);
    this.addresses = wide('addresses');
    this.highs = wide('highs');
    this.lengths = wide('lengths');
    this.values = wide('values');
    this.halves = new Uint32Array(buffer, this.layout.values.at, 2 * this.layout.values.count);
    this.infos = narrow('infos');
    this.runVirtual = wide('runVirtual');
    this.runPhysical = wide('runPhysical');
    this.runSize = wide('runSize');
    this.runValue = wide('runValue');
    this.runInfo = narrow('runInfo');
    this.runIndex = narrow('runIndex');
  }
}
