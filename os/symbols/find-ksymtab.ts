/**
 * Finds the table of exported symbols in physical memory by well-known names: the word that refers to one is part of
 * an entry, and the table goes on both ways from there.
 */
import { throwIfAborted, type Engine } from '../../engine/index.js';
import { nameLength, nameOffset, type KsymtabBytes, type KsymtabPlace } from './ksymtab.js';

/** Exported by every kernel from 5.10 on. Source: EXPORT_SYMBOL in init/init_task.c, net/core/net_namespace.c, mm. */
const WELL_KNOWN: readonly string[] = ['init_task', 'init_net', 'jiffies_64', 'vfree', 'kfree'];
/** A table of fewer entries is an accident: kernels export thousands. */
const MIN_ENTRIES = 500;
/** Entries in a row that damage may have hit inside the table. */
const MAX_GAP = 1024;
/** Behind a gap so many good entries in a row continue the table. */
const AGAIN = 4;
/** Texts that are looked at: copies of the names lie in type information, debug data and file caches. */
const MAX_TEXTS = 64;
/** The table lies before its names, both within this distance of any of them, bytes. */
const BEFORE = 3 << 20;
const BEHIND = 1 << 20;
const PAGE = 4096;

/** A table that was found. */
export interface FoundKsymtab {
  /** Physical address of the image bytes that `place` counts from. */
  readonly region: number;
  /** Bytes from there that hold the table and its names. */
  readonly length: number;
  readonly place: KsymtabPlace;
}

/** Where and how to look. */
export interface FindKsymtabOptions {
  /** Physical addresses that hold the image's read-only data. */
  readonly range: { readonly start: bigint; readonly end: bigint };
  readonly wordSize: 4 | 8;
  /** Virtual minus physical address of the image; without it only place-relative tables are found. */
  readonly delta: bigint | undefined;
  readonly signal?: AbortSignal;
}

/** The first table in a stretch of memory; undefined when there is none. Bounded. */
export async function findKsymtab(
  engine: Engine,
  options: FindKsymtabOptions,
): Promise<FoundKsymtab | undefined> {
  const { range, wordSize, delta, signal } = options;
  const patterns = WELL_KNOWN.map((name) => ({
    bytes: Uint8Array.from(`\0${name}\0`, (c) => c.charCodeAt(0)),
  }));
  let texts = 0;
  for await (const { address } of engine.physical.search(patterns, { range, ...(signal && { signal }) })) {
    throwIfAborted(signal);
    if (++texts > MAX_TEXTS) return undefined;
    const text = Number(address) + 1;
    const from = Math.max(0, text - BEFORE);
    const region = from - (from % PAGE);
    const length = text + BEHIND - region;
    const { data } = await engine.physical.readPartial(BigInt(region), length);
    const origin = delta === undefined ? undefined : BigInt.asUintN(8 * wordSize, BigInt(region) + delta);
    const place = ksymtabAround({ bytes: data, origin, wordSize }, text - region);
    if (place !== undefined) return { region, length, place };
  }
  return undefined;
}

/** The table one of whose entries names the text at `text`, an offset in the image bytes; undefined when there is none. */
export function ksymtabAround(image: KsymtabBytes, text: number): KsymtabPlace | undefined {
  const { bytes, origin, wordSize } = image;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const forms: Pick<KsymtabPlace, 'kind' | 'word'>[] = [{ kind: 'place', word: 4 }];
  if (origin !== undefined) forms.push({ kind: 'absolute', word: wordSize });
  let best: { place: KsymtabPlace; good: number } | undefined;
  for (const form of forms) {
    for (const entry of entriesNaming(text, form, image)) {
      for (const words of [3, 2] as const) {
        const found = extend(image, view, entry, { ...form, words });
        if (found.good > (best?.good ?? MIN_ENTRIES - 1)) best = found;
      }
    }
  }
  return best?.place;
}

/** Offsets that would be an entry whose name is the text at `text`. Looks at each word once, as numbers: there are millions. */
function entriesNaming(
  text: number,
  { kind, word }: Pick<KsymtabPlace, 'kind' | 'word'>,
  { bytes, origin = 0n }: KsymtabBytes,
): number[] {
  const whole = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice();
  const words = new Uint32Array(whole.buffer, whole.byteOffset, whole.length >> 2);
  const wanted = origin + BigInt(text);
  const [low, high] = [Number(wanted & 0xffffffffn), Number((wanted >> 32n) & 0xffffffffn)];
  const found: number[] = [];
  // The name is an entry's second word.
  if (kind === 'place') {
    for (let i = 1, at = 4; i < words.length; i++, at += 4)
      if (at + ((words[i] as number) | 0) === text) found.push(at - 4);
  } else if (word === 4) {
    for (let i = 1; i < words.length; i++) if (words[i] === low) found.push(4 * (i - 1));
  } else {
    for (let i = 2; i + 1 < words.length; i += 2)
      if (words[i] === low && words[i + 1] === high) found.push(4 * (i - 2));
  }
  return found;
}

/** The table that goes on both ways from an entry, and how many of its entries name something. */
function extend(
  image: KsymtabBytes,
  view: DataView,
  entry: number,
  form: Pick<KsymtabPlace, 'kind' | 'word' | 'words'>,
): { place: KsymtabPlace; good: number } {
  const stride = form.word * form.words;
  const isEntry = (at: number): boolean => nameLength(image.bytes, nameOffset(view, form, at, image)) > 1;
  const reach = (step: number): { last: number; good: number } => {
    let reached = { last: entry, good: 0 };
    for (let at = entry + step, bad = 0, row = 0, good = 0; bad <= MAX_GAP; at += step) {
      if (at < 0 || at + stride > view.byteLength) break;
      if (!isEntry(at)) {
        bad++;
        row = 0;
        continue;
      }
      good++;
      row++;
      if (bad > 0 && row < AGAIN) continue;
      bad = 0;
      reached = { last: at, good };
    }
    return reached;
  };
  const [down, up] = [reach(-stride), reach(stride)];
  const place = { ...form, start: down.last, count: (up.last - down.last) / stride + 1 };
  return { place, good: down.good + up.good + 1 };
}
