/** Records of shell history. */

/** A command that a shell remembers. */
export interface ShellCommand {
  readonly pid: number;
  /** Seconds since 1970. */
  readonly time: number;
  readonly command: string;
  /** Address of the entry in the shell's memory. */
  readonly address: bigint;
}
