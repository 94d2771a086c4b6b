/** Executable images in a process's memory: the same records for every operating system. */
import type { Completeness, Module } from '../types.js';

/** A program or library that is mapped into a process. */
export interface ProcessModule extends Module {
  /** What the linker gave the file to tell it from others (ELF: the GNU build id), hex; empty when it has none. */
  readonly buildId: string | null;
}

/** A symbol that an image offers to others. */
export interface ExportedSymbol extends Completeness {
  readonly name: string | null;
  /** Absent for `tls`, which has an address in each thread. */
  readonly address?: bigint;
  /** Bytes. */
  readonly size: number;
  /** `function`, `object`, `ifunc`, `tls`, `absolute` … */
  readonly type: string;
  /** Symbol version; empty when it has none. */
  readonly version: string;
}

/** A slot of an image that the loader filled from another image. */
export interface ImportedSymbol extends Completeness {
  readonly name: string | null;
  /** Address of the slot. */
  readonly address: bigint;
  /** What the slot holds now. */
  readonly target: bigint | null;
  /** The image that it is wanted from; empty when not said. */
  readonly library: string;
  readonly version: string;
}

/** A part of an image. */
export interface ImageSection extends Completeness {
  readonly name: string | null;
  readonly address: bigint;
  /** Bytes in memory. */
  readonly size: number;
  /** As mappings have them: `r-x`. */
  readonly permissions: string;
  /** Offset in the file, bytes. */
  readonly offset: number;
  /** A loader's segment, where the section headers are not mapped. */
  readonly kind: 'section' | 'segment';
}
