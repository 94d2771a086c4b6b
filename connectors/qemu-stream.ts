/**
 * QEMU migration streams, also inside the files of libvirt's `save`: sections, of which those of memory are read.
 * Sources: qemu migration/savevm.c, docs/devel/migration; libvirt src/qemu/qemu_saveimage.h (virQEMUSaveHeader).
 */
import {
  PagewalkError,
  type ByteSource,
  type Connector,
  type DumpFacts,
  type PhysicalRange,
} from '../engine/index.js';
import { deviceFields, wordOf, type DeviceFields } from './qemu-devices.js';
import { layoutOf, type PlacedBlock } from './qemu-layout.js';
import { RamReader, type RamShape } from './qemu-ram.js';
import { bytesAt, malformed, startsWith, type Parsed } from './source-bytes.js';
import type { SourceJob } from './source-job.js';
import { SourceWindow } from './source-window.js';
import { lastFrom } from './sorted.js';
import { blocksConnector, type BlockIndex, type StoredBlock } from './stored-blocks.js';

const VERSION = 3;
const LIBVIRT = 'LibvirtQemudSave';
/** virQEMUSaveHeader: magic, version u32, bytes of XML and cookie u32, running u32, compression u32, … */
const LIBVIRT_HEADER = 92;
/** QEMU_VM_*: kinds of what follows. */
const END_OF_FILE = 0;
const START = 1;
const PART = 2;
const END = 3;
const FULL = 4;
const SUBSECTION = 5;
const CONFIGURATION = 7;
const COMMAND = 8;
const FOOTER = 0x7e;
/** The most that any head takes: kind, number, a name, an instance, a version. */
const HEAD = 1 + 4 + 256 + 8;
const RAM_VERSION = 4;
/** Bytes of device state that are looked at. */
const MAX_DEVICES = 32 << 20;
const MAX_SECTIONS = 1 << 20;
const PAGE = 4096;

/** True for the start of a migration stream, or of a file of libvirt's `save`. */
export function isQemuStream(head: Uint8Array): boolean {
  return startsWith(head, 'QEVM') || startsWith(head, LIBVIRT);
}

/** Opens a migration stream in a file. */
export async function openQemuStream(source: ByteSource, signal?: AbortSignal): Promise<Connector> {
  const parsed: Parsed = { source, format: 'QEMU migration stream', signal };
  const head = await bytesAt(parsed, 0, 16, 'the magic number');
  if (!startsWith(new Uint8Array(head.buffer), LIBVIRT)) return streamConnector('migration', source, signal);
  const header = await bytesAt(parsed, 0, LIBVIRT_HEADER, "libvirt's header");
  const packed = header.getUint32(28, true);
  if (packed !== 0)
    throw new PagewalkError(
      'connector',
      'unsupported',
      `${source.name}: a file of libvirt's save whose stream is compressed (kind ${packed} at offset 0x1c)`,
      {
        source: source.name,
        offset: 28,
        expected: '0',
        got: `${packed}`,
        hint: 'unpack what follows the XML',
      },
    );
  const from = LIBVIRT_HEADER + header.getUint32(20, true);
  const { notes, ...connector } = await streamConnector('migration', source, signal, from);
  return { ...connector, notes: ["a file of libvirt's save", ...notes] };
}

/**
 * The memory in the migration stream that starts at an offset of a source. Rejects with kind `malformed` or `unsupported`,
 * naming the offset. A stream that ends too early is noted; what it has sent till then is there.
 */
