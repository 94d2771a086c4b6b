/**
 * Code that the kernel makes at run time and keeps lists of: BPF programs and their packs, ftrace trampolines, probes'
 * instruction slots, and the start-up code of further processors. Sources: kernel/bpf/core.c (bpf_kallsyms, pack_list),
 * kernel/trace/ftrace.c (ftrace_ops_list), kernel/kprobes.c (struct kprobe_insn_page), arch/x86/realmode/init.c.
 */
import { PagewalkError } from '../../../engine/index.js';
import { readWord, type LinuxKernel } from '../kernel.js';
import { structsOnList } from '../lists.js';
import { StructReader } from '../structs.js';
import type { Owner } from './code-map.js';
import { ftraceOperations } from './ftrace-operations.js';
import type { Region } from './loaded-modules.js';

/** One piece with its owner. */
export interface GeneratedPiece extends Region {
  readonly owner: Owner;
}

/** All pieces, and why some may be missing. */
export interface GeneratedCode {
  readonly pieces: GeneratedPiece[];
  readonly reasons: string[];
}

/** Symbols that lead to such code; looked up in one pass. */
const SYMBOLS = [
  'bpf_kallsyms',
  'pack_list',
  'ftrace_ops_list',
  'ftrace_list_end',
  'kprobe_insn_slots',
  'kprobe_optinsn_slots',
  'real_mode_header',
  'real_mode_blob',
  'real_mode_blob_end',
];
const MAX_PIECE = 1n << 26n;
/**
 * kernel/bpf/core.c, BPF_PROG_PACK_SIZE: a huge page for each possible node; neighbours beyond it belong to other packs,
 * which have entries of their own. Its bitmap has one bit for BPF_PROG_CHUNK_SIZE bytes.
 */
const PACK_SIZE = 2n << 20n;

/** Everything that the kernel's own lists name. */
export async function generatedCode(kernel: LinuxKernel, signal?: AbortSignal): Promise<GeneratedCode> {
  kernel.symbols.find(SYMBOLS);
  const pieces: GeneratedPiece[] = [];
  const reasons: string[] = [];
  for (const source of [programs, packs, trampolines, probePages, startupCode]) {
    try {
      await source(kernel, pieces, reasons, signal);
    } catch (error) {
      if (!(error instanceof PagewalkError) || error.kind !== 'unsupported') throw error;
      reasons.push(error.message);
    }
  }
  return { pieces, reasons };
}

type Source = (
  kernel: LinuxKernel,
  pieces: GeneratedPiece[],
  reasons: string[],
  signal?: AbortSignal,
) => Promise<void>;

/** JIT-compiled programs, trampolines and dispatchers that have a symbol of their own. */
const programs: Source = async (kernel, pieces, reasons, signal) => {
  const head = kernel.symbols.address('bpf_kallsyms');
  if (head === undefined) return;
  const reader = new StructReader(kernel, 'bpf_ksym', ['start', 'end', 'name', 'lnode']);
  const { structs, reason } = await structsOnList(kernel, reader, head, 'lnode', signal);
  if (reason !== undefined) reasons.push(reason);
  for (const program of structs)
    add(pieces, program.word('start'), program.word('end'), { kind: 'program', name: program.text('name') });
};

/** Huge pages that several BPF programs share (since 5.18). */
const packs: Source = async (kernel, pieces, reasons, signal) => {
  const head = kernel.symbols.address('pack_list');
  if (head === undefined || kernel.types.struct('bpf_prog_pack') === undefined) return;
  const reader = new StructReader(kernel, 'bpf_prog_pack', ['list', 'ptr']);
  const { structs, reason } = await structsOnList(kernel, reader, head, 'list', signal);
  if (reason !== undefined) reasons.push(reason);
  for (const pack of structs) {
    const start = pack.word('ptr');
    add(pieces, start, start + PACK_SIZE, { kind: 'program', name: 'pack' });
  }
};

const trampolines: Source = async (kernel, pieces, reasons) => {
  const { operations, reason } = await ftraceOperations(kernel);
  if (reason !== undefined) reasons.push(reason);
  for (const { trampoline, trampolineSize } of operations)
    add(pieces, trampoline, trampoline + trampolineSize, { kind: 'trampoline', name: 'ftrace' });
};

const probePages: Source = async (kernel, pieces, reasons, signal) => {
  for (const name of ['kprobe_insn_slots', 'kprobe_optinsn_slots']) {
    const cache = kernel.symbols.address(name);
    if (cache === undefined || kernel.types.struct('kprobe_insn_cache') === undefined) continue;
    const caches = new StructReader(kernel, 'kprobe_insn_cache', ['pages']);
    const page = new StructReader(kernel, 'kprobe_insn_page', ['list', 'insns']);
    const head = cache + BigInt(caches.offset('pages'));
    const { structs, reason } = await structsOnList(kernel, page, head, 'list', signal);
    if (reason !== undefined) reasons.push(reason);
    for (const { word } of structs.map((struct) => ({ word: struct.word('insns') })))
      add(pieces, word, word + (1n << BigInt(kernel.pageShift)), { kind: 'probe', name: 'slots' });
  }
};

const startupCode: Source = async (kernel, pieces) => {
  const [pointer, start, end] = ['real_mode_header', 'real_mode_blob', 'real_mode_blob_end'].map((name) =>
    kernel.symbols.address(name),
  );
  if (pointer === undefined || start === undefined || end === undefined) {
    await lowMemory(kernel, pieces);
    return;
  }
  const base = await readWord(kernel, pointer);
  if (base !== undefined) add(pieces, base, base + (end - start), { kind: 'trampoline', name: 'real mode' });
};

/** Without symbols: on x86 it is what is executable in the first megabyte (memblock keeps it below). */
async function lowMemory(kernel: LinuxKernel, pieces: GeneratedPiece[]): Promise<void> {
  if (!kernel.space.mode.startsWith('x86')) return;
  for await (const run of kernel.space.pages({
    range: { start: kernel.kernelStart, end: 1n << BigInt(8 * kernel.wordSize) },
  }))
    if (run.permissions.kernelExecute && run.physical + run.size <= 1n << 20n)
      add(pieces, run.virtual, run.virtual + run.size, { kind: 'trampoline', name: 'real mode' });
}

function add(pieces: GeneratedPiece[], start: bigint, end: bigint, owner: Owner): void {
  if (start !== 0n && start < end && end - start <= MAX_PIECE) pieces.push({ start, end, owner });
}
