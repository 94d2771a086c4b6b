/** A kernel made by hand for tests: sparse memory, structure layouts and symbols, without any dump. */
import type {
  AddressRange,
  AddressSpace,
  PageRun,
  PartialRead,
  ReadRange,
  Translation,
  ValueBatch,
} from '../../engine/index.js';
import type { LinuxKernel } from '../../os/linux/kernel.js';
import { RememberedTypes } from '../../os/symbols/remembered.js';
import type { Field } from '../../os/symbols/types.js';
import { permissions } from './permissions.js';

/** Offset and size of each member, in bytes. */
export type Layout = Readonly<Record<string, readonly [offset: number, size: number]>>;

const PAGE = 4096n;
const encoder = new TextEncoder();

/** Memory that exists page by page: what was never written cannot be read. */
export class FakeMemory {
  private readonly pages = new Map<bigint, Uint8Array>();
  private readonly code = new Set<bigint>();
  /** How often something was asked, and of how many ranges. */
  trips = 0;

  write(address: bigint, bytes: Uint8Array): this {
    bytes.forEach((byte, i) => {
      const at = address + BigInt(i);
      const page = at / PAGE;
      let data = this.pages.get(page);
      if (data === undefined) this.pages.set(page, (data = new Uint8Array(Number(PAGE))));
      data[Number(at % PAGE)] = byte;
    });
    return this;
  }

  word(address: bigint, value: bigint, size = 8): this {
    const bytes = new Uint8Array(8);
    new DataView(bytes.buffer).setBigUint64(0, BigInt.asUintN(64, value), true);
    return this.write(address, bytes.subarray(0, size));
  }

  words(address: bigint, values: readonly bigint[]): this {
    values.forEach((value, i) => this.word(address + BigInt(8 * i), value));
    return this;
  }

  /** Text with its NUL. */
  text(address: bigint, text: string): this {
    return this.write(address, encoder.encode(`${text}\0`));
  }

  /** Makes the page of an address executable by the kernel. */
  execute(address: bigint): this {
    this.code.add(address / PAGE);
    return this;
  }

  /** Takes the page of an address away. */
  lose(address: bigint): void {
    this.pages.delete(address / PAGE);
  }

  read(address: bigint, length: number): PartialRead {
    const data = new Uint8Array(length);
    const gone = new Set<bigint>();
    for (let i = 0; i < length; i++) {
      const at = address + BigInt(i);
      const page = this.pages.get(at / PAGE);
      if (page === undefined) gone.add(at / PAGE);
      else data[i] = page[Number(at % PAGE)] as number;
    }
    const end = address + BigInt(length);
    return {
      data,
      missing: [...gone].map((page) => {
        const start = page * PAGE > address ? page * PAGE : address;
        const stop = (page + 1n) * PAGE < end ? (page + 1n) * PAGE : end;
        return { start, size: stop - start, reason: { kind: 'not-present', level: 1, entry: 0n } };
      }),
    };
  }

  /** Pages that exist, in order, within a range. */
  private within(range?: AddressRange): bigint[] {
    const pages = [...this.pages.keys()].sort((a, b) => (a < b ? -1 : 1));
    return pages.filter(
      (page) => range === undefined || (page * PAGE >= range.start && page * PAGE < range.end),
    );
  }

  private async *pointers(
    ranges: readonly AddressRange[],
    width: 4 | 8,
    range?: AddressRange,
  ): AsyncIterable<ValueBatch> {
    for (const page of await Promise.resolve(this.within(range))) {
      const data = this.pages.get(page) as Uint8Array;
      const view = new DataView(data.buffer);
      for (let at = 0; at < data.length; at += width) {
        const value = width === 8 ? view.getBigUint64(at, true) : BigInt(view.getUint32(at, true));
        if (ranges.some(({ start, end }) => value >= start && value < end))
          yield {
            addresses: BigUint64Array.of(page * PAGE + BigInt(at)),
            values: BigUint64Array.of(value),
          };
      }
    }
  }

  private async *runs(range?: AddressRange): AsyncIterable<PageRun> {
    for (const page of await Promise.resolve(this.within(range)))
      yield {
        virtual: page * PAGE,
        physical: page * PAGE,
        size: PAGE,
        pageSize: PAGE,
        permissions: permissions({ write: true, kernelExecute: this.code.has(page) }),
      };
  }

