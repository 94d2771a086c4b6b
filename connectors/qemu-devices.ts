/**
 * The state of devices behind the memory in a migration stream: its bytes have no lengths, but the stream's own description
 * at its end does. Source: qemu migration/savevm.c (qemu_savevm_state_complete_precopy), migration/vmstate.c (vmsd_desc_field_start).
 */

/** A field as the description has it. */
interface Field {
  readonly name?: unknown;
  readonly size?: unknown;
  readonly array_len?: unknown;
  readonly struct?: State;
}

/** A structure of fields. */
interface State {
  readonly vmsd_name?: unknown;
  readonly fields?: readonly Field[];
  readonly subsections?: readonly State[];
}

interface Device extends State {
  readonly name?: unknown;
  readonly instance_id?: unknown;
}

const SECTION_FULL = 4;
const SUBSECTION = 5;
const DESCRIPTION = 6;
const FOOTER = 0x7e;
/** Fields walked at most: a machine has some ten thousand. */
const MAX_FIELDS = 1 << 20;
const MAX_DEPTH = 16;

/** Bytes of a device's fields: `cpu/0/env.cr[3]`, `mc146818rtc/0/cmos_data`. */
export type DeviceFields = ReadonlyMap<string, Uint8Array>;

/**
 * The fields of all devices in the bytes that follow the memory. What does not fit its description ends the walk: the fields
 * before it are good.
 */
export function deviceFields(bytes: Uint8Array): DeviceFields {
  const found = new Map<string, Uint8Array>();
  const devices = description(bytes);
  if (devices !== undefined) new Walk(bytes, devices, found).run();
  return found;
}

/** The devices of the description, which is JSON behind its type and length. */
function description(bytes: Uint8Array): readonly Device[] | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = bytes.indexOf(DESCRIPTION); at >= 0; at = bytes.indexOf(DESCRIPTION, at + 1)) {
    if (at + 6 > bytes.length || bytes[at + 5] !== 0x7b) continue;
    const length = view.getUint32(at + 1);
    if (length < 2 || at + 5 + length > bytes.length) continue;
    try {
      const json = JSON.parse(latin1(bytes.subarray(at + 5, at + 5 + length))) as { devices?: unknown };
      if (Array.isArray(json.devices)) return json.devices as Device[];
    } catch {
      // Not the description: these bytes only start as it does.
    }
  }
  return undefined;
}

function latin1(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 8192)
    text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return text;
}

/** Ends the walk. */
class Misfit extends Error {}

class Walk {
  private at = 0;
  private count = 0;

  constructor(
    private readonly bytes: Uint8Array,
    private readonly devices: readonly Device[],
    private readonly found: Map<string, Uint8Array>,
  ) {}

  run(): void {
    try {
      while (this.bytes[this.at] === SECTION_FULL) this.section();
    } catch (error) {
      if (!(error instanceof Misfit)) throw error;
    }
  }

  private section(): void {
    this.at += 5;
    const name = this.text();
    const instance = this.u32();
    this.at += 4;
    const device = this.devices.find((one) => one.name === name && one.instance_id === instance);
    if (device === undefined) throw new Misfit();
    this.state(device, `${name}/${instance}/`, 0);
    if (this.bytes[this.at] === FOOTER) this.at += 5;
  }

  private state(state: State, path: string, depth: number): void {
    if (depth > MAX_DEPTH) throw new Misfit();
    for (const field of listOf(state.fields)) {
      const times = wholeOr(field.array_len, 1);
      const name = `${path}${String(field.name)}`;
      if (field.struct !== undefined && field.struct !== null) {
        for (let i = 0; i < times; i++) {
          if (++this.count > MAX_FIELDS) throw new Misfit();
          this.state(field.struct, `${name}.`, depth + 1);
        }
        continue;
      }
      const size = wholeOr(field.size, 0) * times;
      const end = this.at + size;
      if (!(end <= this.bytes.length) || ++this.count > MAX_FIELDS) throw new Misfit();
      if (!this.found.has(name)) this.found.set(name, this.bytes.subarray(this.at, end));
      this.at = end;
    }
    const inner = listOf(state.subsections);
    while (inner.length > 0 && this.bytes[this.at] === SUBSECTION) {
      const before = this.at++;
      const name = this.text();
      const subsection = inner.find((one) => one.vmsd_name === name);
      if (subsection === undefined) {
        this.at = before;
        return;
      }
      this.at += 4;
      if (++this.count > MAX_FIELDS) throw new Misfit();
      this.state(subsection, path, depth + 1);
    }
  }

  private text(): string {
    const length = this.bytes[this.at] ?? 0;
    this.at += 1 + length;
    if (this.at > this.bytes.length) throw new Misfit();
    return String.fromCharCode(...this.bytes.subarray(this.at - length, this.at));
  }

  private u32(): number {
    this.at += 4;
    if (this.at > this.bytes.length) throw new Misfit();
    return new DataView(this.bytes.buffer, this.bytes.byteOffset + this.at - 4, 4).getUint32(0);
  }
}

/** A list of the description, which may be anything; what is in it that is no object is left out. */
function listOf<T extends object>(value: readonly T[] | undefined): readonly T[] {
  return Array.isArray(value) ? value.filter((one): one is T => typeof one === 'object' && one !== null) : [];
}

function wholeOr(value: unknown, otherwise: number): number {
  if (value === undefined) return otherwise;
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0 || value > 2 ** 32)
    throw new Misfit();
  return value;
}

/** A big-endian field of eight bytes, as registers are sent. */
export function wordOf(bytes: Uint8Array | undefined): bigint | undefined {
  return bytes?.length === 8 ? new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0) : undefined;
}
