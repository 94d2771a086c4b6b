/**
 * Indexes the types of a BTF section, damaged or not. Types have no length of their own and are counted, not numbered:
 * behind a damaged page the next type must be found again, and then its number.
 * Sources: include/uapi/linux/btf.h; kernel/bpf/btf.c, btf_func_check (a function's type is a prototype).
 */

/** BTF_KIND_*. */
export const KIND = {
  int: 1,
  pointer: 2,
  array: 3,
  struct: 4,
  union: 5,
  enum: 6,
  forward: 7,
  typedef: 8,
  volatile: 9,
  const: 10,
  restrict: 11,
  function: 12,
  prototype: 13,
  variable: 14,
  section: 15,
  float: 16,
  declTag: 17,
  typeTag: 18,
  enum64: 19,
} as const;

/** Bytes that follow a type: fixed, and for each of its `vlen` parts. */
export const EXTRA: Record<number, { readonly fixed: number; readonly each: number }> = {
  [KIND.int]: { fixed: 4, each: 0 },
  [KIND.array]: { fixed: 12, each: 0 },
  [KIND.struct]: { fixed: 0, each: 12 },
  [KIND.union]: { fixed: 0, each: 12 },
  [KIND.enum]: { fixed: 0, each: 8 },
  [KIND.prototype]: { fixed: 0, each: 8 },
  [KIND.variable]: { fixed: 4, each: 0 },
  [KIND.section]: { fixed: 0, each: 12 },
  [KIND.declTag]: { fixed: 4, each: 0 },
  [KIND.enum64]: { fixed: 0, each: 12 },
};

/** Bytes that follow a type of each kind that a section may hold. */
export interface KindSizes {
  readonly sizes: readonly ({ readonly fixed: number; readonly each: number } | undefined)[];
  /** Bits of `info` that must be 0. */
  readonly unused: number;
}

const NOTHING = { fixed: 0, each: 0 };

/**
 * Sizes of kinds: the known ones, and those that the section's own layout names. Sections with a layout (since 7.2) may
 * have kinds up to 127 and 24 bits of vlen. `bytes` of 0: no layout. Source: include/uapi/linux/btf.h, btf_layout.
 */
export function layoutOf(view: DataView, at: number, bytes: number): KindSizes {
  const known = Array.from({ length: KIND.enum64 + 1 }, (_, kind) => EXTRA[kind] ?? NOTHING);
  const told = Array.from({ length: Math.min(MAX_KINDS, Math.floor(bytes / 4)) }, (_, kind) => ({
    fixed: view.getUint8(at + 4 * kind),
    each: view.getUint8(at + 4 * kind + 1),
  }));
  const sizes = [undefined, ...known.slice(1), ...told.slice(known.length)];
  return { sizes, unused: bytes === 0 ? UNUSED_BITS : 0 };
}

/** Kinds that have no name. */
const NAMELESS = new Set<number>([
  KIND.pointer,
  KIND.array,
  KIND.volatile,
  KIND.const,
  KIND.restrict,
  KIND.prototype,
]);
/** Kinds whose third word is a size in bytes; the rest have a type there, arrays and forwards nothing. */
const SIZED = new Set<number>([
  KIND.int,
  KIND.struct,
  KIND.union,
  KIND.enum,
  KIND.section,
  KIND.float,
  KIND.enum64,
]);

/** BTF_MAX_KIND is 127. */
const MAX_KINDS = 128;
/** Bits of `info` that no kernel without a layout sets: between vlen (16 bits) and kind, and between kind (5 bits) and the flag. */
const UNUSED_BITS = 0x60ff0000;
const MAX_SIZE = 1 << 28;
const MAX_TYPES = 1 << 22;
const MIN_TYPE_BYTES = 12;
/** So many sane types in a row are no accident. */
const CHAIN = 8;
/** Looked through for the next sane type; damage beyond that ends the index. */
const MAX_DAMAGE = 1 << 18;
/** Numbers of types tried for a stretch behind damage. */
const MAX_LOST = 1 << 15;
/** Types of a stretch whose numbers are tried out on what refers to them. */
const MAX_WITNESSES = 4000;
/** The right number is contradicted by so many references fewer than the next best. */
const MIN_MARGIN = 4;

/** A stretch of types without damage. */
interface Segment {
  /** Offset of each type. */
  readonly offsets: number[];
  /** First byte behind the last type. */
  end: number;
}

