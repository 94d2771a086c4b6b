/** The kernel log. Source: kernel/printk/printk_ringbuffer.h and .c (5.10 and later). */
import type { Listing, LogLine } from '../types.js';
import { readWord, wordIn, type LinuxKernel } from './kernel.js';
import { linesOf } from './log-lines.js';
import { StructReader, type Struct } from './structs.js';

const MAX_RECORDS = 1 << 22;
const MAX_TEXT = 64 << 20;
const COMMITTED = 1n;
const FINALIZED = 2n;
/** Position of a record whose text the kernel itself lost; readers skip it. */
const FAILED_LPOS = 1n;
/** Both positions of a record without text. */
const NO_LPOS = 3n;
const decoder = new TextDecoder();

/** Reads the log. */
export class Log {
  private readonly ring: StructReader;
  private readonly descriptor: StructReader;
  private readonly info: StructReader;
  private readonly strides: { readonly descriptor: bigint; readonly info: bigint };

  constructor(private readonly kernel: LinuxKernel) {
    const { types, symbols } = kernel;
    symbols.find(['prb']);
    this.ring = new StructReader(kernel, 'printk_ringbuffer', [
      'desc_ring.count_bits',
      'desc_ring.descs',
      'desc_ring.infos',
      'desc_ring.head_id',
      'desc_ring.tail_id',
      'text_data_ring.size_bits',
      'text_data_ring.data',
    ]);
    this.descriptor = new StructReader(kernel, 'prb_desc', [
      'state_var',
      'text_blk_lpos.begin',
      'text_blk_lpos.next',
    ]);
    this.info = new StructReader(kernel, 'printk_info', [
      'seq?',
      'ts_nsec',
      'text_len',
      'level',
      'caller_id?',
    ]);
    this.strides = {
      descriptor: BigInt(types.struct('prb_desc')?.size ?? 0),
      info: BigInt(types.struct('printk_info')?.size ?? 0),
    };
  }

  /** One line for each line of a record, oldest first, as dmesg prints them. */
  async read(): Promise<Listing<LogLine>> {
    const { space, symbols, wordSize } = this.kernel;
    const { strides } = this;
    // state_var is a word: the two top bits are the state, the rest the id.
    const stateShift = BigInt(8 * wordSize - 2);
    const idMask = (1n << stateShift) - 1n;
    const pointer = symbols.address('prb');
    if (pointer === undefined) return broken('the kernel has no symbol prb');
    const address = await readWord(this.kernel, pointer);
    const prb = address === undefined ? undefined : await this.ring.at(address);
    if (prb === undefined) return broken('the printk ring buffer cannot be read');
    const count = 1n << BigInt(Math.min(prb.number('desc_ring.count_bits'), 30));
    const textSize = 2 ** Math.min(prb.number('text_data_ring.size_bits'), 40);
    if (count > BigInt(MAX_RECORDS) || textSize > MAX_TEXT)
      return broken('the printk ring buffer has a size that makes no sense');
    const text = await space.readPartial(prb.word('text_data_ring.data'), textSize);
    const tail = prb.word('desc_ring.tail_id') & idMask;
    const head = prb.word('desc_ring.head_id') & idMask;
    const total = Number((head - tail) & idMask) + 1;
    if (BigInt(total) > count)
      return broken('the printk ring buffer is inconsistent: more records than it holds');
    const ids = Array.from({ length: total }, (_, i) => (tail + BigInt(i)) & idMask);
    const descriptors = await this.descriptor.many(
      ids.map((id) => prb.word('desc_ring.descs') + (id % count) * strides.descriptor),
    );
    const infos = await this.info.many(
      ids.map((id) => prb.word('desc_ring.infos') + (id % count) * strides.info),
    );
    const items: LogLine[] = [];
    const numbered = inSequence(infos);
    let lost = 0;
    ids.forEach((id, i) => {
      const d = descriptors[i];
      const about = infos[i];
      if (d === undefined || about === undefined) {
        lost++;
        return;
      }
      const state = d.word('state_var') >> stateShift;
      if ((d.word('state_var') & idMask) !== id) {
        lost++;
        return;
      }
      if (state !== COMMITTED && state !== FINALIZED) return;
      if (numbered[i] !== true) {
        lost++;
        return;
      }
      if (d.word('text_blk_lpos.begin') === FAILED_LPOS) return;
      const lines = textOf(d, about, text.data, textSize, id, wordSize);
      const place = lines?.at;
      const gone =
        place !== undefined &&
        text.missing.some((m) => overlaps(m, text0(prb) + BigInt(place), lines?.length ?? 0));
      if (lines === undefined || gone) {
        lost++;
        return;
      }
      const record = {
        nanoseconds: about.u64('ts_nsec'),
        level: about.number('level'),
        caller: about.optional('caller_id'),
      };
      items.push(...linesOf(record, lines.text));
    });
    return lost === 0
      ? { items, complete: true }
      : { items, complete: false, reason: `${lost} records of the kernel log cannot be read` };
  }
}

const broken = (reason: string): Listing<LogLine> => ({ items: [], complete: false, reason });

const text0 = (prb: Struct): bigint => prb.word('text_data_ring.data');

/**
 * Which records have the number that their place gives them: numbers grow by one with each record. The first number is
 * the one that most agree on. What was overwritten has another.
 */
function inSequence(infos: readonly (Struct | undefined)[]): boolean[] {
  const firsts = infos.map((info, i) =>
    info?.has('seq') === true ? BigInt.asUintN(64, info.u64('seq') - BigInt(i)) : undefined,
  );
  const votes = new Map<bigint, number>();
  for (const first of firsts) if (first !== undefined) votes.set(first, (votes.get(first) ?? 0) + 1);
  const [best] = [...votes].sort((a, b) => b[1] - a[1])[0] ?? [];
  return firsts.map((first) => first === undefined || first === best);
}

function overlaps(
  gap: { readonly start: bigint; readonly size: bigint },
  start: bigint,
  length: number,
): boolean {
  return gap.start < start + BigInt(length) && start < gap.start + gap.size;
}

/** The text of a record and where it lies in the ring; undefined when the block there is not the record's own. */
function textOf(
  descriptor: Struct,
  info: Struct,
  data: Uint8Array,
  size: number,
  id: bigint,
  wordSize: 4 | 8,
): { text: string; at: number; length: number } | undefined {
  const begin = descriptor.word('text_blk_lpos.begin');
  const next = descriptor.word('text_blk_lpos.next');
  if (begin === NO_LPOS && next === NO_LPOS) return { text: '', at: 0, length: 0 };
  if (((begin | next) & 1n) === 1n) return undefined;
  const wrap = BigInt(size);
  // A block that would wrap starts over at the beginning of the ring; its first word is the id.
  const block = begin / wrap === next / wrap || next % wrap === 0n ? Number(begin % wrap) : 0;
  const end = next % wrap === 0n ? size : Number(next % wrap);
  const at = block + wordSize;
  if (at > end || wordIn(data, block, wordSize) !== id) return undefined;
  const length = info.number('text_len');
  // Text of printf holds no NUL: such a record was overwritten.
  if (length > end - at || data.subarray(at, at + length).includes(0)) return undefined;
  return { text: decoder.decode(data.subarray(at, at + length)), at, length };
}
