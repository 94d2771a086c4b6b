/** Files that other programs of this machine have in use, and folders that they shall write to. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SharedFiles } from '../engine/index.js';
import { openFile } from './file-source.js';

/** The port of this machine. */
export const sharedFiles: SharedFiles = {
  open: (path, write) => openFile(path, { write }),
  makeFolder: async () => {
    const path = await mkdtemp(join(tmpdir(), 'pagewalk-'));
    return { path, remove: () => rm(path, { recursive: true, force: true }) };
  },
};
