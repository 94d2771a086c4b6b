/**
 * Machines that QEMU saved into a qcow2 image (`savevm`, internal snapshots): a migration stream behind the end of the disk.
 * Source: qemu docs/interop/qcow2.txt; block/qcow2.h (qcow2_vm_state_offset).
 */
import { PagewalkError, type ByteSource, type Connector, type SourceRead } from '../engine/index.js';
import { streamConnector } from './qemu-stream.js';
import { bytesAt, malformed, startsWith, wordAt, type Parsed } from './source-bytes.js';
import { SourceWindow } from './source-window.js';
import { runSource, runSourceSync, type SourceJob } from './source-job.js';

const HEADER = 104;
const MAX_SNAPSHOTS = 65536;
const MAX_EXTRA = 1024;
/** A snapshot's fields, extra data and names. */
const MAX_ENTRY = 40 + MAX_EXTRA + 2 * 65535;
const MAX_TABLE = 1 << 25;
/** Tables of the second level that are kept. */
const KEPT = 64;
/** Bits of incompatible_features that change where data lies: an external data file, entries of subclusters. */
const EXTERNAL = 1n << 2n;
const SUBCLUSTERS = 1n << 4n;
/** Bits of an entry: where its cluster lies; compressed; reads as zeros. */
const OFFSET = 0x00ff_ffff_ffff_fe00n;
const COMPRESSED = 1n << 62n;
const ZERO = 1n;

/** True for the start of a qcow2 image. */
export function isQcow2(head: Uint8Array): boolean {
  return startsWith(head, 'QFI\xfb');
}

/** A snapshot with the state of the machine. */
interface Snapshot {
  readonly name: string;
  readonly id: string;
  readonly l1At: number;
  readonly l1Size: number;
  /** Bytes of the machine's state. */
  readonly stateSize: number;
  /** Bytes of the disk when it was taken. */
  readonly diskSize: number;
}

/** What the header says of the image. */
interface Image {
  readonly parsed: Parsed;
  readonly clusterBits: number;
  readonly entryBits: 3 | 4;
  readonly diskSize: number;
  readonly snapshots: number;
  readonly snapshotsAt: number;
}

/**
 * Opens the machine that a qcow2 image holds: the snapshot of that name or number, else the newest. Rejects with kind
 * `not-recognised` when no snapshot holds a machine, `not-found` when the named one is not there.
 */
export async function openQcow2(
  source: ByteSource,
  signal?: AbortSignal,
  wanted?: string,
): Promise<Connector> {
  const image = await imageOf({ source, format: 'qcow2 image', signal });
  const all = await snapshotsOf(image);
  const machines = all.filter(({ stateSize }) => stateSize > 0);
  const list = machines.map(({ name }) => `'${name}'`).join(', ');
  const chosen =
    wanted === undefined
      ? machines.at(-1)
      : machines.findLast(({ name, id }) => name === wanted || id === wanted);
  if (chosen === undefined)
    throw new PagewalkError(
      'connector',
      wanted === undefined ? 'not-recognised' : 'not-found',
      wanted === undefined
        ? `${source.name}: a qcow2 disk image without a saved machine in it: ${all.length} snapshots, none with memory`
        : `${source.name}: no snapshot '${wanted}' with a machine in it`,
      {
        source: source.name,
        hint: machines.length > 0 ? `those with a machine: ${list}` : 'savevm puts one there',
      },
    );
  const connector = await streamConnector('qcow2', await stateOf(image, chosen), signal);
  const others = machines.length > 1 ? [`snapshots with a machine: ${list}`] : [];
  return {
    ...connector,
    notes: [`snapshot '${chosen.name}' of a qcow2 image`, ...others, ...connector.notes],
  };
}

async function imageOf(parsed: Parsed): Promise<Image> {
  const head = await bytesAt(parsed, 0, HEADER, 'the header');
  const version = head.getUint32(4);
  if (version !== 2 && version !== 3) throw malformed(parsed, 4, 'version 2 or 3', `${version}`);
  const clusterBits = head.getUint32(20);
  if (clusterBits < 9 || clusterBits > 21)
    throw malformed(parsed, 20, 'clusters of 2^9 to 2^21 bytes', `2^${clusterBits}`);
  const features = version === 3 ? head.getBigUint64(72) : 0n;
  if (head.getUint32(32) !== 0 || (features & EXTERNAL) !== 0n)
    throw new PagewalkError(
      'connector',
      'unsupported',
      `${parsed.source.name}: the qcow2 image is encrypted or keeps its data in another file`,
      { source: parsed.source.name, offset: 32 },
    );
  const snapshots = head.getUint32(60);
  if (snapshots > MAX_SNAPSHOTS)
    throw malformed(parsed, 60, `at most ${MAX_SNAPSHOTS} snapshots`, `${snapshots}`);
  const diskSize = wordAt(head, 24, false);
  if (!(diskSize >= 0)) throw malformed(parsed, 24, 'a disk below 2^53 bytes', 'more');
  return {
    parsed,
    clusterBits,
    entryBits: (features & SUBCLUSTERS) !== 0n ? 4 : 3,
    diskSize,
    snapshots,
    snapshotsAt: wordAt(head, 64, false),
  };
}