export async function streamConnector(
  format: string,
  source: ByteSource,
  signal?: AbortSignal,
  from = 0,
): Promise<Connector> {
  const parsed: Parsed = { source, format: 'QEMU migration stream', signal };
  const stream = await new StreamReader(parsed).read(from);
  const fields = deviceFields(stream.devices);
  const { parts, notes } = layoutOf(
    stream.machine,
    stream.ram?.blocks ?? [],
    fields.get('mc146818rtc/0/cmos_data'),
  );
  if (stream.ram === undefined || parts.length === 0)
    throw malformed(parsed, from, 'a section with memory', 'none');
  const facts = factsOf(fields);
  const index = new StreamIndex(
    [...parts].sort((a, b) => a.start - b.start),
    stream.pageSize,
  );
  const connector = blocksConnector(format, source, index.ranges(), index, [
    `migration stream of machine ${stream.machine ?? 'unknown'}`,
    ...notes,
    ...stream.notes,
  ]);
  return { ...connector, facts };
}

/** What a stream holds. */
interface Stream {
  readonly machine: string | undefined;
  readonly pageSize: number;
  readonly ram: RamReader | undefined;
  /** What follows the memory. */
  readonly devices: Uint8Array;
  readonly notes: readonly string[];
}

class StreamReader {
  private readonly window: SourceWindow;
  private machine: string | undefined;
  private shape: RamShape = { pageSize: PAGE, capabilities: [] };
  private ram: RamReader | undefined;
  private ramSection = -1;

  constructor(private readonly parsed: Parsed) {
    this.window = new SourceWindow(parsed);
  }

  async read(from: number): Promise<Stream> {
    const { parsed, window } = this;
    const { source } = parsed;
    await window.load(from);
    const version = window.u32(from + 4);
    if (version !== VERSION) throw malformed(parsed, from + 4, `version ${VERSION}`, `${version}`);
    let devices = source.size;
    const notes: string[] = [];
    try {
      devices = await this.sections(from + 8);
    } catch (error) {
      const cut = error instanceof PagewalkError && error.kind === 'too-short' && this.ram !== undefined;
      if (!cut) throw error;
      notes.push(
        `${source.name} ends at offset 0x${source.size.toString(16)}, before the stream's memory does`,
      );
    }
    if (this.ram?.multifd === true)
      notes.push(
        `${source.name}: its pages went over other connections (multifd): the stream ends at its headers`,
      );
    const rest = Math.max(0, Math.min(MAX_DEVICES, source.size - devices));
    const bytes = await bytesAt(parsed, devices, rest, 'the state of devices');
    const { machine, ram, shape } = this;
    return { machine, ram, pageSize: shape.pageSize, devices: new Uint8Array(bytes.buffer), notes };
  }

  /** Reads sections up to the last one of memory; gives the offset behind it. */
  private async sections(from: number): Promise<number> {
    const { window, parsed } = this;
    let at = from;
    for (let count = 0; count < MAX_SECTIONS; count++) {
      if (!window.has(at, HEAD)) await window.load(at);
      const kind = window.u8(at);
      switch (kind) {
        case CONFIGURATION:
          at = this.configuration(at + 1);
          break;
        case COMMAND:
          at += 5 + window.u16(at + 3);
          break;
        case START:
        case FULL:
          at = await this.start(at, kind);
          break;
        case PART:
        case END: {
          const number = window.u32(at + 1);
          if (this.ram === undefined || number !== this.ramSection)
            throw this.foreign(at, `section ${number}, which is not memory`);
          at = await this.footer(await this.ram.section(at + 5));
          if (kind === END) return at;
          break;
        }
        case END_OF_FILE:
          throw malformed(parsed, at, 'the last section of memory', 'the end of the stream');
        default:
          throw malformed(parsed, at, 'a section', `a byte ${kind}`);
      }
    }
    throw malformed(parsed, at, `at most ${MAX_SECTIONS} sections`, 'more');
  }

  /** The first section of memory. */
  private async start(at: number, kind: number): Promise<number> {
    const { window, parsed } = this;
    const { text: name, end } = window.text(at + 5);
    if (name !== 'ram' || kind !== START) throw this.foreign(at, `section '${name}'`);
    const version = window.u32(end + 4);
    if (version !== RAM_VERSION)
      throw malformed(parsed, end + 4, `memory of version ${RAM_VERSION}`, `${version}`);
    this.ramSection = window.u32(at + 1);
    this.ram = new RamReader(parsed, window, this.shape);
    return this.footer(await this.ram.section(end + 8));
  }

