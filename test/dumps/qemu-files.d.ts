/** Types of qemu-files.js for tests. */
import type { Qmp } from './qmp.js';

export function saveSnapshot(qmp: Qmp, path: string, tag?: string): Promise<void>;
export function saveStream(qmp: Qmp, path: string): Promise<void>;
