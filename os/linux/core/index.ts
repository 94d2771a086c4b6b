/** Makes an ELF core of a process in a dump, and says what is in it. */
import { PagewalkError, type AddressSpace } from '../../../engine/index.js';
import type { Listing, Mapping, Process } from '../../types.js';
import type { LinuxKernel } from '../kernel.js';
import { StructReader } from '../structs.js';
import type { Task } from '../tasks.js';
import { coreNotes, type CoreThread } from './notes.js';
import { coreFile, coreMappings, type CoreMapping, type FilePiece } from './process-core.js';
import { Registers, REGISTERS } from './registers.js';

/** AT_NULL ends the vector: include/uapi/linux/auxvec.h. */
const AT_NULL = 0n;

/** A core that is ready to be written. */
export interface ProcessCore {
  /** Bytes of the file. */
  readonly size: number;
  /** The file's bytes, in order; between them are holes. */
  readonly pieces: () => AsyncGenerator<FilePiece>;
  readonly mappings: readonly CoreMapping[];
  /** Whether a thread's registers are in the core. */
  readonly threads: readonly { readonly tid: number; readonly name: string; readonly registers: boolean }[];
  /** Why the list of mappings or of threads may not be whole. */
  readonly reasons: readonly string[];
}

/** What a core is made of. */
export interface CoreSource {
  readonly kernel: LinuxKernel;
  readonly space: AddressSpace;
  readonly process: Process;
  /** Address of the mm_struct. */
  readonly mm: bigint;
  readonly mappings: Listing<Mapping>;
  readonly threads: { readonly tasks: readonly Task[]; readonly reason?: string };
  readonly signal?: AbortSignal;
}

/** Makes the core. Rejects with kind `unsupported` on an architecture whose registers are not known. */
export async function processCore(source: CoreSource): Promise<ProcessCore> {
  const { kernel, space, process, mappings, signal } = source;
  const layout = REGISTERS[kernel.architecture];
  if (layout === undefined)
    throw new PagewalkError('os', 'unsupported', `no cores of ${kernel.architecture} processes are made`);
  const page = 1n << BigInt(kernel.pageShift);
  const parts = await coreMappings(space, mappings, kernel.kernelStart, signal);
  const registers = registersOf(source);
  const threads: { tid: number; name: string; registers: readonly bigint[] | undefined }[] = [];
  for (const { pid, name, address } of source.threads.tasks)
    threads.push({ tid: pid, name, registers: await registers?.of(address, kernel.kernelStart) });
  const known = threads.flatMap(({ tid, registers: values }): CoreThread[] =>
    values === undefined ? [] : [{ tid, registers: values }],
  );
  const about = {
    pid: process.pid,
    ppid: process.ppid ?? 0,
    uid: process.uid ?? 0,
    gid: 0,
    state: process.state ?? '',
    name: process.name ?? '',
    command: process.command ?? '',
  };
  const backed = parts.map(({ mapping }) => mapping).filter(({ path }) => path?.startsWith('/'));
  const notes = coreNotes(kernel.wordSize, page, about, known, await vectorOf(source), backed);
  const file = coreFile(space, parts, notes, { wordSize: kernel.wordSize, machine: layout.machine, page });
  return {
    ...file,
    mappings: parts,
    threads: threads.map(({ tid, name, registers: values }) => ({
      tid,
      name,
      registers: values !== undefined,
    })),
    reasons: [mappings.reason, source.threads.reason].filter((reason) => reason !== undefined),
  };
}

/** Undefined where the kernel's types do not say where stacks are: then no thread has registers. */
function registersOf({ kernel }: CoreSource): Registers | undefined {
  const layout = REGISTERS[kernel.architecture];
  try {
    return layout && new Registers(kernel, layout);
  } catch (error) {
    if (error instanceof PagewalkError && error.kind === 'unsupported') return undefined;
    throw error;
  }
}

/** The auxiliary vector up to its end; empty when it cannot be read. Source: include/linux/mm_types.h, saved_auxv. */
async function vectorOf({ kernel, mm }: CoreSource): Promise<Uint8Array> {
  const { wordSize, types, space } = kernel;
  const field = types.struct('mm_struct')?.field('saved_auxv');
  if (field === undefined) return new Uint8Array();
  const reader = new StructReader(kernel, 'mm_struct', ['saved_auxv']);
  if ((await reader.at(mm)) === undefined) return new Uint8Array();
  const { data } = await space.readPartial(mm + BigInt(field.offset), field.size);
  const view = new DataView(data.buffer, data.byteOffset, data.length);
  for (let at = 0; at + 2 * wordSize <= data.length; at += 2 * wordSize) {
    const tag = wordSize === 8 ? view.getBigUint64(at, true) : BigInt(view.getUint32(at, true));
    if (tag === AT_NULL) return data.subarray(0, at + 2 * wordSize);
  }
  return data;
}
