/** Recognises a dump by its content and opens it. */
import {
  checkArguments,
  PagewalkError,
  type ArgumentsOf,
  type ByteSource,
  type Connector,
  type SourceRead,
} from '../engine/index.js';
import { unwrapped, type UnpackOptions } from './containers/index.js';
import { READERS, type Format, type FormatArguments, type FormatReader } from './formats.js';
import { openRaw } from './raw.js';
import { wholeSet, type OpenBeside } from './split-set.js';
import { openVmware, VMWARE_STATES } from './vmware.js';

/** Magic numbers of files that hold memory or wrap such files, but that no connector here reads. */
const KNOWN: readonly { readonly magic: readonly number[]; readonly name: string }[] = [
  { magic: ascii('%PDF'), name: 'a PDF document' },
];

/** How to open a source. */
export interface OpenOptions<F extends Format = Format> extends UnpackOptions {
  /** Skips recognition. */
  readonly format?: F;
  /** Arguments of that format. */
  readonly args?: ArgumentsOf<FormatArguments<F>>;
  /** Opens what lies beside the source: other parts of a split set, the file that holds a virtual machine's memory. */
  readonly beside?: OpenBeside;
}

/**
 * Opens a source as physical memory. Rejects with kind `not-recognised` for what is no memory dump (empty, text),
 * `unsupported` for a known format without a connector, `malformed` or `too-short` for a damaged one, `usage` for arguments
 * that the named format does not take.
 */
export async function openConnector<F extends Format>(
  source: ByteSource,
  options: OpenOptions<F> = {},
): Promise<Connector> {
  const { beside, format, args = {} } = options;
  checkArguments(`format '${format ?? 'any'}'`, format === undefined ? {} : READERS[format].arguments, args);
  const set = beside === undefined ? { source, notes: [] } : wholeSet(source, beside, format !== undefined);
  try {
    const content = await unwrapped(set.source, options);
    const near = content.beside ?? beside;
    const inner =
      content.beside === undefined
        ? { source: content.source, notes: [] }
        : wholeSet(content.source, content.beside, format !== undefined);
    const connector = await recognised(inner.source, { ...options, ...(near && { beside: near }) });
    const notes = [...set.notes, ...content.notes, ...inner.notes];
    return notes.length === 0 ? connector : { ...connector, notes: [...notes, ...connector.notes] };
  } catch (error) {
    if (set.source !== source) await set.source.close();
    throw error;
  }
}

async function recognised(source: ByteSource, options: OpenOptions): Promise<Connector> {
  const { format, args = {} } = options;
  if (format !== undefined) return (READERS[format] as FormatReader).open(source, { ...options, args });
  if (source.size === 0) throw refuse(source, 'the file is empty', 'a file with the memory in it');
  const head: SourceRead = { offset: 0, into: new Uint8Array(Math.min(4096, source.size)), got: 0 };
  await source.read([head], options.signal);
  const bytes = head.into.subarray(0, head.got);
  if (head.error !== undefined)
    throw new PagewalkError('connector', 'io', `${source.name}: offset 0x0: ${head.error}`, {
      source: source.name,
    });
  for (const reader of Object.values<FormatReader>(READERS))
    if (reader.is?.(bytes) === true) return reader.open(source, { ...options, args: {} });
  const known = KNOWN.find(({ magic }) => magic.every((byte, i) => bytes[i] === byte));
  if (known !== undefined) {
    throw new PagewalkError(
      'connector',
      'unsupported',
      `${source.name} is ${known.name}, which this version does not read`,
      {
        source: source.name,
        offset: 0,
        hint: 'convert it to a raw image or an ELF core; or -c raw:FILE, if it is a raw image all the same',
      },
    );
  }
  if (bytes[0] === 0x7f && bytes[1] === 0x45 && bytes[2] === 0x4c && bytes[3] === 0x46) {
    throw refuse(source, 'an ELF file, but not a core: its e_type at offset 0x10 is not 4 (ET_CORE)');
  }
  if (looksLikeText(bytes)) throw refuse(source, 'it looks like text');
  return (await openVmem(source, options)) ?? openRaw(source);
}

/** The memory of a VMware machine, by the state beside it; alone it is a raw image whose holes only its data can tell of. */
async function openVmem(source: ByteSource, options: OpenOptions): Promise<Connector | undefined> {
  const { beside, signal } = options;
  if (beside === undefined || !/\.vmem$/i.test(source.name)) return undefined;
  const stem = source.name.slice(0, -'.vmem'.length);
  for (const end of VMWARE_STATES) {
    const state = beside(stem + end);
    if (state === undefined) continue;
    try {
      return await openVmware(state, signal, beside, source);
    } catch (error) {
      await state.close();
      throw error;
    }
  }
  const raw = openRaw(source);
  return {
    ...raw,
    notes: [...raw.notes, 'the memory of a VMware machine without the .vmss or .vmsn that names its holes'],
  };
}

function ascii(text: string): number[] {
  return Array.from(text, (c) => c.charCodeAt(0));
}

/** Printable from the first byte on, ASCII among it: no memory image of a machine starts so. */
function looksLikeText(bytes: Uint8Array): boolean {
  const plain = bytes.filter((b) => (b >= 0x20 && b < 0x7f) || (b >= 9 && b <= 13) || b === 27).length;
  return plain > bytes.length / 32 && plain + bytes.filter((b) => b >= 0x80).length === bytes.length;
}

function refuse(
  source: ByteSource,
  got: string,
  hint = '-c raw:FILE, if it is a raw image that starts like this',
): PagewalkError {
  return new PagewalkError('connector', 'not-recognised', `${source.name}: not a memory dump: ${got}`, {
    source: source.name,
    offset: 0,
    expected: 'an ELF core (7f 45 4c 46, type 4) or a raw image',
    got,
    hint,
  });
}
