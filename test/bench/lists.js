// Finds the page-table roots in a lab dump and makes the address lists that all engines of the benchmark are given.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { xorshift } from './random.js';

const PAGE = 4096;
const LARGE = 0x80;
/** Pages of the hot list: fewer than a TLB of 2,048 entries holds. */
const HOT_PAGES = 1024;
const HOT_DRAWS = 32_768;
const WORD_READS = 65_536;
/** Blocks of 1 MiB that are read from the direct map, at most. */
const BLOCKS = 100;
const BLOCK = 1 << 20;
/** Offset of the signature in the kernel's text, its length, and which of its bytes must match (bit i: byte i). */
const SIGNATURE_AT = 0x1200;
const SIGNATURE = 16;
const SIGNATURE_MASK = 0xfe1f;
/** Bytes 7f 45 4c 46: an ELF file's first. */
const ELF_MAGIC = 0x464c457f;

/** A 4-level walker over the whole image in memory; what the image lacks is not present. */
class Tables {
  constructor(bytes) {
    this.size = bytes.length;
    this.halves = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length >> 2);
  }
  /** Low half of the entry at a physical address. */
  low(at) {
    return at + 8 <= this.size ? this.halves[at / 4] : 0;
  }
  /** Bits 51:12 of the entry at a physical address. */
  frame(at) {
    return (this.halves[at / 4 + 1] & 0xfffff) * 2 ** 32 + this.low(at) - (this.low(at) % PAGE);
  }
  /** @returns {number | undefined} where a virtual address lies */
  walk(root, virtual) {
    let table = root;
    for (let shift = 39n; shift >= 12n; shift -= 9n) {
      const at = table + Number((virtual >> shift) & 511n) * 8;
      const low = this.low(at);
      if ((low & 1) === 0) return undefined;
      if (shift === 12n || (shift < 39n && (low & LARGE) !== 0)) {
        const size = 2 ** Number(shift);
        const frame = this.frame(at);
        return frame - (frame % size) + Number(virtual & (BigInt(size) - 1n));
      }
      table = this.frame(at);
    }
    return undefined;
  }
  /** Pages of 4 KiB of the user half below a table, ascending, as [virtual, physical]; larger pages are cut. */
  *userPages(table, shift = 39, base = 0) {
    for (let i = 0; i < (shift === 39 ? 256 : 512); i++) {
      const at = table + i * 8;
      const low = this.low(at);
      if ((low & 1) === 0) continue;
      const virtual = base + i * 2 ** shift;
      if (shift > 12 && (shift === 39 || (low & LARGE) === 0)) {
        yield* this.userPages(this.frame(at), shift - 9, virtual);
        continue;
      }
      const size = 2 ** shift;
      const frame = this.frame(at) - (this.frame(at) % size);
      for (let within = 0; within < size; within += PAGE)
        if (frame + within < this.size) yield [BigInt(virtual + within), frame + within];
    }
  }
}

/**
 * @returns {number} the only root whose walk agrees with every VTOP line of the guest. A page of PROT_NONE has a frame in
 * the guest's account, but no present entry.
 */
function victimRoot(tables, serial) {
  const lines = [...serial.matchAll(/^VTOP (\w+) ([0-9a-f]+) (\w+)/gm)].map(
    ([, name, virtual, physical]) => ({
      virtual: BigInt(`0x${virtual}`),
      physical: physical === 'none' || name === 'protnone' ? undefined : Number.parseInt(physical, 16),
    }),
  );
  if (lines.length === 0) throw new Error('serial.txt has no VTOP line');
  const roots = [];
  for (let root = 0; root < tables.size; root += PAGE)
    if (lines.every(({ virtual, physical }) => tables.walk(root, virtual) === physical)) roots.push(root);
  if (roots.length !== 1)
    throw new Error(`${roots.length} roots agree with the guest's ${lines.length} VTOP lines, not one`);
  return roots[0];
}

