/** The page's one worker: an analyst behind comlink, and the unpacking of the sample. */
import * as Comlink from 'comlink';
import { decompress } from 'fzstd';
import { Analyst, type Answer, type Bytes, type MemoryContext } from '../../host-browser/index.js';

/** The analyst as the page sees it: bytes move, they are not copied. */
class WorkerAnalyst extends Analyst {
  override async read(context: MemoryContext, address: bigint, length: number): Promise<Answer<Bytes>> {
    const result = await super.read(context, address, length);
    return result.ok ? Comlink.transfer(result, [result.value.data.buffer]) : result;
  }

  /** Unpacks a zstd stream. */
  unpack(packed: Uint8Array): Blob {
    return new Blob([decompress(packed) as Uint8Array<ArrayBuffer>]);
  }
}

export type { WorkerAnalyst };
Comlink.expose(new WorkerAnalyst());
