/**
 * VMware's suspended machines and snapshots: the state in a .vmss or .vmsn says where in memory the pages lie that its .vmem
 * holds, or itself. Sources: open-vm-tools and crash (vmware_vmss.h: magic numbers, tags), volatility (VMware snapshot file parser).
 */
import {
  PagewalkError,
  type ByteSource,
  type Connector,
  type DumpFacts,
  type Registers,
} from '../engine/index.js';
import { bytesAt, malformed, type Parsed } from './source-bytes.js';
import { rangesConnector, type SourceRange } from './source-ranges.js';
import { SourceWindow } from './source-window.js';
import type { OpenBeside } from './split-set.js';

const PAGE = 4096;
/** Magic numbers, and bytes of a block's sizes. */
const MAGICS: readonly (readonly [magic: number, sizes: 4 | 8])[] = [
  [0xbed0bed0, 4],
  [0xbed2bed0, 4],
  [0xbed2bed2, 8],
  [0xbed3bed3, 8],
  [0xbad1bad1, 8],
  [0xbad2bad2, 8],
];
const HEADER = 12;
/** name[64], offset of the tags u64, bytes u64. */
const GROUP = 80;
const MAX_GROUPS = 1024;
const MAX_TAGS = 1 << 20;
const MAX_REGIONS = 64;
/** Sizes of a value that mean a block: packed, and not. */
const PACKED = 62;
const BLOCK = 63;
/** A tag with its name, three numbers, sizes, and a small value. */
const TAG = 2 + 255 + 12 + 18 + 64;
/** Registers as tags of group "cpu". */
const REGISTERS = /^(rip|rsp|rbp|r[a-d]x|rsi|rdi|r[89]|r1[0-5])$/;
const CONTROL = /^CR(64)?$/;
/** Tags of group "memory". */
const REGIONS = /^(Memory|regionsCount|regionPPN|regionPageNum|regionSize)$/;

/** A tag of a group: `regionPPN[1]`. */
interface Tag {
  readonly name: string;
  readonly indices: readonly number[];
  /** Where the value lies, and its bytes there. */
  readonly at: number;
  readonly size: number;
  readonly packed: boolean;
  /** Small values as a number. */
  readonly value: bigint | undefined;
}

/** True for the start of a .vmss or .vmsn file. */
export function isVmware(head: Uint8Array): boolean {
  return head.length >= HEADER && sizesOf(head) !== undefined;
}

/** The name of the file beside a .vmem that may say where its pages lie. */
export const VMWARE_STATES: readonly string[] = ['.vmss', '.vmsn'];

function sizesOf(head: Uint8Array): 4 | 8 | undefined {
  const magic = new DataView(head.buffer, head.byteOffset).getUint32(0, true);
  return MAGICS.find(([known]) => known === magic)?.[1];
}

/**
 * Opens a machine by its state; `memory` is its .vmem when that is open already, else it is looked for beside the state.
 * Rejects with kind `malformed`, naming the offset, `unsupported` for packed memory, `io` when the memory is in no file.
 */
export async function openVmware(
  source: ByteSource,
  signal?: AbortSignal,
  beside?: OpenBeside,
  memory?: ByteSource,
): Promise<Connector> {
  const parsed: Parsed = { source, format: 'VMware state', signal };
  const groups = await groupsOf(parsed);
  const tags = groups.get('memory');
  if (tags === undefined) throw malformed(parsed, HEADER, "a group 'memory'", [...groups.keys()].join(', '));
  const inside = tags.find(({ name, size }) => name === 'Memory' && size > 0);
  if (inside?.packed === true)
    throw new PagewalkError(
      'connector',
      'unsupported',
      `${source.name}: its memory is packed in a way that is not public`,
      {
        source: source.name,
        offset: inside.at,
      },
    );
  const name = source.name.replace(/\.vms[sn]$/i, '.vmem');
  const file = memory ?? (inside === undefined && name !== source.name ? beside?.(name) : undefined);
  if (inside === undefined && file === undefined)
    throw new PagewalkError(
      'connector',
      'io',
      `${source.name} is the state of a VMware machine; its memory lies in another file`,
      {
        source: source.name,
        expected: name,
        hint: 'put the .vmem file of the same name beside it',
      },
    );
  try {
    return machineOf(parsed, groups, file ?? source, inside, memory?.name ?? source.name);
  } catch (error) {
    if (file !== memory) await file?.close();
    throw error;
  }
}

/** The machine whose pages lie in a source: the state itself, or its .vmem. */
function machineOf(
  parsed: Parsed,
  groups: ReadonlyMap<string, readonly Tag[]>,
  pages: ByteSource,
  inside: Tag | undefined,
  name: string,
): Connector {
  const { source } = parsed;
  const own = pages === source;
  const origin = own ? (inside?.at ?? 0) : 0;
  const room = own ? (inside?.size ?? 0) : pages.size;
  const ranges = rangesOf(parsed, groups.get('memory') ?? [], origin, room);
  const end = Math.max(...ranges.map(({ offset, size }) => offset + size));
  const notes = [
    `VMware state of ${ranges.length} ${ranges.length === 1 ? 'region' : 'regions'}, memory in ${pages.name}`,
    ...(end > pages.size
      ? [
          `${pages.name} ends at offset 0x${pages.size.toString(16)}, before its regions do (0x${end.toString(16)})`,
        ]
      : []),
  ];
  const identities = own ? [source.identity] : [pages.identity, source.identity];
  return {
    ...rangesConnector('vmware', pages, ranges, notes),
    name,
    identity: identities.includes(undefined) ? undefined : identities.join('+'),
    facts: factsOf(groups.get('cpu') ?? []),
    close: async () => {
      await pages.close();
      await source.close();
    },
  };
}