/** Where symbols of the kernel's image lie in physical memory, by /proc/kallsyms and /proc/iomem in the guest's account. */
function kernelSymbols(serial) {
  const symbols = new Map(
    [...serial.matchAll(/^([0-9a-f]{16}) \w (\w+)\r?$/gm)].map(([, at, name]) => [name, BigInt(`0x${at}`)]),
  );
  const text = /^\s*([0-9a-f]+)-[0-9a-f]+ : Kernel code/m.exec(serial)?.[1];
  if (text === undefined) throw new Error('serial.txt has no line "Kernel code" of /proc/iomem');
  const base = symbols.get('_text');
  return (name) => {
    const at = symbols.get(name);
    if (at === undefined || base === undefined) throw new Error(`serial.txt has no symbol ${name}`);
    return Number(at - base) + Number.parseInt(text, 16);
  };
}

/** First of as many blocks of 1 MiB as are mapped without a gap, and how many there are. */
function mappedBlocks(pages) {
  for (let i = 0; i < pages.length; i++) {
    const [virtual, physical] = pages[i];
    if (physical % BLOCK !== 0 || physical === 0) continue;
    let end = i;
    while (end < pages.length && pages[end][0] - virtual === BigInt((end - i) * PAGE)) end++;
    const blocks = Math.min(BLOCKS, Math.floor((end - i) / (BLOCK / PAGE)));
    if (blocks > 0) return { start: virtual, blocks };
  }
  throw new Error('the direct map has no whole mebibyte');
}

/**
 * @param {string} folder a lab machine's: ram.raw (physical address = offset) and serial.txt
 * @returns what plan.txt and the lists are made of: the lists by name, as arrays of [virtual, physical]
 */
export function dumpLists(folder) {
  const bytes = readFileSync(join(folder, 'ram.raw'));
  const image = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
  const serial = readFileSync(join(folder, 'serial.txt'), 'latin1');
  const tables = new Tables(image);
  const place = kernelSymbols(serial);
  const userRoot = victimRoot(tables, serial);
  const dmapRoot = place('init_top_pgt');
  const pageOffset = bytes.readBigUInt64LE(place('page_offset_base'));

  const user = [...tables.userPages(userRoot)];
  const dmap = [];
  for (let physical = 0; physical < image.length; physical += PAGE) {
    const virtual = pageOffset + BigInt(physical);
    if (tables.walk(dmapRoot, virtual) === physical) dmap.push([virtual, physical]);
  }
  const userRand = xorshift(1).shuffled([...user]);
  const dmapRand = xorshift(2).shuffled([...dmap]);
  const hot = xorshift(3);
  const wordsOf = (pages, seed) => {
    const random = xorshift(seed);
    return Array.from({ length: WORD_READS }, () => {
      const [virtual, physical] = pages[random.below(pages.length)];
      const within = random.below(PAGE / 8) * 8;
      return [virtual + BigInt(within), physical + within];
    });
  };
  const signatureAt = place('_text') + SIGNATURE_AT;
  return {
    userRoot,
    dmapRoot,
    ...mappedBlocks(dmap),
    searchU32: ELF_MAGIC,
    searchU64: pageOffset,
    signature: image.slice(signatureAt, signatureAt + SIGNATURE),
    signatureMask: SIGNATURE_MASK,
    lists: {
      'user-seq': user,
      'user-rand': userRand,
      'user-hot': Array.from(
        { length: HOT_DRAWS },
        () => userRand[hot.below(Math.min(HOT_PAGES, user.length))],
      ),
      'user-r8': wordsOf(user, 4),
      'dmap-seq': dmap,
      'dmap-rand': dmapRand,
      'dmap-r8': wordsOf(dmap, 5),
    },
  };
}

/** The made-up guest's lists: every page ascending, and as many addresses drawn at random, as [virtual, physical]. */
export function syntheticLists(physical) {
  const random = xorshift(8);
  const page = (i, within) => [BigInt(i * PAGE + within), Number(physical[i]) + within];
  return {
    'synthetic-seq': Array.from(physical, (_, i) => page(i, 0)),
    'synthetic-rand': Array.from(physical, () => page(random.below(physical.length), random.below(PAGE))),
  };
}
