/** The formats of dump files: what each is, its arguments, how its first bytes look, and what opens it. */
import type { ArgumentsOf, ArgumentTable, ByteSource, Connector, SourceRead } from '../engine/index.js';
import { isAvml, openAvml } from './avml.js';
import { isElfCore, openElfCore } from './elf-core.js';
import { isFlattened, unflatten } from './kdump-flat.js';
import { isHibernation, openHibernation } from './hibernation.js';
import { isKdump, openKdump } from './kdump.js';
import { isLime, openLime } from './lime.js';
import { isQcow2, openQcow2 } from './qcow2.js';
import { isQemuStream, openQemuStream } from './qemu-stream.js';
import { openRaw } from './raw.js';
import type { OpenBeside } from './split-set.js';
import { isVmware, openVmware } from './vmware.js';
import { isWindowsDump, openWindowsDump } from './windows-dump.js';

/** What a format is opened with beside its file. */
export interface FormatRequest<A extends ArgumentTable> {
  readonly args: ArgumentsOf<A>;
  readonly beside?: OpenBeside;
  readonly signal?: AbortSignal | undefined;
}

/** A format of dump files. */
export interface FormatReader<A extends ArgumentTable = ArgumentTable> {
  readonly about: string;
  /** How a file is recognised, in words; absent where only the user can say it. */
  readonly recognised?: string;
  readonly arguments: A;
  /** True for the first bytes of such a file. */
  readonly is?: (head: Uint8Array) => boolean;
  open(source: ByteSource, request: FormatRequest<A>): Connector | Promise<Connector>;
}

/** Keeps the types of a format's arguments for its own `open`, and for those who call it. */
function format<const A extends ArgumentTable>(reader: FormatReader<A>): FormatReader<A> {
  return reader;
}

type Open = (source: ByteSource, signal?: AbortSignal) => Promise<Connector>;

/** A format that needs nothing but its file. */
function bySignal(
  open: Open,
): (source: ByteSource, request: FormatRequest<ArgumentTable>) => Promise<Connector> {
  return (source, { signal }) => open(source, signal);
}

/** Formats in the order in which a file is held against them. Raw images look like nothing. */
export const READERS = {
  raw: format({
    about: 'a raw image: the offset is the physical address; also in parts, FILE.001, FILE.002 …',
    arguments: {
      gaps: {
        kind: 'ranges',
        value: 'FIRST-LAST+…',
        about: 'physical memory that the image leaves out, hexadecimal and inclusive: c0000000-ffffffff',
      },
    },
    open: (source, { args }) => openRaw(source, args.gaps),
  }),
  elf: format({
    about: "an ELF core of physical memory: QEMU's, /proc/vmcore's, Xen's, VirtualBox's",
    recognised: '7f 45 4c 46 at the start, type ET_CORE at offset 0x10',
    arguments: {},
    is: isElfCore,
    open: bySignal(openElfCore),
  }),
  lime: format({
    about: 'a LiME dump',
    recognised: "'EMiL' at the start",
    arguments: {},
    is: isLime,
    open: bySignal(openLime),
  }),
  avml: format({
    about: 'an AVML dump of version 2',
    recognised: "'AVML' at the start",
    arguments: {},
    is: isAvml,
    open: bySignal(openAvml),
  }),
  kdump: format({
    about: 'a kdump-compressed dump, flattened or not, of makedumpfile or QEMU',
    recognised: "'KDUMP   ' or 'makedumpfile' at the start",
    arguments: {},
    is: (head) => isKdump(head) || isFlattened(head),
    open: bySignal(openAnyKdump),
  }),
  migration: format({
    about: 'a migration stream of QEMU',
    recognised: "'QEVM' at the start",
    arguments: {},
    is: isQemuStream,
    open: bySignal(openQemuStream),
  }),
  qcow2: format({
    about: 'a machine that QEMU saved into a qcow2 image',
    recognised: "'QFI\\xfb' at the start",
    arguments: {
      snapshot: {
        kind: 'text',
        value: 'NAME',
        about: 'which of the saved machines, by name or number; default: the newest',
      },
    },
    is: isQcow2,
    open: (source, { args, signal }) => openQcow2(source, signal, args.snapshot),
  }),
  vmware: format({
    about: 'a VMware machine: .vmss or .vmsn, with the memory in it or in the .vmem beside it',
    recognised: "the magic number of VMware's tagged files at the start",
    arguments: {},
    is: isVmware,
    open: (source, { signal, beside }) => openVmware(source, signal, beside),
  }),
  'windows-dump': format({
    about: 'a Windows crash dump: full, bitmap, ranges',
    recognised: "'PAGEDU64' or 'PAGEDUMP' at the start",
    arguments: {},
    is: isWindowsDump,
    open: bySignal(openWindowsDump),
  }),
  hibernation: format({
    about: 'a hibernation file of Windows 8 or later (hiberfil.sys)',
    recognised: "'HIBR', 'RSTR' or 'WAKE' at the start, with the length of the header",
    arguments: {},
    is: isHibernation,
    open: bySignal(openHibernation),
  }),
} as const;

/** Name of a format. */
export type Format = keyof typeof READERS;
/** Arguments of a format. */
export type FormatArguments<F extends Format> = (typeof READERS)[F]['arguments'];
/** Formats that can be asked for by name. */
export const FORMATS = Object.keys(READERS) as readonly Format[];

/** A kdump as it is, or out of its flattened stream. */
async function openAnyKdump(source: ByteSource, signal?: AbortSignal): Promise<Connector> {
  const head: SourceRead = { offset: 0, into: new Uint8Array(Math.min(64, source.size)), got: 0 };
  await source.read([head], signal);
  if (!isFlattened(head.into)) return openKdump(source, signal);
  const { source: file, notes } = await unflatten(source, signal);
  const connector = await openKdump(file, signal);
  return { ...connector, notes: ['a flattened stream', ...notes, ...connector.notes] };
}
