/** The ELF images of a process: those its mappings name, and the vdso. Sources: fs/binfmt_elf.c; glibc elf/dl-map-segments.h. */
import { PagewalkError, type AddressSpace } from '../../engine/index.js';
import { ElfImage, type FileAddress } from '../binfmt/elf.js';
import { importsOf } from '../binfmt/elf-imports.js';
import { SECTION_FLAG, SEGMENT, SEGMENT_FLAG } from '../binfmt/elf-format.js';
import { dynamicSymbols, sectionSymbols, type ElfSymbol, type ElfSymbols } from '../binfmt/elf-symbols.js';
import type { KernelSymbol, Listing, Mapping } from '../types.js';
import type { ExportedSymbol, ImageSection, ImportedSymbol, ProcessModule } from '../types/images.js';

const VDSO = '[vdso]';
/** p_type by name, for segments that sections are shown as. Source: include/uapi/linux/elf.h. */
const SEGMENT_NAMES: Readonly<Record<number, string>> = {
  1: 'LOAD',
  2: 'DYNAMIC',
  3: 'INTERP',
  4: 'NOTE',
  6: 'PHDR',
  7: 'TLS',
  0x6474e550: 'GNU_EH_FRAME',
  0x6474e551: 'GNU_STACK',
  0x6474e552: 'GNU_RELRO',
  0x6474e553: 'GNU_PROPERTY',
};

/** An image and the mappings of its file. */
interface Found {
  readonly image: ElfImage;
  readonly mappings: readonly Mapping[];
}

/** The images of one process. */
export class ProcessModules {
  private found:
    Promise<{ readonly images: readonly Found[]; readonly unread: readonly Mapping[] }> | undefined;

  constructor(
    private readonly memory: AddressSpace,
    private readonly maps: Listing<Mapping>,
    /** Bytes of a page. */
    private readonly page: bigint,
  ) {}

  /** The images in address order. A file that is mapped for execution but whose header cannot be read is one of unknown size. */
  async list(): Promise<Listing<ProcessModule>> {
    const { images, unread } = await this.images();
    const items: ProcessModule[] = [];
    for (const found of images) items.push(await this.record(found));
    for (const { start, path } of unread) {
      const named = { name: nameOf(path ?? ''), base: start, size: null, path, buildId: null };
      items.push({ ...named, complete: false, reason: 'the ELF header cannot be read' });
    }
    items.sort((a, b) => (a.base < b.base ? -1 : a.base > b.base ? 1 : 0));
    const { complete, reason } = this.maps;
    return { items, complete, ...(reason !== undefined && { reason }) };
  }

  /** What an image offers to others, by address. `which`: its name, path or base. Rejects with kind `not-found`. */
  async exports(which: string): Promise<Listing<ExportedSymbol>> {
    const { image } = await this.image(which);
    const { symbols, reason } = await dynamicSymbols(image);
    // The linker makes a symbol of each version's own name: that is no symbol to import.
    const offered = [...symbols.values()].filter(
      ({ defined, hidden, binding, name, version, type }) =>
        defined &&
        !hidden &&
        binding !== 'local' &&
        name !== '' &&
        !(type === 'absolute' && name === version),
    );
    offered.sort((a, b) => (a.value < b.value ? -1 : a.value > b.value ? 1 : 0));
    return listing(
      offered.map(({ name, value, size, type, version }) => ({
        name,
        ...(type !== 'tls' && { address: value }),
        size,
        type,
        version,
        ...named(name),
      })),
      reason,
    );
  }

  /** The slots of an image that others fill, by address. Rejects with kind `not-found`. */
  async imports(which: string): Promise<Listing<ImportedSymbol>> {
    const { image } = await this.image(which);
    const { imports, reason } = await importsOf(image);
    const items = imports.map(({ symbol: { name, library, version }, slot, target }): ImportedSymbol => {
      const record = { name, address: slot, target: target ?? null, library, version };
      return target === undefined
        ? { ...record, complete: false, reason: 'the slot cannot be read' }
        : { ...record, ...named(name) };
    });
    return listing(items, reason);
  }

