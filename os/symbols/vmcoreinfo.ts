/**
 * vmcoreinfo: the text of addresses, offsets and numbers that a kernel writes at boot for crash tools.
 * Source: kernel/vmcore_info.c (kernel/crash_core.c before 6.9), include/linux/vmcore_info.h;
 * arch/x86/kernel/vmcore_info_64.c, arch/arm64/kernel/vmcore_info.c, arch/riscv/kernel/vmcore_info.c.
 */
import type { Engine } from '../../engine/index.js';
import type { SymbolName, SymbolTable } from './types.js';

const START = Uint8Array.from('OSRELEASE=', (c) => c.charCodeAt(0));
/** The kernel keeps the text at the start of a page, and a copy behind the header of an ELF note. */
const NOTE_HEADER = 0x18n;
const SMALLEST_PAGE = 4096n;
/** The text fits a page of its kernel, and pages have at most 64 KiB. */
const MAX_TEXT = 1 << 16;
/** Copies that are looked at: a kernel keeps two. */
const MAX_TEXTS = 64;
const LINE = /^([A-Za-z][\w-]*)(?:\(([\w.]+)\))?=(.*)$/;
const HEX = /^[0-9a-f]{1,16}$/i;

/** One text, taken apart. It is a source of symbols, too. */
export class Vmcoreinfo implements SymbolTable {
  /** Values by key: `OSRELEASE`, `NUMBER(phys_base)`. */
  private readonly values = new Map<string, string>();
  private readonly symbols = new Map<string, bigint>();

  constructor(
    text: string,
    /** Physical address of the text. */
    readonly phys: bigint,
  ) {
    for (const line of text.split('\n')) {
      const parts = LINE.exec(line);
      if (parts === null) continue;
      const [, key = '', name, value = ''] = parts;
      this.values.set(name === undefined ? key : `${key}(${name})`, value);
      if (key === 'SYMBOL' && name !== undefined && HEX.test(value))
        this.symbols.set(name, BigInt(`0x${value}`));
    }
  }

  /** The kernel's release, `6.1.0-50-amd64`. */
  get release(): string {
    return this.values.get('OSRELEASE') ?? '';
  }

  /** Build id of the kernel in hex; undefined in kernels before 5.15. */
  get buildId(): string | undefined {
    return this.values.get('BUILD-ID');
  }

  /** Bytes of a page; undefined when the text does not say it. */
  get pageSize(): number | undefined {
    return this.count('PAGESIZE');
  }

  /** How far KASLR moved the image, bytes; undefined when the text does not say it. */
  get kernelOffset(): bigint | undefined {
    const value = this.values.get('KERNELOFFSET');
    return value !== undefined && HEX.test(value) ? BigInt(`0x${value}`) : undefined;
  }

  /** `NUMBER(name)`, signed where the kernel prints it so; undefined when there is none. */
  number(name: string): bigint | undefined {
    const value = this.values.get(`NUMBER(${name})`);
    if (value === undefined || !/^(?:-?\d+|0x[0-9a-f]+)$/i.test(value)) return undefined;
    return BigInt(value);
  }

  /** `OFFSET(structure.member)` in bytes. */
  offset(member: string): number | undefined {
    return this.count(`OFFSET(${member})`);
  }

  /** `SIZE(structure)` in bytes. */
  size(name: string): number | undefined {
    return this.count(`SIZE(${name})`);
  }

  /** `LENGTH(array)` in elements. */
  length(name: string): number | undefined {
    return this.count(`LENGTH(${name})`);
  }

  /** Bytes of an `unsigned long`, from the second word of a list_head; undefined when the text does not say it. */
  get wordSize(): 4 | 8 | undefined {
    const size = this.offset('list_head.prev');
    return size === 4 || size === 8 ? size : undefined;
  }

  address(name: string): bigint | undefined {
    return this.symbols.get(name);
  }

  find(): void {
    // Nothing to prepare: all names are at hand.
  }

  /** Names only what lies exactly there: with so few symbols the one before says nothing. */
  at(address: bigint): { readonly name: string; readonly offset: bigint } | undefined {
    for (const [name, at] of this.symbols) if (at === address) return { name, offset: 0n };
    return undefined;
  }

  /** The text does not tell code from data, so the letter is `?`. */
  *entries(): Iterable<SymbolName> {
    const sorted = [...this.symbols].sort(([, a], [, b]) => (a < b ? -1 : a > b ? 1 : 0));
    for (const [name, address] of sorted) yield { name, address, type: '?' };
  }

  private count(key: string): number | undefined {
    const value = this.values.get(key);
    return value !== undefined && /^\d{1,9}$/.test(value) ? Number(value) : undefined;
  }
}

/** Where to look. */
export interface FindVmcoreinfoOptions {
  /** Physical addresses; all memory when not given. */
  readonly range?: { readonly start: bigint; readonly end: bigint };
  readonly signal?: AbortSignal;
}

/**
 * Every whole vmcoreinfo text in physical memory, by address: the kernel's own, its copy in the ELF note, and those of
 * kernels that ran before or run as guests. Bounded.
 */
export async function* findVmcoreinfo(
  engine: Engine,
  options: FindVmcoreinfoOptions = {},
): AsyncGenerator<Vmcoreinfo> {
  let texts = 0;
  for await (const { address } of engine.physical.search([{ bytes: START }], options)) {
    const inPage = address % SMALLEST_PAGE;
    if (inPage !== 0n && inPage !== NOTE_HEADER) continue;
    const found = await vmcoreinfoAt(engine, address);
    if (found === undefined) continue;
    yield found;
    if (++texts === MAX_TEXTS) return;
  }
}

/** The text at a physical address; undefined when none is there, or not all of it. */
export async function vmcoreinfoAt(engine: Engine, phys: bigint): Promise<Vmcoreinfo | undefined> {
  const { data, missing } = await engine.physical.readPartial(phys, MAX_TEXT);
  const end = data.indexOf(0);
  if (end < 0 || missing.some(({ start }) => start <= phys + BigInt(end))) return undefined;
  const found = new Vmcoreinfo(new TextDecoder('latin1').decode(data.subarray(0, end)), phys);
  const { pageSize, release } = found;
  const whole = release !== '' && pageSize !== undefined && end <= pageSize;
  // kernel/vmcore_info.c, crash_save_vmcoreinfo_init writes it in every kernel; other texts of that form have none.
  return whole && found.address('_stext') !== undefined ? found : undefined;
}