/** What {@link indexTypes} found. */
export interface TypeIndex {
  /** Offset of each type by its number; 0 where the type is lost (and for number 0, void). */
  readonly offsets: Uint32Array;
  /** False when damage was met. */
  readonly whole: boolean;
  /** First byte behind the last type. */
  readonly end: number;
}

/** What bounds the types of a section. */
interface Limits {
  /** First byte behind the types. */
  readonly end: number;
  /** Bytes of the string section and those below it. */
  readonly strings: number;
  readonly kinds: KindSizes;
}

/** Bytes of the type at `at`, or 0 when what is there is none. */
function typeSize(view: DataView, at: number, { end, strings, kinds }: Limits): number {
  if (at + MIN_TYPE_BYTES > end) return 0;
  const info = view.getUint32(at + 4, true);
  const kind = (info >>> 24) & 0x7f;
  const extra = kinds.sizes[kind];
  if ((info & kinds.unused) !== 0 || extra === undefined) return 0;
  const name = view.getUint32(at, true);
  if (name >= strings || (name !== 0 && NAMELESS.has(kind))) return 0;
  const known = kind <= KIND.enum64;
  if (known && view.getUint32(at + 8, true) >= (SIZED.has(kind) ? MAX_SIZE : MAX_TYPES)) return 0;
  const size = MIN_TYPE_BYTES + extra.fixed + extra.each * (info & 0xffffff);
  return at + size <= end ? size : 0;
}

/** Where a run of sane types begins, from `from` on; undefined when none does. */
function resume(view: DataView, from: number, limits: Limits): number | undefined {
  const { end } = limits;
  const limit = Math.min(end, from + MAX_DAMAGE);
  for (let at = from; at < limit; at += 4) {
    let next = at;
    for (let chain = 0; chain < CHAIN && next < end; chain++) {
      const size = typeSize(view, next, limits);
      if (size === 0) {
        next = 0;
        break;
      }
      next += size;
    }
    if (next !== 0) return at;
  }
  return undefined;
}

function segmentsOf(view: DataView, start: number, limits: Limits): Segment[] {
  const segments: Segment[] = [];
  let segment: Segment = { offsets: [], end: start };
  segments.push(segment);
  for (let at = start; at < limits.end;) {
    const size = typeSize(view, at, limits);
    if (size > 0) {
      segment.offsets.push(at);
      at += size;
      segment.end = at;
      continue;
    }
    const next = resume(view, at + 4, limits);
    if (next === undefined) break;
    segment = { offsets: [], end: next };
    segments.push(segment);
    at = next;
  }
  return segments;
}

const kindAt = (view: DataView, at: number): number => (view.getUint32(at + 4, true) >>> 24) & 0x7f;

/** What references say about the types they name, by number. */
interface Expectations {
  /** Bits of {@link MUST}. */
  readonly must: Uint8Array;
  /** Bytes that the type must fit into; 0 where nothing is known. */
  readonly room: Uint32Array;
}
const MUST = { prototype: 1, data: 2, type: 4 } as const;
/** Kinds that nothing but a declaration tag or a section refers to. */
const NO_TYPES = new Set<number>([KIND.function, KIND.variable, KIND.section, KIND.declTag]);

/** Collects what all types that are there say of others. References are by number, so they hold behind damage too. */
function expectationsOf(view: DataView, segments: readonly Segment[], below: number): Expectations {
  const count = segments.reduce((sum, { offsets }) => sum + offsets.length, 0);
  const most = Math.min(MAX_TYPES, count + MAX_LOST);
  const must = new Uint8Array(most);
  const room = new Uint32Array(most);
  const expect = (id: number, what: number): void => {
    const number = id - below;
    if (number > 0 && number < most) must[number] = (must[number] as number) | what;
  };
  for (const at of segments.flatMap(({ offsets }) => offsets)) {
    const info = view.getUint32(at + 4, true);
    const kind = kindAt(view, at);
    const third = view.getUint32(at + 8, true);
    if (kind === KIND.function) expect(third, MUST.prototype);
    else if (kind === KIND.array) expect(view.getUint32(at + 12, true), MUST.data);
    else if (kind === KIND.struct || kind === KIND.union) {
      const length = info & 0xffff;
      const flagged = info >>> 31 === 1;
      for (let i = 0; i < length; i++) {
        const member = at + 12 + 12 * i;
        const number = view.getUint32(member + 4, true);
        const place = view.getUint32(member + 8, true);
        expect(number, MUST.data);
        if (flagged && place >>> 24 !== 0) continue;
        const after =
          kind === KIND.struct && i + 1 < length
            ? (view.getUint32(member + 20, true) & (flagged ? 0xffffff : 0xffffffff)) >>> 0
            : 8 * third;
        const bytes = (after - place) >> 3;
        const own = number - below;
        if (bytes <= 0 || own <= 0 || own >= most) continue;
        const known = room[own] as number;
        if (known === 0 || bytes < known) room[own] = bytes;
      }
    } else if (!SIZED.has(kind) && kind !== KIND.declTag && kind !== KIND.forward) expect(third, MUST.type);
  }
  return { must, room };
}

