/** Processes of this machine through /proc. Source: proc(5). */
import { readdir, readFile, readlink } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { PagewalkError, type LocalMapping, type LocalProcess, type ProcessPort } from '../engine/index.js';
import { openFile } from './file-source.js';
import { systemReason } from './system-reason.js';

/** Largest offset of a source. */
const MAX_SIZE = Number.MAX_SAFE_INTEGER;
/** A line of /proc/PID/maps: addresses, rights, offset, device, inode, path. */
const MAPPING = /^([0-9a-f]+)-([0-9a-f]+) \S+ ([0-9a-f]+) \S+ \d+ *(.*)$/;

/** The port of this machine. Where there is no /proc the list is empty. */
export const processes: ProcessPort = {
  list: async () => {
    const names = await readdir('/proc').catch(() => []);
    const found = await Promise.all(
      names.filter((name) => /^\d+$/.test(name)).map((pid) => describe(Number(pid))),
    );
    return found.filter((process) => process !== undefined);
  },
  ofThread: async (thread) => {
    const status = await readFile(`/proc/${thread}/status`, 'utf8').catch(() => '');
    const pid = /^Tgid:\s*(\d+)$/m.exec(status)?.[1];
    return pid === undefined ? undefined : describe(Number(pid));
  },
  identity: (pid) => {
    try {
      // The 22nd field of stat is the time at which it started; the second may hold anything, in parentheses.
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      const start = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
      return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}:${pid}:${start}`;
    } catch {
      return undefined;
    }
  },
  mappings: async (pid) => {
    const text = await readFile(`/proc/${pid}/maps`, 'utf8').catch((cause: unknown) => {
      throw failed(pid, 'maps', cause);
    });
    return text.split('\n').flatMap((line): LocalMapping[] => {
      const [, start, end, offset, path = ''] = MAPPING.exec(line) ?? [];
      const mapping = {
        start: Number(`0x${start}`),
        end: Number(`0x${end}`),
        offset: Number(`0x${offset}`),
        path,
      };
      return mapping.end <= MAX_SIZE ? [mapping] : [];
    });
  },
  files: async (pid) => {
    const names = await readdir(`/proc/${pid}/fd`).catch((cause: unknown) => {
      throw failed(pid, 'fd', cause);
    });
    const links = await Promise.all(
      names.map(async (name): Promise<[number, string]> => {
        return [Number(name), await readlink(`/proc/${pid}/fd/${name}`).catch(() => '')];
      }),
    );
    return new Map(links);
  },
  openFile: (pid, descriptor, write) => openFile(`/proc/${pid}/fd/${descriptor}`, { write }),
  openMemory: (pid, write) => openFile(`/proc/${pid}/mem`, { write, size: MAX_SIZE }),
};

async function describe(pid: number): Promise<LocalProcess | undefined> {
  const text = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  // Threads of the kernel have no command line.
  if (text === '') return undefined;
  const program = await readlink(`/proc/${pid}/exe`).catch(() => undefined);
  return { pid, program, command: text.replace(/\0$/, '').split('\0') };
}

function failed(pid: number, what: string, cause: unknown): PagewalkError {
  const path = `/proc/${pid}/${what}`;
  return new PagewalkError('host', 'io', `${path}: ${systemReason(cause)}`, {
    source: path,
    hint: 'the same user as the process, or root; in a container also the capability SYS_PTRACE',
    cause,
  });
}
