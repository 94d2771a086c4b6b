/** Adds layouts to the types of a kernel that does not describe its own, when a listing needs them. They are kept with the findings. */
import type { Field } from '../../symbols/types.js';
import type { LinuxKernel } from '../kernel.js';

/** Where a member lies, and its bytes; a word when left out. */
export type Place = number | readonly [offset: number, size: number];

/** True when the kernel's types have a member. */
export function knows(kernel: LinuxKernel, type: string, member: string): boolean {
  return kernel.types.struct(type)?.field(member) !== undefined;
}

/** Adds members that the types lack. `size` is how far apart such structures lie in an array; else the last member's end. */
export function teach(
  kernel: LinuxKernel,
  type: string,
  members: Readonly<Record<string, Place>>,
  size?: number,
): void {
  const { memory } = kernel.types;
  const before = kernel.types.struct(type);
  const fields: Record<string, Field | null> = { ...memory[type]?.fields };
  let end = size ?? before?.size ?? 0;
  for (const [name, place] of Object.entries(members)) {
    const [offset, bytes] = typeof place === 'number' ? [place, kernel.wordSize] : place;
    fields[name] = before?.field(name) ?? { offset, size: bytes, bitStart: 0, bits: 0, count: 1 };
    if (size === undefined) end = Math.max(end, offset + bytes);
  }
  memory[type] = { size: end, fields };
}

/** Members one behind the other, as C lays them out: names with their bytes; `align` is the most that any is aligned to. */
export function inOrder(
  members: readonly (readonly [name: string, size: number])[],
  { from = 0, align = 8 }: { readonly from?: number; readonly align?: number } = {},
): Record<string, readonly [offset: number, size: number]> {
  let at = from;
  const places: Record<string, readonly [number, number]> = {};
  for (const [name, size] of members) {
    const step = Math.min(size, align, 8);
    at = Math.ceil(at / step) * step;
    places[name] = [at, size];
    at += size;
  }
  return places;
}

/** To what the compiler aligns numbers of 8 bytes: i386 to 4, all others to 8. */
export const alignment = ({ architecture }: LinuxKernel): number => (architecture === 'x86-32' ? 4 : 8);
