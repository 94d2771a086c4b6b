/** Types of qmp.js for tests. */

/** A monitor of a running QEMU. */
export interface Qmp {
  execute(command: string, args?: object): Promise<unknown>;
  monitor(line: string, processor?: number): Promise<string>;
  close(): void;
}

export function openQmp(path: string): Promise<Qmp>;
