/** Running QEMU processes of this machine as targets: where their monitors listen and what their command lines say of their memory. */
import { PagewalkError, type LocalProcess, type ProcessPort } from '../../engine/index.js';

/** A machine that could be opened. */
export interface QemuTarget {
  readonly pid: number;
  /** As `-name` has it, else the program. */
  readonly name: string;
  /** Its QMP socket, for `-c qemu:`; absent: it has none that the command line tells of. */
  readonly socket?: string;
  /** What its memory is made of, by the command line. */
  readonly memory: string;
  /** Ways that this allows, most fitting first. */
  readonly paths: readonly string[];
}

const PROGRAM = /^(qemu-system-[\w-]+|qemu-kvm|kvm)$/;

/** All QEMU processes that can be seen, by number. */
export async function qemuTargets(processes: ProcessPort): Promise<QemuTarget[]> {
  const found = (await processes.list()).filter(isQemu).sort((a, b) => a.pid - b.pid);
  return Promise.all(found.map((process) => describe(process, processes)));
}

/** Whether a process is a machine emulator, by its program or what it was called as. */
export function isQemu({ program, command }: LocalProcess): boolean {
  return [program, command[0]].some((path) => PROGRAM.test(path?.split('/').at(-1) ?? ''));
}

/** The target of a process number. Rejects with kind `not-found` when that is no QEMU or has no QMP socket. */
export async function targetOf(pid: number, processes: ProcessPort): Promise<string> {
  const target = (await qemuTargets(processes)).find((one) => one.pid === pid);
  if (target === undefined)
    throw new PagewalkError('connector', 'not-found', `process ${pid} is no QEMU that can be seen`);
  if (target.socket !== undefined) return target.socket;
  throw new PagewalkError(
    'connector',
    'not-found',
    `QEMU ${pid} (${target.name}) has no QMP socket on its command line`,
    {
      hint: 'start it with -qmp unix:/run/vm.qmp,server=on,wait=off; or -c qemu:SOCKET, where it was told otherwise',
    },
  );
}

/** The only target there is. Rejects with kind `not-found` when there is none, `usage` with the list when there are several. */
export async function onlyTarget(processes: ProcessPort): Promise<string> {
  const all = await qemuTargets(processes);
  const usable = all.flatMap(({ socket }) => (socket === undefined ? [] : [socket]));
  const [only] = usable;
  if (usable.length === 1 && only !== undefined) return only;
  const list = all.map(({ pid, name, socket }) => `${pid} ${name}: ${socket ?? 'no QMP socket'}`).join('; ');
  if (usable.length > 1)
    throw new PagewalkError('connector', 'usage', `several QEMU machines run here: ${list}`, {
      hint: '-c qemu:SOCKET or -c qemu:PID',
    });
  throw new PagewalkError(
    'connector',
    'not-found',
    `no QEMU with a QMP socket runs here${list === '' ? '' : `: ${list}`}`,
    {
      hint: 'start it with -qmp unix:/run/vm.qmp,server=on,wait=off',
    },
  );
}

async function describe({ pid, command }: LocalProcess, processes: ProcessPort): Promise<QemuTarget> {
  const socket = monitorOf(command);
  const objects = valuesOf(command, 'object').filter((value) => value.startsWith('memory-backend-'));
  const shared = objects.length > 0 && objects.every((value) => /share=(on|true|yes)/.test(value));
  const readable = await processes.mappings(pid).then(
    () => true,
    () => false,
  );
  const guest = /guest=([^,]+)/.exec(valuesOf(command, 'name')[0] ?? '')?.[1] ?? valuesOf(command, 'name')[0];
  const paths = [
    ...(shared && readable ? ['shm'] : []),
    ...(readable ? ['procmem'] : []),
    ...(shared ? ['nbd'] : []),
    ...['qmp', 'qtest', 'gdb', 'snapshot'],
  ];
  return {
    pid,
    name: guest?.split(',')[0] ?? command[0]?.split('/').at(-1) ?? String(pid),
    ...(socket !== undefined && { socket }),
    memory: objects.map((value) => value.split(',')[0]).join(', ') || 'without a file',
    paths: socket === undefined ? [] : paths,
  };
}

/** The socket of the first QMP monitor that waits for clients. Source: qemu qemu-options.hx, -qmp, -mon, -chardev. */
function monitorOf(command: readonly string[]): string | undefined {
  const devices = [...valuesOf(command, 'qmp'), ...valuesOf(command, 'qmp-pretty')].map((value) =>
    addressOf(value),
  );
  const chardevs = new Map(
    valuesOf(command, 'chardev').map((value) => [/\bid=([^,]+)/.exec(value)?.[1], chardevAddress(value)]),
  );
  for (const value of valuesOf(command, 'mon'))
    if (/\bmode=control\b/.test(value))
      devices.push(chardevs.get(/(?:^|chardev=)([^,=]+)(?:,|$)/.exec(value)?.[1]));
  return devices.find((device) => device !== undefined);
}

/** `unix:PATH,server=on` or `tcp:HOST:PORT,server`. */
function addressOf(value: string): string | undefined {
  const [address = ''] = value.split(',');
  if (!/,server(?!=off)/.test(value)) return undefined;
  return /^unix:./.test(address) ? address : tcpTarget(/^tcp:([^:]*):(\d+)$/.exec(address));
}

/** `socket,id=x,path=PATH,server=on` or `socket,id=x,host=HOST,port=PORT,server=on`. */
function chardevAddress(value: string): string | undefined {
  if (!value.startsWith('socket,') || !/,server(?!=off)/.test(value)) return undefined;
  const path = /,path=([^,]+)/.exec(value)?.[1];
  if (path !== undefined) return `unix:${path}`;
  const [, host = '', port] = /,host=([^,]*).*,port=(\d+)/.exec(value) ?? [];
  return port === undefined ? undefined : tcpTarget(['', host, port]);
}

function tcpTarget(match: readonly (string | undefined)[] | null): string | undefined {
  if (match === null) return undefined;
  const [, host = '', port] = match;
  return `tcp:${host === '' || host === '0.0.0.0' ? '127.0.0.1' : host}:${port}`;
}

/** Values of an option, which is written with one dash or two. */
function valuesOf(command: readonly string[], option: string): string[] {
  return command.filter(
    (_, i) => i > 0 && command[i - 1]?.replace(/^--?/, '') === option && command[i - 1] !== option,
  );
}
