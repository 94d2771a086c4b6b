/** A small kernel for tests of checks: its code, one module, and a page of code that nobody owns. */
import type { Check } from '../../os/linux/check/check.js';
import { Facts, type Layer } from '../../os/linux/check/facts.js';
import { Report } from '../../os/linux/check/report.js';
import type { Finding, Listing } from '../../os/types.js';
import { FakeMemory, fakeKernel, type Layout } from './fake-kernel.js';

/** Addresses of the world. */
export const TEXT = 0xffffffff81000000n;
export const DATA = 0xffffffff82000000n;
export const MODULES = 0xffffffff83000000n;
export const MODULE = 0xffffffffc0000000n;
export const MODULE_TEXT = 0xffffffffc0100000n;
export const FOREIGN = 0xffffffffc0200000n;
export const HIDDEN = 0xffffffffc0300000n;
export const HIDDEN_TEXT = 0xffffffffc0400000n;

/** Layouts that the map of code needs. */
export const CODE_LAYOUTS: Readonly<Record<string, Layout>> = {
  module: {
    list: [0, 16],
    name: [16, 56],
    'mkobj.mod': [72, 8],
    'core_layout.base': [80, 8],
    'core_layout.size': [88, 4],
    'core_layout.text_size': [92, 4],
  },
};

/** Memory with the world in it; symbols and layouts may be added before a check runs. */
export class CheckWorld {
  readonly memory = new FakeMemory();
  readonly symbols: Record<string, bigint> = {
    _stext: TEXT,
    _etext: TEXT + 0x2000n,
    modules: MODULES,
    init_task: DATA + 0xf000n,
    _end: MODULES + 0x1000n,
  };
  readonly layouts: Record<string, Layout> = { ...CODE_LAYOUTS };
  layer: Partial<Layer> = {};

  constructor() {
    this.memory.write(TEXT, new Uint8Array(0x2000)).execute(TEXT);
    this.memory.word(DATA + 0xf000n, 0n);
    this.memory.words(MODULES, [MODULE, MODULE]);
    this.module(MODULE, 'good', MODULE_TEXT).words(MODULE, [MODULES, MODULES]);
    this.memory.write(FOREIGN, Uint8Array.of(0x31, 0xc0, 0xc3)).execute(FOREIGN);
  }

  /** A struct module with a page of code. */
  module(at: bigint, name: string, text: bigint): FakeMemory {
    return this.memory
      .words(at, [at, at])
      .text(at + 16n, name)
      .word(at + 72n, at)
      .word(at + 80n, text)
      .word(at + 88n, 0x1000n | (0x1000n << 32n))
      .write(text, Uint8Array.of(0x31, 0xc0, 0xc3))
      .execute(text);
  }

  /** Adds a module that no list names. */
  hide(): this {
    this.module(HIDDEN, 'hider', HIDDEN_TEXT);
    return this;
  }

  /** Runs one check. */
  async run(check: Check): Promise<Listing<Finding>> {
    const report = new Report();
    const kernel = fakeKernel(this.memory, this.layouts, this.symbols);
    await check.run(new Facts({ kernel, ...this.layer } as Layer), report);
    return report.listing();
  }
}

/** Kind and subject of each finding. */
export const briefly = ({ items }: Listing<Finding>): string[] =>
  items.map(({ kind, what }) => `${kind}: ${what}`);
