/** What the stages of discovery hand to each other. */
import type { PagingMode } from '../../../engine/index.js';
import type { KallsymsPlace } from '../../symbols/kallsyms.js';
import type { RememberedSymbols, SymbolMemory, TypeMemory } from '../../symbols/remembered.js';
import type { ArchitectureName, Evidence } from '../../types.js';
import type { Hole } from '../holes.js';
import type { KeptLayouts } from '../infer/index.js';
import type { OnProgress } from '../sample.js';
import type { Section } from './btf-section.js';
import type { OtherSymbols } from './other-symbols.js';

/** One of several kernels: its place in the list of them, or the physical address of its symbol table. */
export type KernelChoice = { readonly index: number } | { readonly address: bigint };

/** How to look for a kernel. */
export interface FindOptions {
  /** Which one; the first that runs when not given. */
  readonly kernel?: KernelChoice;
  readonly signal?: AbortSignal;
  readonly onProgress?: OnProgress;
  /** Called with each step as it is found. */
  readonly onEvidence?: (evidence: Evidence) => void;
}

/** A kernel image that no page table has confirmed yet. */
export interface Image {
  /** Start of the bytes that hold the symbol tables. */
  readonly region: number;
  /** What it was found by: address of its token table, or of other text that names its addresses. */
  readonly foundAt: number;
  /** Its kallsyms; undefined when that is missing or cannot be made out. */
  readonly place: KallsymsPlace | undefined;
  /** Virtual minus physical address of the image. */
  readonly delta: bigint;
  /** Bytes of a pointer. */
  readonly wordSize: 4 | 8;
  /** What else names addresses of it. */
  readonly others: OtherSymbols;
  /** Virtual address of the token table: one more witness. */
  readonly table: bigint;
  /** More virtual addresses of its data, where names are too few. */
  readonly around?: readonly bigint[];
  readonly symbols: RememberedSymbols;
}

/** Where a kernel was found; enough to find it again at once. Addresses are physical, the hole put back. */
export interface Findings {
  /** Start of the image bytes that hold the kallsyms tables. */
  readonly region: number;
  /** Undefined when kallsyms is missing or cannot be made out. */
  readonly place: KallsymsPlace | undefined;
  /** Virtual minus physical address of the image. */
  readonly delta: bigint;
  /** Bytes of a pointer. */
  readonly wordSize: 4 | 8;
  /** Other sources of symbols than kallsyms. */
  readonly others?: OtherSymbols;
  readonly root: bigint;
  readonly mode: PagingMode;
  /**
   * Virtual minus physical address of the direct map, when page tables no longer have all of it or of the image: both are
   * then read by their deltas, whatever the tables say.
   */
  readonly directMap?: bigint;
  readonly banner: string;
  /** Physical address of the banner. */
  readonly bannerAt: bigint;
  /** The kernel's own types; null when it carries none. */
  readonly btf: Section | null;
  readonly architecture: ArchitectureName;
  readonly hole?: Hole;
  /** Other kernels that were met before it: physical addresses of their symbol tables, and what they are. */
  readonly alsoSeen?: readonly { readonly address: number; readonly text: string }[];
  /** What a flat file's offsets must be raised by to be physical addresses. */
  readonly base?: number;
  /** What was asked of the tables so far; they are not read for it again. */
  readonly symbols?: SymbolMemory;
  readonly types?: TypeMemory;
  /** Layouts of a kernel that describes no types. */
  readonly derived?: KeptLayouts;
}

/** Names of the symbol tables lie within this distance before and behind a token table, bytes. */
export const BEFORE = 6 << 20;
export const BEHIND = 2 << 20;
/** Data of the image, with its list heads, lies within this distance of the token table, bytes. */
export const DATA_REACH = 40 << 20;

export const hex = (n: bigint | number): string => `0x${n.toString(16)}`;
