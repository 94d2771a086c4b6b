/** Records of input devices with keys. */

/** A keyboard, or another device with keys and buttons. */
export interface InputDevice {
  /** `AT Translated Set 2 keyboard`; null when it cannot be read. */
  readonly name: string | null;
  /** How it is attached: `isa0060/serio0/input0`; '' when it does not say, null when it cannot be read. */
  readonly path: string | null;
  /** Bus, vendor, product and version, as EVIOCGID gives them. */
  readonly id: readonly [bus: number, vendor: number, product: number, version: number];
  /** Keys that are held down: `KEY_A` as include/uapi/linux/input-event-codes.h has them, or the number of one without a name here. */
  readonly pressed: readonly string[];
  /** Lights that are on: `numl`, `capsl`, `scrolll`, …. */
  readonly lights: readonly string[];
  /** Address of the device (struct input_dev). */
  readonly address: bigint;
  readonly complete: boolean;
  readonly reason?: string;
}