/** Kind and least size of each type of a segment. */
function shapesOf(view: DataView, segment: Segment): { kinds: Uint8Array; sizes: Uint32Array } {
  const kinds = Uint8Array.from(segment.offsets, (at) => kindAt(view, at));
  const sizes = Uint32Array.from(segment.offsets, (at, i) =>
    kinds[i] === KIND.pointer ? 8 : SIZED.has(kinds[i] as number) ? view.getUint32(at + 8, true) : 0,
  );
  return { kinds, sizes };
}

/**
 * The number of a segment's first type, from `from` to `from + most`: the one that what refers to the segment
 * contradicts least. Undefined when no number stands out.
 */
function numberOf(
  view: DataView,
  segment: Segment,
  from: number,
  most: number,
  { must, room }: Expectations,
): number | undefined {
  const { kinds, sizes } = shapesOf(view, segment);
  let named: number[] = [];
  for (let number = from; number < Math.min(must.length, from + most + kinds.length); number++) {
    if (must[number] !== 0 || room[number] !== 0) named.push(number);
  }
  const stride = Math.ceil(named.length / MAX_WITNESSES);
  named = named.filter((_, i) => i % stride === 0);
  let best = { number: 0, wrong: Infinity, heard: 0 };
  let second = Infinity;
  for (let number = from; number <= from + Math.min(most, MAX_LOST); number++) {
    let wrong = 0;
    let heard = 0;
    for (const id of named) {
      const kind = kinds[id - number];
      if (kind === undefined) continue;
      heard++;
      const what = must[id] as number;
      const fits = room[id] as number;
      const contradicted =
        ((what & MUST.prototype) !== 0 && kind !== KIND.prototype) ||
        (what !== 0 && (what & MUST.prototype) === 0 && NO_TYPES.has(kind)) ||
        ((what & MUST.data) !== 0 && kind === KIND.prototype) ||
        (fits !== 0 && (sizes[id - number] as number) > fits);
      if (contradicted && ++wrong > second) break;
    }
    if (wrong < best.wrong) {
      second = best.wrong;
      best = { number, wrong, heard };
    } else second = Math.min(second, wrong);
    // Two numbers that little speaks against: none will ever stand out.
    if (second < MIN_MARGIN) return undefined;
  }
  const clear = second - best.wrong >= MIN_MARGIN && best.wrong <= best.heard / 20;
  return clear ? best.number : undefined;
}

/**
 * Indexes the types at `start` (exclusive `end`). Offsets in bytes of the view; `strings` is the size of the string
 * section and those below it, `below` the number of types below.
 */
export function indexTypes(
  view: DataView,
  start: number,
  end: number,
  strings: number,
  kinds: KindSizes = layoutOf(view, 0, 0),
  below = 0,
): TypeIndex {
  const segments = segmentsOf(view, start, { end, strings, kinds });
  const byNumber: number[] = [0];
  const [first, ...rest] = segments as [Segment, ...Segment[]];
  for (const at of first.offsets) byNumber.push(at);
  let reached = first.end;
  const expectations = rest.length === 0 ? undefined : expectationsOf(view, segments, below);
  for (const segment of rest) {
    const lost = Math.floor(((segment.offsets[0] as number) - reached) / MIN_TYPE_BYTES);
    const number =
      expectations === undefined ? undefined : numberOf(view, segment, byNumber.length, lost, expectations);
    // Types that cannot be numbered are lost too; the next stretch is looked for further on.
    if (number === undefined) continue;
    while (byNumber.length < number) byNumber.push(0);
    for (const at of segment.offsets) byNumber.push(at);
    reached = segment.end;
  }
  return {
    offsets: Uint32Array.from(byNumber),
    whole: rest.length === 0 && reached === end,
    end: (segments.at(-1) as Segment).end,
  };
}
