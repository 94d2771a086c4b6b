/** zip archives: one of their files, stored or deflated. Source: PKWARE's APPNOTE.TXT 6.3.10. */
import { inflating, withInflater, type Inflater } from '../../codecs/inflater.js';
import { prepareZstd } from '../../codecs/page-codec.js';
import { PagewalkError, type ByteSource } from '../../engine/index.js';
import { piecedSource } from '../pieced-source.js';
import { bytesAt, malformed, startsWith, wordAt, type Parsed } from '../source-bytes.js';
import { SourceWindow } from '../source-window.js';
import { DeflatePoints, inflateSpan } from './deflate-points.js';
import { openPacked, type Opened, type PackedLayout, type UnpackOptions } from './packed-source.js';
import { SpanTable } from './span-table.js';

const FORMAT = 'zip archive';
const LOCAL = 'PK\x03\x04';
const SIGNATURE = {
  local: 0x04034b50,
  file: 0x02014b50,
  end: 0x06054b50,
  end64: 0x06064b50,
  locator: 0x07064b50,
} as const;
const END = 22;
const END64 = 56;
const LOCATOR = 20;
const ENTRY = 46;
const MAX_COMMENT = 65535;
const MAX_FILES = 1 << 20;
const MAX_DIRECTORY = 256 << 20;
/** Methods whose content can be had; zstd's and xz's are files of those formats in the archive. */
const STORED = [0, 93, 95] as const;
const DEFLATED = 8;
const METHODS: Readonly<Record<number, string>> = { 9: 'deflate64', 12: 'bzip2', 14: 'LZMA', 98: 'PPMd' };
/** A file of fewer bytes is no dump when there is one of more. */
const SMALL = 1 << 20;
/** Files that are opened beside the chosen one. */
const MAX_BESIDE = 1000;

/** True for the start of a zip archive. */
export function isZip(head: Uint8Array): boolean {
  return startsWith(head, LOCAL);
}

/** A file of an archive. */
interface Member {
  readonly name: string;
  readonly method: number;
  readonly encrypted: boolean;
  readonly checksum: number;
  readonly packed: number;
  readonly size: number;
  /** Offset of its local header. */
  readonly header: number;
}

/**
 * Opens the one file of an archive that is large, or the one that is named; its relatives (parts, the state beside a machine's
 * memory) can be opened beside it. Rejects with kind `usage` where the archive has several and none is named.
 */
export async function openZip(source: ByteSource, options: UnpackOptions): Promise<Opened> {
  const parsed: Parsed = { source, format: FORMAT, signal: options.signal };
  const members = (await directoryOf(parsed)).filter(({ name }) => !name.endsWith('/'));
  const member = chosen(source, members, options.member);
  const stem = stemOf(member.name);
  const opened = await openMember(parsed, member, options);
  const others = new Map<string, ByteSource>();
  for (const other of members)
    if (other !== member && stemOf(other.name) === stem && others.size < MAX_BESIDE && other.size > 0)
      others.set(`${source.name}:${other.name}`, (await openMember(parsed, other, options)).source);
  const left = members.length - 1 - others.size;
  return {
    ...opened,
    notes: [
      `'${member.name}' of ${source.name}${left > 0 ? `, beside ${left} other files` : ''}`,
      ...opened.notes,
    ],
    beside: (name) => others.get(name),
  };
}

/** Parts of a set and the files of a machine share what stands before the first dot. */
function stemOf(name: string): string {
  const folder = name.lastIndexOf('/') + 1;
  const dot = name.indexOf('.', folder);
  return dot < 0 ? name : name.slice(0, dot);
}

