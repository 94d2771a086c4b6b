/** Reads kernel structures whole and gives their members by name. */
import { PagewalkError, type LookupJob, type PartialRead, type ReadRange } from '../../engine/index.js';
import type { Field, StructLayout } from '../symbols/types.js';
import { wordIn, type LinuxKernel } from './kernel.js';

const decoder = new TextDecoder();

/** A structure type with the members that a reader needs; reads span just those. */
export class StructReader {
  private readonly fields = new Map<string, Field>();
  private readonly start: number;
  private readonly length: number;
  /** Bytes of a pointer in this kernel. */
  readonly wordSize: 4 | 8;

  /**
   * `wanted` are member paths (`d_name.name`); the first of several alternatives joined by `|` that this kernel has is
   * taken, and answers to the whole text. A trailing `?` marks members that not every kernel has. Throws kind
   * `unsupported` when the type or a needed member is missing.
   */
  constructor(
    private readonly kernel: LinuxKernel,
    readonly type: string,
    wanted: readonly string[],
  ) {
    const layout = kernel.types.struct(type);
    if (layout === undefined)
      throw new PagewalkError('os', 'unsupported', `the kernel's types have no struct ${type}`);
    for (const text of wanted) {
      const optional = text.endsWith('?');
      const paths = (optional ? text.slice(0, -1) : text).split('|');
      const field = firstField(layout, paths);
      if (field !== undefined) this.fields.set(paths.join('|'), field);
      else if (!optional)
        throw new PagewalkError(
          'os',
          'unsupported',
          `struct ${type} has no member ${paths.join(' or ')} in this kernel`,
        );
    }
    this.wordSize = kernel.wordSize;
    const ends = [...this.fields.values()].map((f) => f.offset + Math.max(f.size, 8));
    // Of a structure whose wanted members are all unknown nothing is read.
    this.start = ends.length === 0 ? 0 : Math.min(...[...this.fields.values()].map((f) => f.offset));
    this.length = Math.max(this.start, ...ends) - this.start;
  }

  /** True when this kernel has the member. */
  has(member: string): boolean {
    return this.fields.has(member);
  }

  /** Offset of a member. Throws kind `unsupported` when this kernel lacks it. */
  offset(member: string): number {
    return this.field(member).offset;
  }

  /** The structure at an address; undefined when it cannot be read whole. */
  async at(address: bigint): Promise<Struct | undefined> {
    return (await this.many([address]))[0];
  }

  /** Many structures in one batch; undefined for those that cannot be read whole. */
  async many(addresses: readonly bigint[]): Promise<(Struct | undefined)[]> {
    const ranges = addresses.map((address) => this.range(address));
    return this.made(ranges, await this.kernel.space.readMany(ranges));
  }

  /** {@link at} as part of a lookup. */
  *lookup(address: bigint): LookupJob<Struct | undefined> {
    const range = this.range(address);
    return this.made([range], yield [{ view: this.kernel.space, ...range }])[0];
  }

  /** What to read of a structure; nothing where none can be. */
  private range(address: bigint): ReadRange {
    const { kernelStart, wordSize } = this.kernel;
    const end = 1n << BigInt(8 * wordSize);
    return address >= kernelStart && address + BigInt(this.start + this.length) < end
      ? { address: address + BigInt(this.start), length: this.length }
      : { address: 0n, length: 0 };
  }

  private made(ranges: readonly ReadRange[], reads: readonly PartialRead[]): (Struct | undefined)[] {
    return reads.map(({ data, missing }, i) => {
      const { address } = ranges[i] as ReadRange;
      return address !== 0n && missing.length === 0
        ? new Struct(this, address - BigInt(this.start), data, this.start)
        : undefined;
    });
  }

  /** The same for addresses of which many are the same: each is read once. */
  async once(addresses: readonly bigint[]): Promise<(Struct | undefined)[]> {
    const distinct = [...new Set(addresses)];
    const structs = await this.many(distinct);
    const read = new Map(distinct.map((address, i) => [address, structs[i]]));
    return addresses.map((address) => read.get(address));
  }

  /** A member by name. Throws kind `unsupported` when this kernel lacks it. */
  field(member: string): Field {
    const field = this.fields.get(member);
    if (field === undefined)
      throw new PagewalkError(
        'os',
        'unsupported',
        `struct ${this.type} has no member ${member} in this kernel`,
      );
    return field;
  }
}

/** A reader; undefined for a kernel without this type or a needed member, or whose types damage has hit. */
export function optionalReader(
  kernel: LinuxKernel,
  type: string,
  wanted: readonly string[],
): StructReader | undefined {
  try {
    return new StructReader(kernel, type, wanted);
  } catch {
    return undefined;
  }
}

function firstField(layout: StructLayout, paths: readonly string[]): Field | undefined {
  for (const path of paths) {
    const field = layout.field(path);
    if (field !== undefined) return field;
  }
  return undefined;
}

/** One structure as it was read. */
export class Struct {
  private readonly view: DataView;
  constructor(
    private readonly reader: StructReader,
    readonly address: bigint,
    private readonly bytes: Uint8Array,
    private readonly start: number,
  ) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  /** True when this kernel has the member. */
  has(member: string): boolean {
    return this.reader.has(member);
  }

  /** Address of a member. */
  addressOf(member: string): bigint {
    return this.address + BigInt(this.reader.offset(member));
  }

  /** A pointer or `unsigned long`, or word number `index` of a member that holds several (prev of a list_head: 1). */
  word(member: string, index = 0): bigint {
    const { wordSize } = this.reader;
    return wordIn(this.bytes, this.reader.offset(member) - this.start + index * wordSize, wordSize);
  }

  /** An unsigned member of 8 bytes on every architecture (`u64`). */
  u64(member: string): bigint {
    return wordIn(this.bytes, this.reader.offset(member) - this.start, 8);
  }

  /** An unsigned member of 1 to 8 bytes (exact below 2^53), or a bit field. */
  number(member: string): number {
    const { offset, size, bits, bitStart } = this.reader.field(member);
    const at = offset - this.start;
    if (bits > 0) return (this.view.getUint32(at, true) >>> bitStart) & ((1 << bits) - 1);
    if (size === 1) return this.view.getUint8(at);
    if (size === 2) return this.view.getUint16(at, true);
    return size === 8 ? Number(this.view.getBigUint64(at, true)) : this.view.getUint32(at, true);
  }

  /** The same; null where this kernel lacks the member. */
  optional(member: string): number | null {
    return this.reader.has(member) ? this.number(member) : null;
  }

  /** A member's bytes as they are in memory. */
  raw(member: string): Uint8Array {
    const { offset, size } = this.reader.field(member);
    return this.bytes.slice(offset - this.start, offset - this.start + size);
  }

  /** A char array up to its NUL, as UTF-8. */
  text(member: string): string {
    const { offset, size } = this.reader.field(member);
    const bytes = this.bytes.subarray(offset - this.start, offset - this.start + size);
    const end = bytes.indexOf(0);
    return decoder.decode(end < 0 ? bytes : bytes.subarray(0, end));
  }
}
