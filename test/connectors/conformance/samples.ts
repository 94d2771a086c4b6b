/** One table of small files of all formats, with the memory that each holds: what the suite opens in every host. */
import { compress as snappy } from 'snappyjs';
import type { Format } from '../../../connectors/index.js';
import { avmlDump, flattened, frames, kdump, limeDump, type Stretch } from '../../kit/dump-writers.js';
import { writeCore } from '../../kit/elf-writer.js';
import { xenCore } from '../../kit/elf-notes-writer.js';
import { bgzfFile, gzipFile, lz4File, zipFile, zstdFile } from '../../kit/packed-writers.js';
import { hibernationFile } from '../../kit/hibernation-writer.js';
import { cmosOf, libvirtSave, qcow2Image, qemuStream } from '../../kit/qemu-writers.js';
import { vmwareState } from '../../kit/vmware-writer.js';
import { windowsDump } from '../../kit/windows-dump-writer.js';

/** Files that make a dump, and what is in it. */
export interface Sample {
  /** What the connector calls itself. */
  readonly format: Format;
  /** Files by name; the first is opened, the others lie beside it. */
  readonly files: Readonly<Record<string, Uint8Array>>;
  readonly memory: readonly Stretch[];
  /** Memory that a raw image leaves out. */
  readonly gaps?: readonly { readonly start: number; readonly size: number }[];
}

/** Bytes in which each page is another one. */
export function content(size: number, seed: number): Uint8Array {
  return Uint8Array.from({ length: size }, (_, i) => ((i >> 4) * 31 + seed * 97 + (i >> 12)) & 0xff);
}

/** Whole pages with holes between. */
const pages: readonly Stretch[] = [
  { start: 0x1000, data: content(0x2000, 1) },
  { start: 0x10000, data: content(0x3000, 2) },
  { start: 0x100000, data: content(0x20000, 3) },
];
/** LiME writes the ranges of /proc/iomem, whose ends are no page borders. */
const ragged: readonly Stretch[] = [
  { start: 0x1000, data: content(0x9ebff, 4) },
  { start: 0x100000, data: content(0x20001, 5) },
];
const flat = content(0x5000 + 100, 6);
/** Memory of a virtual machine, with pages of zeros; 1 MiB of it, as one block. */
const virtual = ((): Uint8Array => {
  const bytes = new Uint8Array(1 << 20);
  bytes.set(content(0x30000, 7), 0x2000);
  bytes.set(content(0x9000, 8), 0xf7000);
  return bytes;
})();
const machine = [{ start: 0, data: virtual }];
const stream = (shape: Parameters<typeof qemuStream>[2] = {}): Uint8Array =>
  qemuStream(virtual.length, machine, { cmos: cmosOf(0), ...shape });
/** The machine's memory, the upper half of it at 4 GiB. */
const halves: readonly Stretch[] = [
  { start: 0, data: virtual.subarray(0, 1 << 19) },
  { start: 2 ** 32, data: virtual.subarray(1 << 19) },
];
const vmware = vmwareState(halves);
const packs = {
  plain: (data: Uint8Array) => ({ data, flag: 0 }),
  mixed: (page: Uint8Array, i: number) =>
    i % 2 === 0 ? { data: snappy(page), flag: 4 } : { data: page, flag: 0 },
};
const core = (options: Parameters<typeof writeCore>[1] = {}): Uint8Array =>
  writeCore(
    pages.map(({ start, data }) => ({ physical: BigInt(start), data })),
    options,
  );

