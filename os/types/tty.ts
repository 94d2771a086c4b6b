/** Records of terminals. */

/** A terminal that is in use. */
export interface Terminal {
  /** `tty1`, `ttyS0`, `pts0` (the kernel's own spelling of /dev/pts/0). */
  readonly name: string;
  /** Which of its driver's lines it is, from 0. */
  readonly index: number;
  /** Process id of the leader of the session that it controls; null when it controls none. */
  readonly session: number | null;
  /** Process group in the foreground; null when there is none. */
  readonly foreground: number | null;
  /** Address of the terminal (struct tty_struct). */
  readonly address: bigint;
}

/** A driver of terminals, with those of its terminals that are in use. */
export interface TerminalDriver {
  /** `serial`, `pty_slave`; null for a driver without a name, which /proc/tty/drivers calls `unknown`. */
  readonly driver: string | null;
  /** What the device's names begin with: `ttyS`, `pts`; null when it cannot be read. */
  readonly device: string | null;
  readonly major: number;
  /** Minor number of the first line. */
  readonly minor: number;
  /** How many lines there may be. */
  readonly lines: number;
  readonly terminals: readonly Terminal[];
  /** Address of the driver (struct tty_driver). */
  readonly address: bigint;
  readonly complete: boolean;
  readonly reason?: string;
}
