/** Bytes of memory as numbers, pointers, texts and structure members. */
import { describeMissing, type MemoryView, type Missing } from '../../engine/index.js';
import { hexAddress } from '../../os/records.js';
import type { TypeDescription, TypeMember } from '../../os/types.js';
import { hexText } from './hex-dump.js';
import type { Json, Row } from './row.js';

const MAX_TEXT = 4096;

/** How a scalar of so many bytes is read, at an offset of a view of the bytes. */
interface Scalar {
  readonly size: number;
  readonly value: (view: DataView, at: number) => Json;
}

/** 64-bit numbers are decimal texts, because JSON numbers end at 2^53; pointers are addresses. */
const SCALARS: Readonly<Record<string, Scalar>> = {
  u8: { size: 1, value: (view, at) => view.getUint8(at) },
  u16: { size: 2, value: (view, at) => view.getUint16(at, true) },
  u32: { size: 4, value: (view, at) => view.getUint32(at, true) },
  i32: { size: 4, value: (view, at) => view.getInt32(at, true) },
  u64: { size: 8, value: (view, at) => view.getBigUint64(at, true).toString() },
  ptr: { size: 8, value: (view, at) => hexAddress(view.getBigUint64(at, true)) },
};

/** C spellings that structure members have, and the scalar they are. Source: x86-64 psABI, figure 3.1. */
const C_TYPES: Readonly<Record<string, string>> = {
  char: 'u8',
  'unsigned char': 'u8',
  _Bool: 'u8',
  bool: 'u8',
  u8: 'u8',
  __u8: 'u8',
  short: 'u16',
  'short unsigned int': 'u16',
  'unsigned short': 'u16',
  u16: 'u16',
  __u16: 'u16',
  int: 'i32',
  'unsigned int': 'u32',
  u32: 'u32',
  __u32: 'u32',
  pid_t: 'i32',
  'long unsigned int': 'u64',
  'unsigned long': 'u64',
  'long long unsigned int': 'u64',
  u64: 'u64',
  __u64: 'u64',
  size_t: 'u64',
};

/** True for the names that `--as` takes besides kernel types. */
export function isScalar(name: string): boolean {
  return name === 'string' || name in SCALARS;
}

/** Values of one scalar type, as many as `length` bytes hold (default: one). An unreadable one is null. */
export async function* scalarRows(
  view: MemoryView,
  address: bigint,
  length: number | undefined,
  as: string,
): AsyncGenerator<Row> {
  const scalar = SCALARS[as];
  if (scalar === undefined) {
    yield await textRow(view, address, length ?? MAX_TEXT);
    return;
  }
  const { size, value } = scalar;
  const count = length === undefined ? 1 : Math.floor(length / size);
  const perStep = 4096 / size;
  for (let first = 0; first < count; first += perStep) {
    const here = Math.min(perStep, count - first);
    const start = address + BigInt(first * size);
    const { data, missing } = await view.readPartial(start, here * size);
    const bytes = new DataView(data.buffer, data.byteOffset, data.length);
    for (let i = 0; i < here; i++) {
      const at = start + BigInt(i * size);
      yield {
        address: hexAddress(at),
        type: as,
        ...valueOrGap(at, size, missing, () => value(bytes, i * size)),
      };
    }
  }
}

/** A structure's members with their values; members of compound types have none. */
export async function* structureRows(
  view: MemoryView,
  address: bigint,
  type: TypeDescription,
): AsyncGenerator<Row> {
  const { data, missing } = await view.readPartial(address, type.size);
  const bytes = new DataView(data.buffer, data.byteOffset, data.length);
  for (const member of type.members) {
    const { name, offset, type: spelling } = member;
    const read = memberReader(member, type.size);
    const fields = { offset, name, type: spelling };
    yield read === undefined
      ? fields
      : {
          ...fields,
          ...valueOrGap(address + BigInt(offset), read.size, missing, () => read.value(bytes, offset)),
        };
  }
}

function memberReader({ type, bits, bitOffset, offset }: TypeMember, structure: number): Scalar | undefined {
  const fits = (scalar: Scalar | undefined): Scalar | undefined =>
    scalar !== undefined && offset + scalar.size <= structure ? scalar : undefined;
  if (bits > 0) {
    const first = bitOffset >> 3;
    const last = (bitOffset + bits - 1) >> 3;
    if (last >= structure || bits > 53) return undefined;
    return { size: last - first + 1, value: (view) => bitField(view, bitOffset, bits) };
  }
  if (type.endsWith('*')) return fits(SCALARS['ptr']);
  const text = /^char\[(\d+)\]$/.exec(type);
  if (text !== null) {
    const size = Number(text[1]);
    return fits({
      size,
      value: (view, at) => textOf(new Uint8Array(view.buffer, view.byteOffset + at, size)),
    });
  }
  return fits(SCALARS[C_TYPES[type] ?? '']);
}

function bitField(view: DataView, bitOffset: number, bits: number): number {
  let value = 0;
  for (let i = bits - 1; i >= 0; i--) {
    const bit = bitOffset + i;
    value = value * 2 + ((view.getUint8(bit >> 3) >> (bit & 7)) & 1);
  }
  return value;
}

async function textRow(view: MemoryView, address: bigint, max: number): Promise<Row> {
  const { data, missing } = await view.readPartial(address, Math.min(max, 1 << 20));
  const [gap] = missing;
  const whole = gap === undefined ? data.length : Number(gap.start - address);
  const end = data.subarray(0, whole).indexOf(0);
  const head = { address: hexAddress(address), type: 'string' };
  if (end < 0 && gap !== undefined) {
    return {
      ...head,
      value: whole === 0 ? null : textOf(data.subarray(0, whole)),
      complete: false,
      reason: describeMissing(gap),
    };
  }
  return { ...head, value: textOf(end < 0 ? data : data.subarray(0, end)) };
}

function textOf(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  const text = end < 0 ? bytes : bytes.subarray(0, end);
  const utf8 = new TextDecoder().decode(text);
  return utf8.includes('\ufffd') && text.length <= 32 ? hexText(text) : utf8;
}

/** The value, or null with the reason when any of its bytes is missing. */
function valueOrGap(
  address: bigint,
  size: number,
  missing: readonly Missing[],
  value: () => Json,
): { value: Json; complete?: false; reason?: string } {
  const gap = missing.find(
    ({ start, size: gone }) => start < address + BigInt(size) && start + gone > address,
  );
  return gap === undefined
    ? { value: value() }
    : { value: null, complete: false, reason: describeMissing(gap) };
}
