/**
 * Seeded corruptions of the sample, and what every listing makes of them: that it ends within bounded work, marks what is
 * incomplete, and lists nothing as whole that is not so. The records of the undamaged sample are the truth.
 */
import { PagewalkError } from '../../engine/index.js';
import { detectOs, type LinuxOs, type Listing } from '../../os/index.js';
import { engineOver } from '../kit/core-module.js';
import { DamagedMemory, PAGE } from '../kit/damaged-memory.js';
import { random } from '../kit/random.js';

/** A listing by name; `key` tells which record of the undamaged sample a record is to be compared with. */
export interface Listed {
  readonly name: string;
  readonly list: (os: LinuxOs, pid: number) => Promise<Listing<object>>;
  readonly key: (item: never) => string;
}

/** Listings that the corruptions are tried on. */
export const LISTINGS: readonly Listed[] = [
  {
    name: 'processes',
    list: (os) => os.processes(),
    key: ({ address }: { address: bigint }) => `${address}`,
  },
  { name: 'threads', list: (os) => os.threads(), key: ({ address }: { address: bigint }) => `${address}` },
  { name: 'modules', list: (os) => os.modules(), key: ({ base }: { base: bigint }) => `${base}` },
  {
    name: 'log',
    list: (os) => os.log(),
    key: ({ time, text }: { time: number; text: string }) => `${time} ${text}`,
  },
  {
    name: 'mappings',
    list: (os, pid) => os.mappings(pid),
    key: ({ start }: { start: bigint }) => `${start}`,
  },
];

/** How memory is damaged. */
export type Damage = 'noise-1' | 'noise-10' | 'missing-1' | 'missing-10' | 'words';
const KINDS: readonly Damage[] = ['noise-1', 'missing-1', 'words', 'noise-10', 'missing-10', 'words'];

/** The undamaged sample. */
export interface Sound {
  readonly memory: Uint8Array;
  /** Process whose mappings are listed. */
  readonly pid: number;
  /** Records of each listing by key. */
  readonly records: ReadonlyMap<string, ReadonlyMap<string, string>>;
  /** Pages that the listings read. */
  readonly touched: readonly number[];
}

/** What one listing made of one corruption. */
export interface Outcome {
  readonly listing: string;
  /** Records as without damage, of how many. */
  readonly same: number;
  readonly of: number;
  /** How records differ from those without damage, though nothing marks them. */
  readonly strange: readonly string[];
  /** Records that are missing though the listing calls itself whole. */
  readonly silent: number;
  /** Why the listing was refused, or what it says is missing. */
  readonly reason?: string;
  /** An error of no kind that a caller could expect. */
  readonly bug?: string;
}

/** One seed's result. */
export interface Result {
  readonly seed: number;
  readonly damage: Damage;
  /** Why no kernel was opened. */
  readonly refused?: string;
  readonly bug?: string;
  readonly outcomes: readonly Outcome[];
  /** Single words that were changed: each may be a text or number that nothing contradicts. */
  readonly changes: number;
  /** Bytes read, as a multiple of the size of the memory. */
  readonly work: number;
}

/** Damaged memory is read so many times at most, discovery and listings together. */
const MAX_WORK = 32;

const text = (item: object): string =>
  JSON.stringify(item, (_, value: unknown) =>
    typeof value === 'bigint' ? `0x${value.toString(16)}` : value,
  );

/** Records by key; what comes more than once is numbered. */
function keyed(items: readonly object[], key: Listed['key']): Map<string, string> {
  const found = new Map<string, string>();
  for (const item of items) {
    const name = key(item as never);
    let id = name;
    for (let i = 2; found.has(id); i++) id = `${name} (${i})`;
    found.set(id, text(item));
  }
  return found;
}

async function open(memory: DamagedMemory): Promise<LinuxOs> {
  return detectOs(await engineOver(memory.connector()));
}

/** Records of a listing by key. */
export async function recordsOf(
  os: LinuxOs,
  { list, key }: Listed,
  pid: number,
): Promise<Map<string, string>> {
  return keyed((await list(os, pid)).items, key);
}

/** Lists the undamaged sample. */
export async function soundSample(whole: Uint8Array): Promise<Sound> {
  const memory = new DamagedMemory(whole);
  const os = await open(memory);
  memory.touched.clear();
  const { items } = await os.processes();
  const pid = items.findLast(({ name }) => name === 'victim')?.pid ?? 1;
  const records = new Map<string, ReadonlyMap<string, string>>();
  for (const listed of LISTINGS) records.set(listed.name, await recordsOf(os, listed, pid));
  return { memory: whole, pid, records, touched: [...memory.touched] };
}

/** The sample with the damage that a seed stands for. */
export function damagedSample(
  sound: Sound,
  seed: number,
): { readonly memory: DamagedMemory; readonly damage: Damage; readonly changes: number } {
  const damage = KINDS[seed % KINDS.length] as Damage;
  const memory = new DamagedMemory(sound.memory);
  return { memory, damage, changes: damaging(memory, sound, damage, seed) };
}

/** Damages the sample as the seed says, and lists it. */
export async function corrupted(sound: Sound, seed: number): Promise<Result> {
  const { memory, damage, changes } = damagedSample(sound, seed);
  const outcomes: Outcome[] = [];
  const result = { seed, damage, outcomes, changes };
  let os: LinuxOs;
  try {
    os = await open(memory);
  } catch (error) {
    const work = memory.bytes / sound.memory.length;
    return { ...result, work, ...(expected(error) ? { refused: reasonOf(error) } : { bug: stackOf(error) }) };
  }
  for (const listed of LISTINGS) outcomes.push(await outcome(os, listed, sound));
  return { ...result, work: memory.bytes / sound.memory.length };
}