/** Tags of the groups that are looked at. */
async function groupsOf(parsed: Parsed): Promise<Map<string, readonly Tag[]>> {
  const head = await bytesAt(parsed, 0, HEADER, 'the header');
  const sizes = sizesOf(new Uint8Array(head.buffer));
  if (sizes === undefined)
    throw malformed(parsed, 0, "a state's magic number", `0x${head.getUint32(0, true).toString(16)}`);
  const count = head.getUint32(8, true);
  if (count === 0 || count > MAX_GROUPS) throw malformed(parsed, 8, `1 to ${MAX_GROUPS} groups`, `${count}`);
  const table = await bytesAt(parsed, HEADER, count * GROUP, 'the groups');
  const groups = new Map<string, readonly Tag[]>();
  for (let i = 0; i < count; i++) {
    const bytes = new Uint8Array(table.buffer, i * GROUP, 64);
    const end = bytes.indexOf(0);
    const name = String.fromCharCode(...bytes.subarray(0, end < 0 ? 64 : end));
    if (name !== 'memory' && name !== 'cpu') continue;
    const at = Number(table.getBigUint64(i * GROUP + 64, true));
    if (!(at < parsed.source.size))
      throw malformed(parsed, HEADER + i * GROUP + 64, `tags within the file`, `${at}`);
    groups.set(name, await tagsOf(parsed, at, sizes));
  }
  return groups;
}

/** The tags of a group that matter. A tag: bytes of its value and how many numbers it has u8, letters of its name u8, name, numbers u32, value. */
async function tagsOf(parsed: Parsed, from: number, sizes: 4 | 8): Promise<Tag[]> {
  const window = new SourceWindow(parsed, true);
  const tags: Tag[] = [];
  let at = from;
  for (let count = 0; count < MAX_TAGS; count++) {
    if (!window.has(at, TAG)) await window.load(at);
    const flags = window.u8(at);
    if (flags === 0 && window.u8(at + 1) === 0) return tags;
    const { text: name, end } = window.text(at + 1);
    const indices = Array.from({ length: (flags >> 6) & 3 }, (_, i) => window.u32(end + 4 * i));
    const kind = flags & 0x3f;
    let place = end + 4 * indices.length;
    let size = kind;
    if (kind === PACKED || kind === BLOCK) {
      size = sizes === 4 ? window.u32(place) : window.u64(place);
      place += 2 * sizes + 2 + window.u16(place + 2 * sizes);
      if (!(size >= 0 && place + size <= Number.MAX_SAFE_INTEGER))
        throw malformed(parsed, end, `a block of '${name}' within the file`, `${size} bytes`);
    }
    const value = kind > 0 && kind <= 8 ? littleEndian(window.bytes(place, kind)) : undefined;
    if (REGISTERS.test(name) || CONTROL.test(name) || REGIONS.test(name))
      tags.push({ name, indices, at: place, size, packed: kind === PACKED, value });
    at = place + size;
  }
  throw malformed(parsed, at, `at most ${MAX_TAGS} tags`, 'more');
}

function littleEndian(bytes: Uint8Array): bigint {
  return bytes.reduceRight((value, byte) => (value << 8n) | BigInt(byte), 0n);
}

/** Regions of physical memory; without any, memory starts at 0 and has no hole. `origin`: where its first page lies in the file. */
function rangesOf(parsed: Parsed, tags: readonly Tag[], origin: number, room: number): SourceRange[] {
  const numberOf = (name: string, index?: number): number | undefined => {
    const tag = tags.find((one) => one.name === name && (index === undefined || one.indices[0] === index));
    return tag?.value === undefined ? undefined : Number(tag.value);
  };
  const count = numberOf('regionsCount') ?? 0;
  if (count > MAX_REGIONS) throw malformed(parsed, HEADER, `at most ${MAX_REGIONS} regions`, `${count}`);
  if (count === 0) return [{ start: 0, size: room, offset: origin }];
  return Array.from({ length: count }, (_, i) => {
    const [first, page, pages] = ['regionPPN', 'regionPageNum', 'regionSize'].map((name) =>
      numberOf(name, i),
    );
    if (
      first === undefined ||
      page === undefined ||
      pages === undefined ||
      !(pages > 0 && (first + pages) * PAGE <= 2 ** 52)
    )
      throw malformed(
        parsed,
        HEADER,
        `region ${i} of pages below 2^52`,
        `${pages} pages from ${first}, page ${page} of the file`,
      );
    return { start: first * PAGE, size: pages * PAGE, offset: origin + page * PAGE };
  });
}

/** Registers of the processors, and the first one's root. */
function factsOf(tags: readonly Tag[]): DumpFacts {
  const processors: Record<string, bigint>[] = [];
  for (const { name, indices, value } of tags) {
    const [processor, number] = indices;
    if (value === undefined || processor === undefined || processor >= 1024) continue;
    const register = REGISTERS.test(name)
      ? name
      : CONTROL.test(name) && number !== undefined
        ? `cr${number}`
        : undefined;
    if (register === undefined) continue;
    while (processors.length <= processor) processors.push({});
    const own = processors[processor] as Record<string, bigint>;
    // The wide form of a control register comes beside the narrow one.
    if (own[register] === undefined || name === 'CR64') own[register] = value;
  }
  const root = (processors[0] as Registers | undefined)?.['cr3'];
  return { ...(processors.length > 0 && { processors }), ...(root !== undefined && root !== 0n && { root }) };
}
