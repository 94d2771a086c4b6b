/** Loaded BPF programs and maps. Sources: kernel/bpf/syscall.c (prog_idr, map_idr), include/linux/bpf.h, include/linux/filter.h. */
import { listingOf } from '../listing.js';
import type { BpfMap, BpfObject, BpfProgram, Listing } from '../types.js';
import { MAP_TYPES, PROGRAM_TYPES } from './bpf-names.js';
import { enumNames } from './enum-names.js';
import type { LinuxKernel } from './kernel.js';
import { learnMaps, learnPrograms } from './learned/bpf.js';
import { knows, teach } from './learned/teach.js';
import { StructReader, type Struct } from './structs.js';
import { variable } from './variables/index.js';
import { Xarrays } from './xarray.js';

const NANOSECONDS = 1e9;

/** include/linux/radix-tree.h: ROOT_IS_IDR; marks of a root stand behind the bits of gfp_t, of which no kernel has fewer. */
const ROOT_IS_IDR = 4;
const MARKS_FROM = 20;

/** Functions that use the tables: kernel/bpf/syscall.c. */
const USERS = {
  prog_idr: ['bpf_prog_free_id', 'bpf_prog_by_id'],
  map_idr: ['bpf_map_free_id', 'bpf_map_get_curr_or_next'],
} as const;

/** An object's number, and the address of its structure. */
interface Numbered {
  readonly id: number;
  readonly address: bigint;
}

/** Programs, then maps, each in the order of their numbers. Throws kind `unsupported` when the kernel's types lack them. */
export async function bpfObjects(kernel: LinuxKernel, signal?: AbortSignal): Promise<Listing<BpfObject>> {
  kernel.symbols.find(Object.keys(USERS));
  const programs = await numbered(kernel, 'prog_idr', signal);
  const maps = await numbered(kernel, 'map_idr', signal);
  await learnPrograms(kernel, programs.found);
  await learnMaps(kernel, maps.found);
  const items = [...(await programsAt(kernel, programs.found)), ...(await mapsAt(kernel, maps.found))];
  const reasons = [programs.reason, maps.reason].filter((reason) => reason !== undefined);
  return listingOf(items, reasons);
}

/**
 * Whether a structure is an idr: its root has the flag of those and the mark of its free numbers (include/linux/idr.h,
 * IDR_RT_MARKER), and numbers begin at 0 or 1.
 */
function isIdr(idr: Struct | undefined, { kernelStart }: LinuxKernel): boolean {
  if (idr?.has('idr_rt.xa_flags') !== true || (idr.optional('idr_base') ?? 0) > 1) return false;
  const [flags, head] = [idr.number('idr_rt.xa_flags'), idr.word('idr_rt.xa_head')];
  const marked = (flags & 0xff) === ROOT_IS_IDR && flags >>> MARKS_FROM !== 0;
  return marked && (head === 0n || head >= kernelStart);
}

/** What an idr holds. */
async function numbered(
  kernel: LinuxKernel,
  symbol: keyof typeof USERS,
  signal?: AbortSignal,
): Promise<{ readonly found: Numbered[]; readonly reason?: string }> {
  // include/linux/idr.h, include/linux/xarray.h: a lock and flags of 4 bytes each, the root, the first number.
  if (!knows(kernel, 'idr', 'idr_rt.xa_head')) {
    const { wordSize } = kernel;
    teach(kernel, 'idr', { 'idr_rt.xa_flags': [4, 4], 'idr_rt.xa_head': 8, idr_base: [8 + wordSize, 4] });
  }
  const reader = new StructReader(kernel, 'idr', ['idr_rt.xa_head', 'idr_rt.xa_flags?', 'idr_base?']);
  const address = await variable(kernel, {
    name: symbol,
    users: USERS[symbol],
    fits: async (place) => isIdr(await reader.at(place), kernel),
  });
  if (address === undefined) return { found: [], reason: `the kernel has no symbol ${symbol}` };
  const idr = await reader.at(address);
  if (idr === undefined) return { found: [], reason: `${symbol} cannot be read` };
  const base = idr.optional('idr_base') ?? 0;
  const { entries, reason } = await new Xarrays(kernel).entries(idr.word('idr_rt.xa_head'), signal);
  const found = entries
    .filter(({ isValue }) => !isValue)
    .map(({ index, value }) => ({ id: index + base, address: value }));
  const strange = entries.length - found.length;
  const reasons = [reason, strange > 0 ? `${symbol}: ${strange} entries are no pointers` : undefined];
  const told = reasons.filter((text) => text !== undefined);
  return told.length === 0 ? { found } : { found, reason: told.join('; ') };
}

