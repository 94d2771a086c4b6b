/** The connectors `qemu` and `kvm` by name: a machine that runs here or elsewhere, or one inside an operating system that was opened. */
import {
  defineConnector,
  hostPort,
  PagewalkError,
  type Connector,
  type ConnectorRequest,
  type HostPorts,
  type Target,
} from '../../engine/index.js';
import { openQemu, QEMU_PATHS } from './open.js';
import type { PathName } from './path.js';
import { qemuTargets } from './targets.js';

const ARGUMENTS = {
  path: {
    kind: 'choice',
    choices: Object.keys(QEMU_PATHS) as PathName[],
    value: 'WAY',
    about: `the way to memory: ${Object.keys(QEMU_PATHS).join(', ')}; default: the best that is open`,
  },
  listen: {
    kind: 'text',
    value: 'HOST',
    about:
      'where a QEMU on another machine shall listen for path=nbd or path=qtest; anybody who reaches it gets in',
  },
  port: { kind: 'number', value: 'N', about: 'the port of listen=HOST' },
} as const;

interface Args {
  readonly path?: string;
  readonly listen?: string;
  readonly port?: number;
}

function live({ host, target, args, writable, signal }: ConnectorRequest, name: string): Promise<Connector> {
  const { path, listen, port } = args as Args;
  if ((listen === undefined) !== (port === undefined))
    throw new PagewalkError('connector', 'usage', `connector '${name}': listen=HOST and port=N go together`);
  return openQemu(
    { ...host, connect: hostPort(host, 'connect', name) },
    target,
    {
      write: writable,
      local: name === 'kvm',
      ...(path !== undefined && { path: path as PathName }),
      ...(listen !== undefined && port !== undefined && { listen: { host: listen, port } }),
    },
    signal,
  );
}

/** Machines that run here. */
async function targets(host: HostPorts): Promise<readonly Target[]> {
  if (host.processes === undefined) return [];
  return (await qemuTargets(host.processes)).map(({ pid, name, socket, memory, paths }) => ({
    target: socket ?? String(pid),
    about: `${name}, pid ${pid}, memory ${memory}: ${paths.join(', ') || 'nothing, for it has no QMP socket'}`,
  }));
}

/** `qemu`. */
export const qemu = defineConnector({
  about:
    'a running machine by its QMP socket, unix:PATH or tcp:HOST:PORT; or one that an opened system runs: -f host.dump -o linux -c qemu -o linux',
  target: { value: 'SOCKET|PID', required: false },
  arguments: ARGUMENTS,
  onSystem: true,
  targets,
  open: async (request) => {
    const { inner, target, signal } = request;
    if (inner === undefined) return live(request, 'qemu');
    if (!/^\d{0,9}$/.test(target))
      throw new PagewalkError('connector', 'usage', `'${target}' is no number of a process`, {
        hint: 'pagewalk guests -f host.dump lists the processes that run machines',
      });
    return inner.guest(target === '' ? undefined : Number(target), signal);
  },
});

/** `kvm`. */
export const kvm = defineConnector({
  about: "the same, by ways that read QEMU's own process alone: nothing is added to it",
  target: { value: 'SOCKET|PID', required: false },
  arguments: {},
  targets,
  open: (request) => live(request as ConnectorRequest, 'kvm'),
});
