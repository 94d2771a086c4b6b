/** What a user names as a source: a file or block device, or a file on a server. */
import { isHttpAddress, openHttp } from '../connectors/index.js';
import type { ByteSource } from '../engine/index.js';
import { openFile } from './file-source.js';

/** Opens a path or an address (`https://…`). Rejects as `openFile` and `openHttp` do. */
export async function openSource(target: string, signal?: AbortSignal): Promise<ByteSource> {
  return isHttpAddress(target) ? openHttp(fetch, target, signal && { signal }) : openFile(target);
}
