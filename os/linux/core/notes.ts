/**
 * Notes of a process's ELF core. Sources: include/uapi/linux/elf.h (NT_*), include/linux/elfcore.h (elf_prstatus,
 * elf_prpsinfo), fs/binfmt_elf.c (fill_files_note).
 */
import type { Mapping } from '../../types.js';

const NOTE = { status: 1, process: 3, vector: 6, files: 0x46494c45 } as const;
const encoder = new TextEncoder();
const STATES = 'RSDTZW';

/** What the notes say of the process. */
export interface CoreProcess {
  readonly pid: number;
  readonly ppid: number;
  readonly uid: number;
  readonly gid: number;
  readonly state: string;
  readonly name: string;
  readonly command: string;
}

/** A thread with its registers. */
export interface CoreThread {
  readonly tid: number;
  readonly registers: readonly bigint[];
}

/** Bytes written piece by piece, with words of a size. */
class Writer {
  private readonly bytes: number[] = [];
  constructor(private readonly wordSize: 4 | 8) {}

  number(value: number | bigint, size: number): this {
    const bits = BigInt.asUintN(8 * size, BigInt(value));
    for (let i = 0; i < size; i++) this.bytes.push(Number((bits >> BigInt(8 * i)) & 0xffn));
    return this;
  }

  word(value: number | bigint): this {
    return this.number(value, this.wordSize);
  }

  text(text: string, size: number): this {
    const data = encoder.encode(text).subarray(0, size - 1);
    for (let i = 0; i < size; i++) this.bytes.push(data[i] ?? 0);
    return this;
  }

  raw(data: Uint8Array): this {
    for (const byte of data) this.bytes.push(byte);
    return this;
  }

  align(to: number): this {
    while (this.bytes.length % to !== 0) this.bytes.push(0);
    return this;
  }

  done(): Uint8Array {
    return Uint8Array.from(this.bytes);
  }
}

function note(type: number, description: Uint8Array): Uint8Array {
  const writer = new Writer(4).number(5, 4).number(description.length, 4).number(type, 4).text('CORE', 8);
  return writer.raw(description).align(4).done();
}

/** struct elf_prstatus. */
function status(wordSize: 4 | 8, { ppid }: CoreProcess, { tid, registers }: CoreThread): Uint8Array {
  const writer = new Writer(wordSize).number(0, 12).number(0, 2).align(wordSize).word(0).word(0);
  writer.number(tid, 4).number(ppid, 4).number(0, 8);
  for (let i = 0; i < 8; i++) writer.word(0);
  for (const value of registers) writer.word(value);
  return writer.number(0, 4).align(wordSize).done();
}

/** struct elf_prpsinfo; 32-bit x86 and arm have user ids of 16 bits. */
function processInfo(wordSize: 4 | 8, process: CoreProcess): Uint8Array {
  const { pid, ppid, uid, gid, state, name, command } = process;
  const index = Math.max(0, STATES.indexOf(state));
  const id = wordSize === 8 ? 4 : 2;
  const writer = new Writer(wordSize).number(index, 1).number(STATES.charCodeAt(index), 1);
  writer
    .number(state === 'Z' ? 1 : 0, 1)
    .number(0, 1)
    .align(wordSize)
    .word(0)
    .number(uid, id)
    .number(gid, id);
  writer.number(pid, 4).number(ppid, 4).number(0, 8);
  return writer.text(name, 16).text(command, 80).align(wordSize).done();
}

/** Which files are mapped where. */
function files(wordSize: 4 | 8, page: bigint, mappings: readonly Mapping[]): Uint8Array {
  const writer = new Writer(wordSize).word(mappings.length).word(page);
  for (const { start, end, offset } of mappings)
    writer
      .word(start)
      .word(end)
      .word(offset / page);
  for (const { path } of mappings) writer.raw(encoder.encode(path ?? '')).number(0, 1);
  return writer.done();
}

/** All notes: the process, its threads (the first is the one that debuggers select), the auxiliary vector, its files. */
export function coreNotes(
  wordSize: 4 | 8,
  page: bigint,
  process: CoreProcess,
  threads: readonly CoreThread[],
  vector: Uint8Array,
  mappings: readonly Mapping[],
): Uint8Array {
  const [first, ...rest] = threads.map((thread) => note(NOTE.status, status(wordSize, process, thread)));
  const parts = [
    ...(first === undefined ? [] : [first]),
    note(NOTE.process, processInfo(wordSize, process)),
    ...(vector.length === 0 ? [] : [note(NOTE.vector, vector)]),
    note(NOTE.files, files(wordSize, page, mappings)),
    ...rest,
  ];
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  parts.reduce((at, part) => {
    bytes.set(part, at);
    return at + part.length;
  }, 0);
  return bytes;
}