function chosen(source: ByteSource, members: readonly Member[], wanted: string | undefined): Member {
  const list = members
    .slice(0, 12)
    .map(({ name, size }) => `'${name}' (${size} bytes)`)
    .join(', ');
  if (wanted !== undefined) {
    const named = members.find(({ name }) => name === wanted);
    if (named !== undefined) return named;
    throw new PagewalkError('connector', 'not-found', `${source.name}: no file '${wanted}' in the archive`, {
      source: source.name,
      hint: `those in it: ${list}`,
    });
  }
  const filled = members.filter(({ size }) => size > 0);
  const large = filled.filter(({ size }) => size >= SMALL);
  const candidates = large.length > 0 ? large : filled;
  const [first] = candidates;
  if (first === undefined)
    throw new PagewalkError(
      'connector',
      'not-recognised',
      `${source.name}: the archive has no file with content`,
      {
        source: source.name,
      },
    );
  const stem = stemOf(first.name);
  if (candidates.every(({ name }) => stemOf(name) === stem)) {
    const byName = [...candidates].sort((a, b) => (a.name < b.name ? -1 : 1));
    return byName.find(({ name }) => /\.vmem$/i.test(name)) ?? (byName[0] as Member);
  }
  throw new PagewalkError(
    'connector',
    'usage',
    `${source.name}: the archive has ${candidates.length} files that may be dumps: ${list}`,
    { source: source.name, hint: 'name one: member=NAME; or unpack it: unzip' },
  );
}

/** Opens a file of the archive. */
async function openMember(parsed: Parsed, member: Member, options: UnpackOptions): Promise<Opened> {
  const { source } = parsed;
  const at = await dataOf(parsed, member);
  const name = `${source.name}:${member.name}`;
  const refuse = (got: string): PagewalkError =>
    new PagewalkError('connector', 'unsupported', `${source.name}: '${member.name}' in the archive ${got}`, {
      source: source.name,
      offset: member.header,
      hint: `unpack it: unzip '${source.name}'`,
    });
  if (member.encrypted) throw refuse('is encrypted');
  if (STORED.some((method) => method === member.method)) {
    const identity = source.identity === undefined ? undefined : `${source.identity}#${member.header}`;
    return {
      notes: [],
      source: piecedSource({
        name,
        size: member.packed,
        identity,
        cost: source.cost,
        sources: [source],
        pieceAt: (offset) =>
          offset < member.packed ? { source, offset: at + offset, size: member.packed - offset } : undefined,
      }),
    };
  }
  if (member.method !== DEFLATED)
    throw refuse(`is packed by ${METHODS[member.method] ?? `method ${member.method}`}, which is not read`);
  await prepareZstd();
  return openPacked(
    source,
    {
      format: FORMAT,
      part: `${member.header}`,
      name,
      layout: (inner, progress) =>
        withInflater((inflater) => layoutOf(inner, member, at, inflater, progress)),
      unpack: (span, packed) => inflating((inflater) => inflateSpan(inflater, span, packed, true)),
    },
    options,
  );
}

/** Goes through a deflated file once. */
async function layoutOf(
  parsed: Parsed,
  member: Member,
  at: number,
  inflater: Inflater,
  progress: (done: number) => void,
): Promise<PackedLayout> {
  const { source } = parsed;
  const spans = new SpanTable();
  const end = Math.min(source.size, at + member.packed);
  const window = new SourceWindow(parsed);
  const stream = new DeflatePoints(spans, inflater, at, at);
  const trouble = (offset: number, why: string): PackedLayout => ({
    spans,
    notes: [`${source.name}: '${member.name}': offset 0x${offset.toString(16)}: ${why}`],
  });
  while (!stream.ended) {
    const length = Math.min(inflater.room >> 5, end - stream.at);
    if (!window.has(stream.at, length)) await window.load(stream.at);
    const why = stream.more(window.bytes(stream.at, length), stream.at + length === end);
    if (why !== undefined)
      return trouble(
        stream.at,
        `the data is damaged here or shortly before: ${why}: ${spans.end} bytes come before it, the rest is missing`,
      );
    progress(stream.at);
  }
  if (stream.checksum !== member.checksum || spans.end !== member.size)
    return trouble(at, 'its checksum is wrong: somewhere its content is damaged');
  return { spans, notes: [] };
}

/** Offset of a file's data, behind its local header. */
async function dataOf(parsed: Parsed, { header, name }: Member): Promise<number> {
  const view = await bytesAt(parsed, header, 30, `the header of '${name}'`);
  if (view.getUint32(0, true) !== SIGNATURE.local)
    throw malformed(parsed, header, `the header of '${name}'`, `0x${view.getUint32(0, true).toString(16)}`);
  return header + 30 + view.getUint16(26, true) + view.getUint16(28, true);
}

