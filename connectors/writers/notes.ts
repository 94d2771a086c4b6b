/** ELF notes of a kernel's dump, as ELF cores and kdumps carry them. Sources: System V ABI, chapter 5; kernel/crash_core.c. */

/** Name of the note that holds the kernel's vmcoreinfo text. Source: include/linux/crash_core.h, VMCOREINFO_NOTE_NAME. */
const VMCOREINFO = 'VMCOREINFO';
const aligned = (size: number): number => (size + 3) & ~3;

/** The note around a vmcoreinfo text, and where in it the text lies. Empty where there is no text. */
export function vmcoreinfoNote(text: Uint8Array | undefined): {
  readonly bytes: Uint8Array;
  readonly textAt: number;
} {
  if (text === undefined) return { bytes: new Uint8Array(0), textAt: 0 };
  const name = VMCOREINFO.length + 1;
  const textAt = 12 + aligned(name);
  const bytes = new Uint8Array(textAt + aligned(text.length));
  const view = new DataView(bytes.buffer);
  view.setUint32(0, name, true);
  view.setUint32(4, text.length, true);
  for (let i = 0; i < VMCOREINFO.length; i++) bytes[12 + i] = VMCOREINFO.charCodeAt(i);
  bytes.set(text, textAt);
  return { bytes, textAt };
}

/** A decimal or hexadecimal `NUMBER(name)` of a vmcoreinfo text; undefined when it has none. */
export function vmcoreinfoNumber(text: Uint8Array | undefined, name: string): bigint | undefined {
  if (text === undefined) return undefined;
  const lines = Array.from(text, (byte) => String.fromCharCode(byte))
    .join('')
    .split('\n');
  const value = lines.find((line) => line.startsWith(`NUMBER(${name})=`))?.slice(name.length + 9);
  return value !== undefined && /^(-?\d+|0x[0-9a-f]+)$/i.test(value) ? BigInt(value) : undefined;
}