async function snapshotsOf({ parsed, snapshots, snapshotsAt, diskSize }: Image): Promise<Snapshot[]> {
  const list: Snapshot[] = [];
  const window = new SourceWindow(parsed);
  const text = (from: number, length: number): string => new TextDecoder().decode(window.bytes(from, length));
  let at = snapshotsAt;
  for (let i = 0; i < snapshots; i++) {
    if (!window.has(at, MAX_ENTRY)) await window.load(at);
    const [idSize, nameSize, extra] = [window.u16(at + 12), window.u16(at + 14), window.u32(at + 36)];
    if (extra > MAX_EXTRA) throw malformed(parsed, at + 36, `at most ${MAX_EXTRA} extra bytes`, `${extra}`);
    const names = at + 40 + extra;
    list.push({
      l1At: window.u64(at),
      l1Size: window.u32(at + 8),
      stateSize: extra >= 8 ? window.u64(at + 40) : window.u32(at + 32),
      diskSize: extra >= 16 ? window.u64(at + 48) : diskSize,
      id: text(names, idSize),
      name: text(names + idSize, nameSize),
    });
    at += (40 + extra + idSize + nameSize + 7) & ~7;
  }
  return list;
}

/** The state of the machine in a snapshot as a source of its own. */
async function stateOf(image: Image, snapshot: Snapshot): Promise<ByteSource> {
  const { parsed, clusterBits, entryBits } = image;
  const { source } = parsed;
  const { l1At, l1Size, stateSize } = snapshot;
  const shift = clusterBits + clusterBits - entryBits;
  const first = Math.ceil(snapshot.diskSize / 2 ** shift);
  const tables = Math.ceil(stateSize / 2 ** shift);
  if (!(first + tables <= l1Size && l1Size * 8 <= MAX_TABLE))
    throw malformed(
      parsed,
      image.snapshotsAt,
      `a table of ${first + tables} entries or more for snapshot '${snapshot.name}'`,
      `${l1Size}`,
    );
  const l1 = await bytesAt(parsed, l1At + first * 8, tables * 8, "the snapshot's first table");
  const clusters = new Clusters(image, l1);
  const { readSync } = source;
  return {
    name: source.name,
    size: stateSize,
    identity: source.identity && `${source.identity}:${snapshot.id}`,
    cost: source.cost,
    read: (reads, signal) => runSource(clusters.serve(reads, stateSize), source, signal),
    ...(readSync && {
      readSync: (reads: readonly SourceRead[]) => runSourceSync(clusters.serve(reads, stateSize), readSync),
    }),
    close: () => source.close(),
  };
}

/** Finds clusters through the two levels of tables. */
class Clusters {
  /** Tables of the second level by their number, the one used longest ago first. */
  private readonly kept = new Map<number, DataView>();

  constructor(
    private readonly image: Image,
    private readonly l1: DataView,
  ) {}

  *serve(reads: readonly SourceRead[], size: number): SourceJob<void> {
    for (const read of reads)
      yield* this.one(read, Math.min(read.into.length, Math.max(0, size - read.offset)));
  }

  /** Serves one read of `length` bytes within the state. */
  private *one(read: SourceRead, length: number): SourceJob<void> {
    const { clusterBits } = this.image;
    const cluster = 2 ** clusterBits;
    const pieces: { readonly from: number; readonly size: number; readonly read?: SourceRead }[] = [];
    read.got = 0;
    read.error = undefined;
    let trouble: string | undefined;
    for (let at = 0; at < length && trouble === undefined;) {
      const place = read.offset + at;
      const inside = place % cluster;
      const size = Math.min(length - at, cluster - inside);
      const where = yield* this.find(Math.floor(place / cluster));
      if (typeof where === 'string') trouble = where;
      else {
        const into = read.into.subarray(at, at + size);
        if (where === 0) into.fill(0);
        pieces.push({
          from: at,
          size,
          ...(where > 0 && { read: { offset: where + inside, into, got: 0 } }),
        });
        at += size;
      }
    }
    yield pieces.flatMap((piece) => piece.read ?? []);
    for (const { size, read: part } of pieces) {
      read.got += part?.got ?? size;
      if (part === undefined || part.got === size) continue;
      read.error = part.error ?? `the image ends before the cluster at offset 0x${part.offset.toString(16)}`;
      return;
    }
    read.error = trouble;
  }

  /** Offset of a cluster in the file, 0 for zeros, or why it cannot be had. */
  private *find(cluster: number): SourceJob<number | string> {
    const { clusterBits, entryBits } = this.image;
    const each = 2 ** (clusterBits - entryBits);
    const number = Math.floor(cluster / each);
    const table = yield* this.table(number);
    if (table === undefined) return 0;
    const at = (cluster % each) * 2 ** entryBits;
    if (at + 2 ** entryBits > table.byteLength) return `the image ends within a table of clusters`;
    const entry = table.getBigUint64(at);
    if ((entry & COMPRESSED) !== 0n) return 'a compressed cluster, which no saved machine has';
    // With subclusters a bit each says what is there; QEMU writes the state of a machine in whole clusters.
    if (entryBits === 3 && (entry & ZERO) !== 0n) return 0;
    const offset = Number(entry & OFFSET);
    return offset % 2 ** clusterBits === 0
      ? offset
      : `a cluster at offset 0x${offset.toString(16)}, which is none`;
  }

  /** A table of the second level; undefined when all its clusters are zeros. */
  private *table(number: number): SourceJob<DataView | undefined> {
    const known = this.kept.get(number);
    if (known !== undefined) {
      this.kept.delete(number);
      this.kept.set(number, known);
      return known;
    }
    const offset = Number(this.l1.getBigUint64(number * 8) & OFFSET);
    if (offset === 0) return undefined;
    const read: SourceRead = { offset, into: new Uint8Array(2 ** this.image.clusterBits), got: 0 };
    yield [read];
    const view = new DataView(read.into.buffer, 0, read.got);
    this.kept.set(number, view);
    for (const oldest of this.kept.keys()) {
      if (this.kept.size <= KEPT) break;
      this.kept.delete(oldest);
    }
    return view;
  }
}
