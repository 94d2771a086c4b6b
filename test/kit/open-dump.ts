/** Opens a dump file the way the Node host does, without any cache, for tests. */
import { openConnector } from '../../connectors/index.js';
import { Engine } from '../../engine/index.js';
import { coreBytes, openFile } from '../../host-node/index.js';
import { detectOs, type LinuxOs } from '../../os/index.js';

/** A dump's operating system and how to let go of its file. */
export interface OpenDump {
  readonly os: LinuxOs;
  readonly close: () => Promise<void>;
}

/** Opens `path` and finds the operating system in it. */
export async function openDump(path: string): Promise<OpenDump> {
  const connector = await openConnector(openFile(path));
  const engine = await Engine.create({ core: coreBytes(), connector });
  return { os: await detectOs(engine), close: () => connector.close() };
}