  /** The sections of an image; its segments where the section headers are not mapped. Rejects with kind `not-found`. */
  async sections(which: string): Promise<Listing<ImageSection>> {
    const { image, mappings } = await this.image(which);
    const bias = image.bias();
    const sections = await image.sections(fileAddress(mappings));
    if (sections === undefined) {
      const items = image.segments.map(({ type, flags, address, memorySize, offset }): ImageSection => {
        const letter = (flag: number, yes: string): string => ((flags & flag) !== 0 ? yes : '-');
        const permissions =
          letter(SEGMENT_FLAG.read, 'r') +
          letter(SEGMENT_FLAG.write, 'w') +
          letter(SEGMENT_FLAG.execute, 'x');
        return {
          name: SEGMENT_NAMES[type] ?? `0x${type.toString(16)}`,
          address: bias + address,
          size: Number(memorySize),
          permissions,
          offset,
          kind: 'segment',
          complete: true,
        };
      });
      return listing(items, image.whole ? undefined : 'the program headers cannot be read');
    }
    return listing(
      sections
        .filter(({ flags, type }) => type !== 0 && (flags & SECTION_FLAG.allocate) !== 0)
        .map(({ text, flags, address, size, offset }) => ({
          name: text,
          address: bias + address,
          size: Number(size),
          permissions: `r${(flags & SECTION_FLAG.write) !== 0 ? 'w' : '-'}${(flags & SECTION_FLAG.execute) !== 0 ? 'x' : '-'}`,
          offset,
          kind: 'section',
          ...named(text),
        })),
      undefined,
    );
  }

  /** Defined symbols of one image, or of all, with nm's letters: all of them where .symtab is mapped, else the dynamic ones. */
  async symbols(which?: string): Promise<Listing<KernelSymbol>> {
    const images = which === undefined ? (await this.images()).images : [await this.image(which)];
    const reasons = new Set<string>();
    const items: KernelSymbol[] = [];
    for (const { image, mappings } of images) {
      const full = await sectionSymbols(image, fileAddress(mappings));
      const { symbols, reason }: ElfSymbols = full ?? (await dynamicSymbols(image));
      const module = nameOf(mappings[0]?.path ?? '');
      if (reason !== undefined) reasons.add(`${module}: ${reason}`);
      for (const symbol of symbols.values()) {
        const { name, value, defined, type } = symbol;
        if (!defined || name === null || name === '' || type === 'section' || type === 'file') continue;
        items.push({ name, address: value, type: this.letter(image, symbol), module });
      }
    }
    items.sort((a, b) => (a.address < b.address ? -1 : a.address > b.address ? 1 : 0));
    return listing(items, reasons.size === 0 ? undefined : [...reasons].join('; '));
  }

  /** nm's letter, from the segment that holds the symbol. */
  private letter(image: ElfImage, { type, binding, value }: ElfSymbol): string {
    if (binding === 'weak') return type === 'object' ? 'V' : 'W';
    if (type === 'ifunc') return 'i';
    const at = value - image.bias();
    const segment = image.segments.find(
      (s) => s.type === SEGMENT.load && at >= s.address && at < s.address + s.memorySize,
    );
    const letter =
      type === 'absolute'
        ? 'A'
        : segment === undefined || type === 'tls'
          ? 'D'
          : (segment.flags & SEGMENT_FLAG.execute) !== 0
            ? 'T'
            : (segment.flags & SEGMENT_FLAG.write) === 0
              ? 'R'
              : at >= segment.address + segment.fileSize
                ? 'B'
                : 'D';
    return binding === 'local' ? letter.toLowerCase() : letter;
  }

  private images(): Promise<{ readonly images: readonly Found[]; readonly unread: readonly Mapping[] }> {
    this.found ??= this.find();
    return this.found;
  }

