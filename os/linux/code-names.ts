/** Names of functions of the kernel and its modules, by their addresses. Source: include/asm-generic/sections.h. */
import type { KernelModule, Listing } from '../types.js';
import type { LinuxKernel } from './kernel.js';

const TEXTS = [
  ['_stext', '_etext'],
  ['_sinittext', '_einittext'],
] as const;

/** Names addresses: `symbol`, `symbol+0x10`, `[module]+0x10`. */
export class CodeNames {
  private readonly texts: readonly { readonly start: bigint; readonly end: bigint }[];

  constructor(
    private readonly kernel: LinuxKernel,
    private readonly modules: Listing<KernelModule>,
  ) {
    const { symbols } = kernel;
    symbols.find(TEXTS.flat());
    this.texts = TEXTS.flatMap(([first, last]) => {
      const [start, end] = [symbols.address(first), symbols.address(last)];
      return start === undefined || end === undefined ? [] : [{ start, end }];
    });
  }

  /** Null for what is neither the kernel's text nor in a listed module. */
  of(address: bigint): string | null {
    if (this.texts.some(({ start, end }) => address >= start && address < end)) {
      const symbol = this.kernel.symbols.at(address);
      if (symbol !== undefined) return withOffset(symbol.name, symbol.offset);
    }
    const module = this.modules.items.find(
      ({ base, size }) => size !== null && address >= base && address < base + BigInt(size),
    );
    return module === undefined ? null : withOffset(`[${module.name}]`, address - module.base);
  }
}

function withOffset(name: string, offset: bigint): string {
  return offset === 0n ? name : `${name}+0x${offset.toString(16)}`;
}