/** What is wrong with a result; empty when nothing is. */
export function faults({ seed, damage, bug, work, outcomes, changes }: Result): string[] {
  const found = outcomes.flatMap(({ listing, bug: error, strange, silent }) => [
    ...(error === undefined ? [] : [`${listing}: ${error}`]),
    // A changed word may be the text or number itself, which nothing contradicts: then a record says what memory says, or
    // each of those that share it.
    ...(new Set(strange).size > changes ? strange.map((record) => `${listing}: as whole: ${record}`) : []),
    ...(silent > changes ? [`${listing}: ${silent} records are missing without a word`] : []),
  ]);
  if (bug !== undefined) found.push(bug);
  if (work > MAX_WORK) found.push(`memory was read ${work} times`);
  return found.map((text) => `seed ${seed} (${damage}): ${text}`);
}

async function outcome(os: LinuxOs, { name, list, key }: Listed, sound: Sound): Promise<Outcome> {
  const right = sound.records.get(name) ?? new Map<string, string>();
  const none = { listing: name, same: 0, of: right.size, strange: [], silent: 0 };
  let listing: Listing<object>;
  try {
    listing = await list(os, sound.pid);
  } catch (error) {
    return { ...none, ...(expected(error) ? { reason: reasonOf(error) } : { bug: stackOf(error) }) };
  }
  const left = new Map(right);
  const strange: string[] = [];
  let same = 0;
  for (const [id, is] of keyed(listing.items, key)) {
    const was = left.get(id);
    left.delete(id);
    if (was === is) same++;
    else if (!is.includes('"complete":false') && !tellsLess(is, was)) strange.push(difference(is, was));
  }
  return {
    ...none,
    same,
    strange,
    silent: listing.complete ? left.size : 0,
    ...(listing.reason !== undefined && { reason: listing.reason }),
  };
}

/** What a record says otherwise than without damage; where no such record was, the whole. */
function difference(is: string, was: string | undefined): string {
  if (was === undefined) return `${is} was not there`;
  const [now, before] = [is, was].map((text) => JSON.parse(text) as Record<string, unknown>);
  const fields = Object.keys({ ...now, ...before }).filter(
    (field) => JSON.stringify(now?.[field]) !== JSON.stringify(before?.[field]),
  );
  return JSON.stringify(fields.map((field) => [field, now?.[field], before?.[field]]));
}

/**
 * Types that are lost lead to less, not to other things: fields are left out that only those types tell of, a kernel thread
 * has the 15 characters of its name that the task itself holds, a worker lacks what it works on, a kind of namespace is not told.
 */
function tellsLess(is: string, was: string | undefined): boolean {
  if (was === undefined) return false;
  const [less, more] = [is, was].map((text) => JSON.parse(text) as Record<string, unknown>) as [
    Record<string, unknown>,
    Record<string, unknown>,
  ];
  return Object.entries(less).every(([field, value]) => {
    const full = more[field];
    if (JSON.stringify(value) === JSON.stringify(full)) return true;
    if (field === 'namespaces' && isObject(value) && isObject(full))
      return Object.entries(value).every(([kind, number]) => full[kind] === number);
    if (field !== 'name' || typeof value !== 'string' || typeof full !== 'string') return false;
    return full.startsWith(value) && (value.length === 15 || /^[-+]/.test(full.slice(value.length)));
  });
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

/** Wrong use is never the memory's fault. */
const expected = (error: unknown): boolean => error instanceof PagewalkError && error.kind !== 'usage';
const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
const stackOf = (error: unknown): string =>
  error instanceof Error ? (error.stack ?? error.message) : String(error);

function damaging(memory: DamagedMemory, sound: Sound, damage: Damage, seed: number): number {
  if (damage === 'words') return words(memory, sound, seed);
  const share = damage.endsWith('-10') ? 0.1 : 0.01;
  if (damage.startsWith('noise')) memory.noise(seed, share);
  else memory.lose(seed, share);
  return 0;
}

/** Changes one to eight words of pages that the listings read, and says how many: most are pointers. */
function words(memory: DamagedMemory, { memory: whole, touched }: Sound, seed: number): number {
  const next = random(seed);
  const draw = (below: number): number => Math.trunc(next() * below);
  const view = new DataView(whole.buffer, whole.byteOffset, whole.length);
  const place = (): number => {
    for (;;) {
      const at = (touched[draw(touched.length)] as number) * PAGE + 8 * draw(PAGE / 8);
      if (view.getBigUint64(at, true) !== 0n) return at;
    }
  };
  const count = 1 + draw(8);
  for (let left = count; left > 0; left--) {
    const at = place();
    const was = view.getBigUint64(at, true);
    const others = [
      0n,
      0xffffffffffffffffn,
      was ^ (1n << BigInt(draw(64))),
      view.getBigUint64(place(), true),
      (BigInt(draw(2 ** 32)) << 32n) | BigInt(draw(2 ** 32)),
    ];
    const bytes = new Uint8Array(8);
    new DataView(bytes.buffer).setBigUint64(0, others[draw(others.length)] as bigint, true);
    memory.write(at, bytes);
  }
  return count;
}
