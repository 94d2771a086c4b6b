/** Whose code an address is: the kernel's, a module's, or that of a program or patch that the kernel made itself. */
import type { LinuxKernel } from '../kernel.js';
import { generatedCode } from './generated-code.js';
import type { LoadedModule, Region } from './loaded-modules.js';

/** Owners of code. */
export type OwnerKind = 'kernel' | 'module' | 'hidden module' | 'program' | 'trampoline' | 'probe';

/** Who owns a piece of code. */
export interface Owner {
  readonly kind: OwnerKind;
  /** Name of the module or program; empty for the kernel. */
  readonly name: string;
}

/**
 * What a code pointer leads to: `none` when nothing executable is mapped there, `unowned` when no owner is known, `unknown`
 * when none is but not all owners could be learned.
 */
export type Target = Owner | 'unowned' | 'unknown' | 'none';

interface Piece extends Region {
  readonly owner: Owner;
}

const KERNEL: Owner = { kind: 'kernel', name: '' };

/** Why a target stays unknown. */
export const UNKNOWN = 'not all owners of code are known';

/** True for code that nothing proper leads to: of nobody, or of a hidden module. */
export function isForeign(target: Target | undefined): boolean {
  return target === 'unowned' || (typeof target === 'object' && target.kind === 'hidden module');
}

/** Ownership of code by address. */
export class CodeMap {
  private constructor(
    private readonly kernel: LinuxKernel,
    private readonly pieces: readonly Piece[],
    /** The kernel's own code; undefined when no symbol tells. */
    readonly text: Region | undefined,
    /** What could not be learned; code may then seem to belong to nobody. */
    readonly reasons: readonly string[],
  ) {}

  /** Asks the kernel for all code that it knows of. `lists` is why the module list may not be whole. */
  static async of(
    kernel: LinuxKernel,
    modules: readonly LoadedModule[],
    hidden: readonly LoadedModule[],
    lists: readonly string[],
    signal?: AbortSignal,
  ): Promise<CodeMap> {
    const { symbols } = kernel;
    symbols.find(['_start', '_stext', '_text', '_etext', '_sinittext', '_einittext']);
    const reasons = [...lists];
    // RISC-V keeps what stands before _stext mapped as code. Source: arch/riscv/kernel/vmlinux.lds.S.
    const early = kernel.space.mode.startsWith('riscv') ? symbols.address('_start') : undefined;
    const start = early ?? symbols.address('_stext') ?? symbols.address('_text');
    const end = symbols.address('_etext');
    const text = start === undefined || end === undefined || end <= start ? undefined : { start, end };
    if (text === undefined) reasons.push('the kernel has no symbols _stext and _etext');
    const generated = await generatedCode(kernel, signal);
    reasons.push(...generated.reasons);
    const pieces: Piece[] = [
      ...(text === undefined ? [] : [{ ...text, owner: KERNEL }]),
      ...piecesOf(modules, 'module'),
      ...piecesOf(hidden, 'hidden module'),
      ...generated.pieces,
    ];
    pieces.sort((a, b) => (a.start < b.start ? -1 : 1));
    return new CodeMap(kernel, pieces, text, reasons);
  }

  /** The owner of an address; undefined when nobody is known to own it. */
  owner(address: bigint): Owner | undefined {
    let low = 0;
    let high = this.pieces.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.pieces[middle] as Piece).start <= address) low = middle + 1;
      else high = middle;
    }
    // Pieces may lie in one another (a program in its pack): the nearest ones before are asked.
    for (let i = low - 1; i >= 0 && i > low - 16; i--) {
      const piece = this.pieces[i] as Piece;
      if (address < piece.end) return piece.owner;
    }
    return undefined;
  }

  /** What each address leads to. Only mapped executable memory counts as code. */
  async targets(addresses: readonly bigint[]): Promise<Target[]> {
    const unknown = addresses.filter((address) => this.owner(address) === undefined);
    const translated = unknown.length === 0 ? [] : await this.kernel.space.translate(unknown);
    const executable = new Set(
      translated.filter((t) => t.ok && t.permissions.kernelExecute).map(({ virtual }) => virtual),
    );
    const unowned = this.reasons.length === 0 ? 'unowned' : 'unknown';
    return addresses.map((address) => this.owner(address) ?? (executable.has(address) ? unowned : 'none'));
  }

  /** True for the kernel's start-up code, which is freed after boot: leftovers that lead there lead nowhere. */
  discarded(address: bigint): boolean {
    const { symbols } = this.kernel;
    const start = symbols.address('_sinittext');
    const end = symbols.address('_einittext');
    return start !== undefined && end !== undefined && address >= start && address < end;
  }

  /** An address as people read it: `__x64_sys_kill+0x0`, `module dummy`, `code that nobody owns`. */
  describe(address: bigint): string {
    const owner = this.owner(address);
    if (owner === undefined) return 'code that nobody owns';
    if (owner.kind !== 'kernel') return `${owner.kind} ${owner.name}`.trim();
    const symbol = this.kernel.symbols.at(address);
    return symbol === undefined ? 'the kernel' : `${symbol.name}+0x${symbol.offset.toString(16)}`;
  }

  /** The regions of some owners. */
  regions(kinds: readonly OwnerKind[]): readonly Region[] {
    return this.pieces.filter(({ owner }) => kinds.includes(owner.kind));
  }
}

function piecesOf(modules: readonly LoadedModule[], kind: OwnerKind): Piece[] {
  return modules.flatMap(({ name, texts }) => texts.map((region) => ({ ...region, owner: { kind, name } })));
}