/** All samples by what is special about them. */
export const SAMPLES: Readonly<Record<string, Sample>> = {
  raw: { format: 'raw', files: { 'a.raw': flat }, memory: [{ start: 0, data: flat }] },
  'raw in parts': {
    format: 'raw',
    files: {
      'a.raw.002': flat.slice(8192, 16384),
      'a.raw.001': flat.slice(0, 8192),
      'a.raw.003': flat.slice(16384),
    },
    memory: [{ start: 0, data: flat }],
  },
  'raw with gaps': {
    format: 'raw',
    files: { 'a.raw': flat },
    gaps: [{ start: 0x2000, size: 0x1000 }],
    memory: [
      { start: 0, data: flat.subarray(0, 0x2000) },
      { start: 0x3000, data: flat.subarray(0x2000) },
    ],
  },
  elf: { format: 'elf', files: { 'a.elf': core() }, memory: pages },
  'elf of 32 bits': { format: 'elf', files: { 'a.elf': core({ bits: 32 }) }, memory: pages },
  'elf, sections first': {
    format: 'elf',
    files: { 'a.elf': core({ sectionsFirst: true, headerSize: 8 }) },
    memory: pages,
  },
  "Xen's core": {
    format: 'elf',
    files: {
      'a.core': xenCore(
        pages.flatMap(({ start, data }) =>
          Array.from({ length: data.length / 4096 }, (_, i) => ({
            frame: BigInt(start / 4096 + i),
            data: data.subarray(4096 * i, 4096 * (i + 1)),
          })),
        ),
      ),
    },
    memory: pages,
  },
  lime: { format: 'lime', files: { 'a.lime': limeDump(ragged) }, memory: ragged },
  avml: { format: 'avml', files: { 'a.avml': avmlDump(ragged) }, memory: ragged },
  'kdump, zlib': { format: 'kdump', files: { 'a.kdump': kdump(pages) }, memory: pages },
  'kdump, plain': {
    format: 'kdump',
    files: { 'a.kdump': kdump(pages, { pack: packs.plain }) },
    memory: pages,
  },
  'kdump, snappy': {
    format: 'kdump',
    files: { 'a.kdump': kdump(pages, { pack: packs.mixed }) },
    memory: pages,
  },
  'kdump of a 32-bit machine': {
    format: 'kdump',
    files: { 'a.kdump': kdump(pages, { word: 4, version: 3 }) },
    memory: pages,
  },
  'kdump, flattened': { format: 'kdump', files: { 'a.flat': flattened(kdump(pages), 1000) }, memory: pages },
  'windows, full': { format: 'windows-dump', files: { 'a.dmp': windowsDump('full', pages) }, memory: pages },
  'windows, bitmap': {
    format: 'windows-dump',
    files: { 'a.dmp': windowsDump('bitmap', pages) },
    memory: pages,
  },
  'windows, ranges': {
    format: 'windows-dump',
    files: { 'a.dmp': windowsDump('ranges', pages) },
    memory: pages,
  },
  qemu: { format: 'migration', files: { 'a.qemu': stream() }, memory: machine },
  'qemu, packed, pages sent twice': {
    format: 'migration',
    files: { 'a.qemu': stream({ compress: true, twice: true }) },
    memory: machine,
  },
  'qemu, cut at 4 GiB': {
    format: 'migration',
    files: { 'a.qemu': stream({ cmos: cmosOf(1 << 19) }) },
    memory: halves,
  },
  'qemu, mapped': { format: 'migration', files: { 'a.qemu': stream({ mapped: true }) }, memory: machine },
  'qemu of ARM': {
    format: 'migration',
    files: { 'a.qemu': stream({ machine: 'virt-7.2', block: 'mach-virt.ram', pageSize: 16384 }) },
    memory: [{ start: 0x40000000, data: virtual }],
  },
  "libvirt's save": { format: 'migration', files: { 'a.save': libvirtSave(stream()) }, memory: machine },
  qcow2: {
    format: 'qcow2',
    files: {
      'a.qcow2': qcow2Image([
        { name: 'older', state: stream({ block: 'old' }) },
        { name: 'newest', state: stream() },
        { name: 'disk only', state: new Uint8Array(0) },
      ]),
    },
    memory: machine,
  },
  'vmware, by its state': {
    format: 'vmware',
    files: { 'a.vmss': vmware.vmss, 'a.vmem': vmware.vmem },
    memory: halves,
  },
  'vmware, by its memory': {
    format: 'vmware',
    files: { 'a.vmem': vmware.vmem, 'a.vmsn': vmware.vmss },
    memory: halves,
  },
  'vmware, memory in the state': {
    format: 'vmware',
    files: { 'a.vmsn': vmwareState(halves, { inside: true }).vmss },
    memory: halves,
  },
  'vmware, without regions': {
    format: 'vmware',
    files: { 'a.vmss': vmwareState(machine, { flat: true }).vmss, 'a.vmem': virtual },
    memory: machine,
  },
  hibernation: { format: 'hibernation', files: { 'hiberfil.sys': hibernationFile(pages) }, memory: pages },
  'hibernation of 32 bits': {
    format: 'hibernation',
    files: { 'hiberfil.sys': hibernationFile(pages, 4) },
    memory: pages,
  },
  'lime in gzip': { format: 'lime', files: { 'a.gz': gzipFile(limeDump(ragged)) }, memory: ragged },
  'lime in BGZF': { format: 'lime', files: { 'a.gz': bgzfFile(limeDump(ragged)) }, memory: ragged },
  'lime in LZ4': { format: 'lime', files: { 'a.lz4': lz4File(limeDump(ragged)) }, memory: ragged },
  'lime in LZ4, linked': {
    format: 'lime',
    files: { 'a.lz4': lz4File(limeDump(ragged), { linked: true, checksums: true }) },
    memory: ragged,
  },
  'lime in snappy': { format: 'lime', files: { 'a.sz': frames(limeDump(ragged)) }, memory: ragged },
  'lime in zstd': { format: 'lime', files: { 'a.zst': zstdFile(limeDump(ragged)) }, memory: ragged },
  'vmware in zip': {
    format: 'vmware',
    files: {
      'a.zip': zipFile([
        { name: 'a.vmss', data: vmware.vmss },
        { name: 'a.vmem', data: vmware.vmem },
      ]),
    },
    memory: halves,
  },
  'vmware, no state': { format: 'raw', files: { 'a.vmem': virtual }, memory: machine },
};
