/** The suite in a worker of a browser: fetches the files of a sample, opens them as blobs, and answers what is wrong. */
import { openConnector } from '../../../connectors/index.js';
import { openBlob } from '../../../host-browser/blob-source.js';
import { CHECKS } from './checks.js';

/** A sample whose files and stretches lie on the server. */
export interface ServedSample {
  readonly format: string;
  /** Names and addresses; the first is opened. */
  readonly files: readonly { readonly name: string; readonly url: string }[];
  readonly memory: readonly { readonly start: number; readonly url: string }[];
  readonly gaps?: readonly { readonly start: number; readonly size: number }[];
}

async function fetched(url: string): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await (await fetch(url)).arrayBuffer());
}

/** Names of the checks that failed, with what was wrong. */
async function troublesOf({ format, files, memory, gaps }: ServedSample): Promise<string[]> {
  const blobs = new Map<string, File>();
  for (const { name, url } of files) blobs.set(name, new File([await fetched(url)], name));
  const stretches: { start: number; data: Uint8Array }[] = [];
  for (const { start, url } of memory) stretches.push({ start, data: await fetched(url) });
  const opened = (name: string) => {
    const file = blobs.get(name);
    return file && openBlob(file, name);
  };
  const open = () => {
    const source = opened(files[0]?.name ?? '');
    if (source === undefined) throw new Error('no file');
    return openConnector(source, { beside: opened, ...(gaps && { format: 'raw', args: { gaps } }) });
  };
  const troubles: string[] = [];
  const attempt = async (name: string, work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      troubles.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
  await attempt('is recognised', async () => {
    const connector = await open();
    if (connector.format !== format) throw new Error(`as ${connector.format}`);
    if (connector.readSync === undefined) throw new Error('cannot be read at once in a worker');
  });
  for (const [name, check] of Object.entries(CHECKS))
    await attempt(name, () => check({ open, memory: stretches }));
  return troubles;
}

addEventListener('message', (event: MessageEvent<ServedSample>) => {
  void troublesOf(event.data).then((troubles) => postMessage(troubles));
});