async function programsAt(kernel: LinuxKernel, found: readonly Numbered[]): Promise<BpfProgram[]> {
  if (found.length === 0) return [];
  const reader = new StructReader(kernel, 'bpf_prog', [
    'type',
    'tag',
    'jited?',
    'jited_bits?',
    'jited_len?',
    'bpf_func?',
    'aux',
  ]);
  const auxReader = new StructReader(kernel, 'bpf_prog_aux', ['id', 'name?', 'load_time?', 'user?']);
  const typeName = enumNames(kernel, 'bpf_prog_type', 'BPF_PROG_TYPE_', PROGRAM_TYPES);
  const programs = await reader.many(found.map(({ address }) => address));
  const auxes = await auxReader.many(programs.map((program) => program?.word('aux') ?? 0n));
  const uids = await uidsOf(kernel, auxes);
  return found.map(({ id, address }, i): BpfProgram => {
    const [program, aux] = [programs[i], auxes[i]];
    const right = aux?.number('id') === id;
    const told = right ? aux : undefined;
    const uid = right ? (uids[i] ?? null) : null;
    const jited = isJited(program);
    const compiled = program !== undefined && jited === true ? program : undefined;
    const reason = lack(id, program, aux, uid);
    return {
      kind: 'program',
      id,
      type: program === undefined ? null : typeName(program.number('type')),
      name: told?.has('name') === true ? told.text('name') : null,
      tag: program === undefined ? null : hexText(program.raw('tag')),
      loaded: told?.has('load_time') === true ? Number(told.u64('load_time')) / NANOSECONDS : null,
      uid,
      jited,
      code: compiled?.has('bpf_func') === true ? compiled.word('bpf_func') : null,
      codeSize: compiled?.optional('jited_len') ?? null,
      address,
      ...(reason === undefined ? { complete: true } : { complete: false, reason }),
    };
  });
}

/** Whether a program was compiled: a bit by its name, or the first of the bits behind `pages`. */
function isJited(program: Struct | undefined): boolean | null {
  if (program?.has('jited') === true) return program.number('jited') === 1;
  return program?.has('jited_bits') === true ? (program.number('jited_bits') & 1) === 1 : null;
}

/** What a program's record lacks. */
function lack(
  id: number,
  program: Struct | undefined,
  aux: Struct | undefined,
  uid: number | null,
): string | undefined {
  if (program === undefined) return 'its struct bpf_prog cannot be read';
  if (aux === undefined) return 'its struct bpf_prog_aux cannot be read';
  if (aux.number('id') !== id) return `its struct bpf_prog_aux has the number ${aux.number('id')}`;
  return uid === null && aux.has('user') ? 'the user who loaded it cannot be read' : undefined;
}

/** Users who loaded programs (struct user_struct). */
async function uidsOf(
  kernel: LinuxKernel,
  auxes: readonly (Struct | undefined)[],
): Promise<(number | null)[]> {
  if (kernel.types.struct('user_struct')?.field('uid') === undefined) return [];
  const users = await new StructReader(kernel, 'user_struct', ['uid']).many(
    auxes.map((aux) => (aux?.has('user') === true ? aux.word('user') : 0n)),
  );
  return users.map((user) => user?.number('uid') ?? null);
}

async function mapsAt(kernel: LinuxKernel, found: readonly Numbered[]): Promise<BpfMap[]> {
  if (found.length === 0) return [];
  const reader = new StructReader(kernel, 'bpf_map', [
    'map_type',
    'key_size',
    'value_size',
    'max_entries',
    'id',
    'name?',
  ]);
  const typeName = enumNames(kernel, 'bpf_map_type', 'BPF_MAP_TYPE_', MAP_TYPES);
  const maps = await reader.many(found.map(({ address }) => address));
  return found.map(({ id, address }, i): BpfMap => {
    const read = maps[i];
    const map = read?.number('id') === id ? read : undefined;
    const reason =
      read === undefined
        ? 'its struct bpf_map cannot be read'
        : `its struct bpf_map has the number ${read.number('id')}`;
    return {
      kind: 'map',
      id,
      type: map === undefined ? null : typeName(map.number('map_type')),
      name: map?.has('name') === true ? map.text('name') : null,
      keySize: map?.number('key_size') ?? null,
      valueSize: map?.number('value_size') ?? null,
      maxEntries: map?.number('max_entries') ?? null,
      address,
      ...(map !== undefined ? { complete: true } : { complete: false, reason }),
    };
  });
}

function hexText(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
