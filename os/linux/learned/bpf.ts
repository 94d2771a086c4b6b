/**
 * struct bpf_prog, bpf_prog_aux and bpf_map: their starts are nearly the same in all kernels since 5.10, and of the rest each object
 * betrays its number and its name. Sources: include/linux/bpf.h, include/linux/filter.h, include/uapi/linux/bpf.h (BPF_OBJ_NAME_LEN).
 */
import { Sampler, type Block } from '../infer/sample.js';
import type { LinuxKernel } from '../kernel.js';
import { knows, teach } from './teach.js';

/** An object by its number in the table of all. */
interface Numbered {
  readonly id: number;
  readonly address: bigint;
}

/** Bytes that are looked at. */
const PROGRAM = 128;
const AUX = 1024;
const MAP = 512;
/** u16 pages; bits, of which the first is `jited`; type, attach type, instructions, bytes of machine code: 4 bytes each; tag. */
const JITED_BITS = [2, 2] as const;
/** Where the type stands: later kernels have more bits than fill the first word. */
const TYPE_PLACES = [4, 8];
/** More instructions, and more bytes of machine code, than any program has. */
const MAX_INSTRUCTIONS = 1 << 20;
const MAX_CODE = 1 << 24;
/** More types than any kernel has. */
const MAX_TYPE = 64;
/** Bytes before a map's operations: none, the digest of a signed map, or that and u32 excl. */
const STARTS = [0, 32, 36];
const NAME_BYTES = 16;
const NAME = /^[\w.]{1,15}$/;

/** Learns of programs what leads to their numbers and names; nothing where that is not the same in all. */
export async function learnPrograms(kernel: LinuxKernel, programs: readonly Numbered[]): Promise<void> {
  if (programs.length === 0 || knows(kernel, 'bpf_prog', 'aux')) return;
  const { wordSize: word } = kernel;
  const sampler = new Sampler(kernel);
  const blocks = await sampler.many(
    programs.map(({ address }) => address),
    PROGRAM,
  );
  // Read at the wrong place, an attach type of 0 is a type, or a tag a length.
  const [type, ...others] = TYPE_PLACES.filter((at) => blocks.every((block) => isProgram(block, at)));
  if (type === undefined || others.length > 0) return;
  const tag = type + 16;
  for (let at = Math.ceil((tag + 8) / word) * word; at + word <= PROGRAM; at += word) {
    const targets = blocks.map((block) => block.word(at));
    if (!targets.every((target) => sampler.isPointer(target))) continue;
    const auxes = await sampler.many(targets, AUX);
    // Each leads back to its program, and holds its number.
    const back = offsets(word, auxes, (aux, offset, i) => aux.word(offset) === programs[i]?.address);
    const id = offsets(4, auxes, (aux, offset, i) => offset > 0 && aux.u32(offset) === programs[i]?.id);
    if (back === undefined || id === undefined) continue;
    teach(kernel, 'bpf_prog', {
      type: [type, 4],
      jited_len: [type + 12, 4],
      tag: [tag, 8],
      aux: at,
      jited_bits: JITED_BITS,
    });
    const name = nameIn(auxes, id);
    teach(kernel, 'bpf_prog_aux', {
      id: [id, 4],
      ...(name !== undefined && { name: [name, NAME_BYTES] }),
    });
    return;
  }
}

/** Learns of maps their numbers, kinds, sizes and names; nothing where they are not the same in all. */
export async function learnMaps(kernel: LinuxKernel, maps: readonly Numbered[]): Promise<void> {
  if (maps.length === 0 || knows(kernel, 'bpf_map', 'map_type')) return;
  const { wordSize: word } = kernel;
  const blocks = await new Sampler(kernel).many(
    maps.map(({ address }) => address),
    MAP,
  );
  // Operations, the map inside and, with CONFIG_SECURITY, a pointer of that stand before the type.
  const type = STARTS.map((at) => Math.ceil(at / word) * word)
    .flatMap((at) => [at + 2 * word, at + 3 * word])
    .find((at) => blocks.every((block) => isType(block.u32(at))));
  if (type === undefined) return;
  const behind = type + 16;
  const id = offsets(4, blocks, (map, offset, i) => offset >= behind && map.u32(offset) === maps[i]?.id);
  if (id === undefined) return;
  const name = nameIn(blocks, behind);
  teach(kernel, 'bpf_map', {
    map_type: [type, 4],
    key_size: [type + 4, 4],
    value_size: [type + 8, 4],
    max_entries: [type + 12, 4],
    id: [id, 4],
    ...(name !== undefined && { name: [name, NAME_BYTES] }),
  });
}

const isWithin = (value: number | undefined, least: number, end: number): boolean =>
  value !== undefined && value >= least && value < end;
const isType = (value: number | undefined): boolean => isWithin(value, 1, MAX_TYPE);
const isProgram = (block: Block, type: number): boolean =>
  isType(block.u32(type)) &&
  isWithin(block.u32(type + 8), 1, MAX_INSTRUCTIONS) &&
  isWithin(block.u32(type + 12), 0, MAX_CODE);

/** The first offset at which all blocks are as they should be. */
function offsets(
  step: number,
  blocks: readonly Block[],
  fits: (block: Block, offset: number, index: number) => boolean,
): number | undefined {
  const length = Math.min(...blocks.map((block) => block.length));
  for (let at = 0; at + step <= length; at += step)
    if (blocks.every((block, i) => fits(block, at, i))) return at;
  return undefined;
}

/** Where all blocks have a name that no name stands before, as a longer one ends alike, and that fills 16 bytes with zeros, or none, and one has one. */
function nameIn(blocks: readonly Block[], from: number): number | undefined {
  const isNamed = (block: Block, at: number): boolean => NAME.test(block.text(at, NAME_BYTES) ?? '');
  return offsets(
    4,
    blocks,
    (block, at) => at >= from && isNameAt(block, at) && blocks.some((one) => isNamed(one, at)),
  );
}

function isNameAt(block: Block, at: number): boolean {
  const text = block.text(at, NAME_BYTES) ?? '';
  if (text !== '' && !(NAME.test(text) && !NAME.test(String.fromCharCode(block.byte(at - 1) ?? 0))))
    return false;
  for (let i = text.length; i < NAME_BYTES; i++) if (block.byte(at + i) !== 0) return false;
  return true;
}