  private async find(): Promise<{ images: Found[]; unread: Mapping[] }> {
    const groups: { image: ElfImage | undefined; mappings: Mapping[] }[] = [];
    const last = new Map<string, (typeof groups)[number]>();
    for (const mapping of this.maps.items) {
      const { path, offset, start } = mapping;
      if (path === null || (!path.startsWith('/') && path !== VDSO)) continue;
      const before = last.get(path);
      // A file's start begins an image, unless it is mapped once more inside one (data in the first page of the file).
      const end = before?.image?.extent(1n)?.end ?? 0n;
      if (before !== undefined && (offset !== 0n || start < end)) {
        before.mappings.push(mapping);
        continue;
      }
      const image = offset === 0n ? await ElfImage.at(this.memory, start) : undefined;
      const group = { image, mappings: [mapping] };
      groups.push(group);
      last.set(path, group);
    }
    const images: Found[] = [];
    const unread: Mapping[] = [];
    for (const { image, mappings } of groups) {
      const executable = mappings.some(({ permissions }) => permissions[2] === 'x');
      // A file that is only looked at is no image: one with code would be mapped for execution.
      const code = image?.segments.some(
        ({ type, flags }) => type === SEGMENT.load && (flags & SEGMENT_FLAG.execute) !== 0,
      );
      const first = mappings[0] as Mapping;
      if (image !== undefined && (executable || code === false)) images.push({ image, mappings });
      else if (executable && first.offset === 0n && !(await this.readable(first.start))) unread.push(first);
    }
    return { images, unread };
  }

  private async readable(address: bigint): Promise<boolean> {
    return (await this.memory.readPartial(address, 64)).missing.length === 0;
  }

  private async image(which: string): Promise<Found> {
    const { images } = await this.images();
    const base = /^0x[0-9a-f]+$/i.test(which) ? BigInt(which) : undefined;
    const matching = images.filter(({ image, mappings }) => {
      const path = mappings[0]?.path ?? '';
      return image.base === base || path === which || nameOf(path) === which;
    });
    const [only] = matching;
    if (only !== undefined && matching.length === 1) return only;
    throw new PagewalkError(
      'os',
      only === undefined ? 'not-found' : 'usage',
      only === undefined
        ? `the process has no module '${which}'`
        : `${matching.length} modules are named '${which}': at ${matching.map(({ image }) => `0x${image.base.toString(16)}`).join(', ')}`,
      { hint: only === undefined ? 'pagewalk modules --pid N' : 'give the base address' },
    );
  }

  private async record({ image, mappings }: Found): Promise<ProcessModule> {
    const path = mappings[0]?.path ?? '';
    const extent = image.extent(this.page);
    const buildId = await image.buildId();
    const lacks = [
      extent === undefined ? 'program headers' : undefined,
      buildId === null ? 'build id' : undefined,
    ].filter((what) => what !== undefined);
    return {
      name: nameOf(path),
      base: image.base,
      size: extent === undefined ? null : Number(extent.end - extent.start),
      path: path === VDSO ? '' : path,
      buildId: buildId === undefined ? '' : buildId,
      complete: lacks.length === 0,
      ...(lacks.length > 0 && { reason: `cannot be read: ${lacks.join(', ')}` }),
    };
  }
}

/** Where an offset of the file is mapped. */
function fileAddress(mappings: readonly Mapping[]): FileAddress {
  return (offset) => {
    const at = BigInt(offset);
    // A private writable page may differ from the file.
    const holds = mappings.find(
      (m) => m.permissions[1] !== 'w' && at >= m.offset && at < m.offset + (m.end - m.start),
    );
    return holds && holds.start + (at - holds.offset);
  };
}

/** The last part of a path, without the mark of a deleted file. */
function nameOf(path: string): string {
  return (path.split('/').at(-1) ?? '').replace(/ \(deleted\)$/, '');
}

function named(name: string | null): { complete: boolean; reason?: string } {
  return name === null ? { complete: false, reason: 'the name cannot be read' } : { complete: true };
}

function listing<T>(items: readonly T[], reason: string | undefined): Listing<T> {
  return reason === undefined ? { items, complete: true } : { items, complete: false, reason };
}