  /** The part of an address space that the Linux layer uses. Addresses translate to themselves. */
  space(root = 0n): AddressSpace {
    const readMany = (ranges: readonly ReadRange[]) => {
      this.trips++;
      return Promise.resolve(ranges.map(({ address, length }) => this.read(address, length)));
    };
    const part: Partial<AddressSpace> = {
      mode: 'x86-64-4level',
      root,
      readMany,
      readPartial: async (address, length) => (await readMany([{ address, length }]))[0] as PartialRead,
      string: (address, max = 4096) => {
        const { data } = this.read(address, max);
        const end = data.indexOf(0);
        const { missing } = this.read(address, end < 0 ? max : end + 1);
        if (end < 0 || missing.length > 0) return Promise.reject(new Error('no text there'));
        return Promise.resolve(new TextDecoder().decode(data.subarray(0, end)));
      },
      scanPointers: ({ ranges, width = 8 }, options) => this.pointers(ranges, width, options?.range),
      pages: ({ range } = {}) => this.runs(range),
      translate: (addresses) =>
        Promise.resolve(
          addresses.map((virtual): Translation => {
            const [missing] = this.read(virtual, 1).missing;
            if (missing !== undefined) return { virtual, ok: false, reason: missing.reason };
            return {
              virtual,
              ok: true,
              physical: virtual,
              pageSize: PAGE,
              level: 1,
              permissions: permissions({ write: true, kernelExecute: this.code.has(virtual / PAGE) }),
            };
          }),
        ),
    };
    return part as AddressSpace;
  }
}

/** Structures by name; `size` is where the last member ends unless given as the member `sizeof`. */
function typesOf(
  layouts: Readonly<Record<string, Layout>>,
): Pick<LinuxKernel['types'], 'struct' | 'describe'> {
  return {
    describe: (name) => {
      const tag = name.replace('struct ', '');
      const layout = layouts[tag];
      if (layout === undefined) return undefined;
      const members = Object.entries(layout).map(([member, [offset]]) => ({
        name: member,
        offset,
        bits: 0,
        bitOffset: 0,
        type: 'long',
      }));
      return { name: tag, kind: 'struct', size: 0, members };
    },
    struct: (name) => {
      const layout = layouts[name];
      if (layout === undefined) return undefined;
      const ends = Object.values(layout).map(([offset, size]) => offset + size);
      return {
        name,
        size: Math.max(...ends),
        field: (path): Field | undefined => {
          const member = layout[path];
          return member && { offset: member[0], size: member[1], bitStart: 0, bits: 0, count: 1 };
        },
      };
    },
  };
}

/** The symbol at or before an address, within 16 MiB. */
function nearest(symbols: Readonly<Record<string, bigint>>, address: bigint) {
  const before = Object.entries(symbols).filter(([, at]) => at <= address && address - at < 1n << 24n);
  const [best] = before.sort(([, a], [, b]) => (a > b ? -1 : 1));
  return best && { name: best[0], offset: address - best[1] };
}

/** A kernel over such memory. `users` are the memories of processes, by the address of their page-table root. */
export function fakeKernel(
  memory: FakeMemory,
  layouts: Readonly<Record<string, Layout>>,
  symbols: Readonly<Record<string, bigint>> = {},
  users: ReadonlyMap<bigint, FakeMemory> = new Map(),
): LinuxKernel {
  const memorised: Record<string, bigint | null> = {};
  const types = new RememberedTypes({}, () => typesOf(layouts));
  const kernel = {
    engine: {
      space: ({ root }: { root: bigint }) => (users.get(root) ?? new FakeMemory()).space(root),
      physical: memory.space(),
      connector: { live: false },
    },
    space: memory.space(),
    // Tests spread it.
    types: {
      memory: types.memory,
      struct: (name: string) => types.struct(name),
      describe: (name: string) => types.describe(name),
    },
    symbols: {
      memory: memorised,
      address: (name: string) => memorised[name] ?? symbols[name],
      find: () => undefined,
      at: (address: bigint) => nearest(symbols, address),
      entries: () => Object.entries(symbols).map(([name, at]) => ({ name, address: at, type: 't' })),
    },
    architecture: 'x86-64',
    wordSize: 8,
    pageShift: 12,
    kernelStart: 1n << 63n,
    banner: 'Linux version 0.0',
    release: '0.0',
    evidence: [],
  };
  return kernel as unknown as LinuxKernel;
}