/** The files that the directory at the end of the archive names. */
async function directoryOf(parsed: Parsed): Promise<Member[]> {
  const { source } = parsed;
  const size = Math.min(source.size, END + MAX_COMMENT);
  const from = source.size - size;
  const tail = await bytesAt(parsed, from, size, 'the end of the directory');
  let at = size - END;
  while (at >= 0 && tail.getUint32(at, true) !== SIGNATURE.end) at--;
  if (at < 0)
    throw new PagewalkError(
      'connector',
      'too-short',
      `${source.name}: zip archive: no directory is in the last ${size} bytes: the archive was cut`,
      { source: source.name, offset: from, hint: `zip -FF '${source.name}' --out mended.zip may mend it` },
    );
  let count = tail.getUint16(at + 10, true);
  let length = tail.getUint32(at + 12, true);
  let start = tail.getUint32(at + 16, true);
  if (count === 0xffff || length === 0xffffffff || start === 0xffffffff) {
    const locator = await bytesAt(parsed, from + at - LOCATOR, LOCATOR, 'the locator of the zip64 directory');
    if (locator.getUint32(0, true) === SIGNATURE.locator) {
      const end64At = wordAt(locator, 8);
      const end64 = await bytesAt(parsed, end64At, END64, 'the end of the zip64 directory');
      if (end64.getUint32(0, true) !== SIGNATURE.end64)
        throw malformed(parsed, end64At, 'the end of a zip64 directory', 'something else');
      [count, length, start] = [wordAt(end64, 32), wordAt(end64, 40), wordAt(end64, 48)];
    }
  }
  if (!(count <= MAX_FILES && length <= MAX_DIRECTORY))
    throw malformed(
      parsed,
      from + at,
      `at most ${MAX_FILES} files in the directory`,
      `${count} in ${length} bytes`,
    );
  return entriesOf(parsed, await bytesAt(parsed, start, length, 'the directory'), start, count);
}

function entriesOf(parsed: Parsed, view: DataView<ArrayBuffer>, start: number, count: number): Member[] {
  const members: Member[] = [];
  for (let i = 0, at = 0; i < count; i++) {
    if (at + ENTRY > view.byteLength || view.getUint32(at, true) !== SIGNATURE.file)
      throw malformed(parsed, start + at, 'an entry of the directory', 'something else');
    const [nameSize, extraSize, commentSize] = [28, 30, 32].map((field) =>
      view.getUint16(at + field, true),
    ) as [number, number, number];
    const end = at + ENTRY + nameSize + extraSize;
    if (end > view.byteLength)
      throw malformed(parsed, start + at, 'a whole entry of the directory', 'its end');
    const flags = view.getUint16(at + 8, true);
    const name = new Uint8Array(view.buffer, at + ENTRY, nameSize);
    const [size, packed, header] = large(view, at, at + ENTRY + nameSize, end);
    if (!(size >= 0 && packed >= 0 && header >= 0))
      throw malformed(parsed, start + at, 'sizes and offsets below 2^53', 'more');
    members.push({
      name: new TextDecoder().decode(name),
      method: view.getUint16(at + 10, true),
      encrypted: (flags & 1) !== 0,
      checksum: view.getUint32(at + 16, true),
      packed,
      size,
      header,
    });
    at = end + commentSize;
  }
  return members;
}

/** Size, packed size and offset of an entry; those that do not fit 32 bits stand in the zip64 field, in this order. */
function large(view: DataView, at: number, extra: number, end: number): readonly [number, number, number] {
  const values = [24, 20, 42].map((field) => view.getUint32(at + field, true)) as [number, number, number];
  for (let field = extra; field + 4 <= end; field += 4 + view.getUint16(field + 2, true)) {
    if (view.getUint16(field, true) !== 1) continue;
    let next = field + 4;
    const last = Math.min(end, next + view.getUint16(field + 2, true));
    for (let i = 0; i < 3; i++) {
      if (values[i] !== 0xffffffff || next + 8 > last) continue;
      values[i] = wordAt(view, next);
      next += 8;
    }
  }
  return values;
}
