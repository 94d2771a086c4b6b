/** The connectors by name: every format of dump files, `file` for any of them, and what reaches running machines. */
import {
  defineConnector,
  hostPort,
  type ArgumentTable,
  type Connector,
  type ConnectorDefinition,
  type ConnectorRequest,
} from '../engine/index.js';
import { FORMATS, READERS, type Format, type FormatArguments, type FormatReader } from './formats.js';
import { PCILEECH } from './pcileech-definition.js';
import { kvm, qemu } from './qemu-live/definition.js';
import { remoteAddress } from './remote-address.js';
import { openConnector } from './sniff.js';

/** What every file takes: it may be an archive. */
const MEMBER = {
  member: {
    kind: 'text',
    value: 'NAME',
    about: 'which file of a zip archive; default: the only one, or the largest',
  },
} as const;
type FormatConnectors = {
  readonly [F in Format]: FormatArguments<F> & typeof MEMBER extends infer A extends ArgumentTable
    ? ConnectorDefinition<A, false>
    : never;
};

/** Opens a file of a host. */
async function openPath(request: ConnectorRequest, name: string, format?: Format): Promise<Connector> {
  const { host, target, signal, onProgress } = request;
  const { member, ...args } = request.args;
  const files = hostPort(host, 'files', name);
  const source = await files.open(target, signal);
  try {
    return await openConnector(source, {
      beside: (other) => files.beside(other),
      ...(format && { format }),
      args,
      member: member as string | undefined,
      store: host.store,
      onProgress,
      signal,
    });
  } catch (error) {
    await source.close();
    throw error;
  }
}

function formatConnector(format: Format): ConnectorDefinition {
  const { about, recognised, arguments: taken }: FormatReader = READERS[format];
  return {
    about,
    ...(recognised !== undefined && { recognised }),
    target: { value: 'FILE', required: true },
    arguments: { ...taken, ...MEMBER },
    open: (request) => openPath(request, format, format),
  };
}

/** All connectors. */
export const CONNECTORS = {
  file: defineConnector({
    about: 'a dump of any of the formats below, packed or not',
    recognised: 'the format, by the content of the file',
    target: { value: 'FILE', required: true },
    arguments: MEMBER,
    open: (request) => openPath(request, 'file'),
  }),
  remote: defineConnector({
    about: 'what another pagewalk serves (pagewalk serve), its format as it is there',
    target: { value: 'ws://HOST:PORT/#TOKEN', required: true },
    arguments: {},
    open: async ({ host, target, signal }) => {
      const connect = hostPort(host, 'messages', 'remote');
      const { url, token } = remoteAddress(target);
      const { openRemote } = await import('./remote.js');
      return openRemote((stop) => connect(url, stop), url, token, signal && { signal });
    },
  }),
  ...(Object.fromEntries(
    FORMATS.map((format) => [format, formatConnector(format)]),
  ) as unknown as FormatConnectors),
  qemu,
  kvm,
  pcileech: PCILEECH,
} as const;
