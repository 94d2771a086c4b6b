/** What the QEMU connector needs of Node: sockets, /proc, files and a folder of its own. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { QemuHost } from '../connectors/index.js';
import { openFile } from './file-source.js';
import { processes } from './processes.js';
import { connect } from './socket.js';

/** The ports of this machine. */
export const qemuHost: QemuHost = {
  connect,
  processes,
  openFile,
  makeFolder: async () => {
    const path = await mkdtemp(join(tmpdir(), 'pagewalk-qemu-'));
    return { path, remove: () => rm(path, { recursive: true, force: true }) };
  },
};