  /** Skips what newer streams put behind a section. */
  private async footer(at: number): Promise<number> {
    if (!this.window.has(at, 5)) await this.window.load(at);
    return this.window.u8(at) === FOOTER ? at + 5 : at;
  }

  /** The machine's type, and what changes the stream; gives the offset behind it. */
  private configuration(from: number): number {
    const { window, parsed } = this;
    const length = window.u32(from);
    let at = from + 4 + length;
    if (length > 255) throw malformed(parsed, from, 'a machine type of at most 255 letters', `${length}`);
    this.machine = String.fromCharCode(...window.bytes(from + 4, length));
    while (window.u8(at) === SUBSECTION) {
      const { text: name, end } = window.text(at + 1);
      at = end + 4;
      if (name === 'configuration/target-page-bits') {
        const bits = window.u32(at);
        if (bits < 10 || bits > 16) throw malformed(parsed, at, 'pages of 2^10 to 2^16 bytes', `2^${bits}`);
        this.shape = { ...this.shape, pageSize: 2 ** bits };
        at += 4;
      } else if (name === 'configuration/capabilities') {
        const count = window.u32(at);
        const capabilities: string[] = [];
        at += 4;
        for (let i = 0; i < count && i < 64; i++) {
          const { text, end: behind } = window.text(at);
          capabilities.push(text);
          at = behind;
        }
        this.shape = { ...this.shape, capabilities };
      } else if (name === 'configuration/uuid') at += 16;
      else throw malformed(parsed, end, 'a known part of the configuration', `'${name}'`);
    }
    return at;
  }

  private foreign(at: number, what: string): PagewalkError {
    const { source } = this.parsed;
    return new PagewalkError(
      'connector',
      'unsupported',
      `${source.name}: offset 0x${at.toString(16)}: ${what} lies before the end of the memory, and nothing says how long it is`,
      { source: source.name, offset: at, hint: 'save the machine without migrating its disks' },
    );
  }
}

/** The first processor's root of page tables; 0 before it has any. */
function factsOf(fields: DeviceFields): DumpFacts {
  const root = wordOf(fields.get('cpu/0/env.cr[3]'));
  return root === undefined || root === 0n ? {} : { root, machine: 'x86-64' };
}

/** Finds the newest copy of a page. */
class StreamIndex implements BlockIndex {
  constructor(
    private readonly parts: readonly PlacedBlock[],
    private readonly pageSize: number,
  ) {}

  ranges(): PhysicalRange[] {
    return this.parts.map(({ start, size }) => ({ start, size }));
  }

  *prepare(): SourceJob<void> {
    // All places of pages are known from the start.
  }

  find(phys: number): StoredBlock | string {
    const part = this.parts[lastFrom(this.parts, phys)];
    if (part === undefined || phys >= part.start + part.size) return 'not memory of this machine';
    const length = this.pageSize;
    const { block } = part;
    const inside = phys - part.start + part.offset;
    const page = Math.floor(inside / length);
    const start = phys - (inside % length);
    if (block.mapped !== undefined)
      return block.mapped.bitmap.has(page)
        ? { start, length, offset: block.mapped.pagesAt + page * length, size: length, codec: 'none' }
        : { start, length, offset: 0, size: 0, codec: 'none' };
    const what = block.pages.get(page);
    switch (what?.kind) {
      case 'plain':
        return { start, length, offset: what.offset, size: length, codec: 'none' };
      case 'zlib':
        return { start, length, offset: what.offset, size: what.size, codec: 'zlib' };
      case 'filled':
        return { start, length, offset: 0, size: 0, codec: 'none', fill: what.byte };
      case 'delta':
        return `sent as changes to an earlier copy (XBZRLE) at offset 0x${what.offset.toString(16)}, which are not applied`;
      case undefined:
        return `page 0x${page.toString(16)} of RAM block '${block.name}' was not sent`;
    }
  }
}
