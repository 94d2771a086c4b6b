/** The engine and the OS layer behind an interface of plain records: what a page asks of its worker. */
import { openConnector } from '../connectors/index.js';
import { describeMissing, Engine, PagewalkError, type Connector, type MemoryView } from '../engine/index.js';
import {
  detectOs,
  infoRecord,
  kernelModuleRecord,
  logRecord,
  mappingRecord,
  processRecord,
  threadRecord,
  type Completeness,
  type Evidence,
  type JsonRecord,
  type LinuxOs,
} from '../os/index.js';
import { openBlob } from './blob-source.js';

/** Which memory a read means. */
export type MemoryContext =
  | { readonly kind: 'physical' }
  | { readonly kind: 'kernel' }
  | { readonly kind: 'process'; readonly pid: number };

/** What happens while a dump is being recognised. */
export type OpenEvent =
  | { readonly kind: 'evidence'; readonly evidence: Evidence }
  | { readonly kind: 'progress'; readonly step: string; readonly done: number; readonly total: number };

/** An error as it crosses the worker's boundary. */
export interface Failure {
  readonly kind: string;
  readonly message: string;
  readonly hint?: string;
}

/** An answer, or why there is none. */
export type Answer<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: Failure };

/** Records of the command line's contract, and whether they are all. */
export interface Records extends Completeness {
  readonly records: readonly JsonRecord[];
}

/** Bytes of a view, with the gaps in words. */
export interface Bytes {
  readonly data: Uint8Array;
  readonly missing: readonly { readonly start: bigint; readonly size: bigint; readonly why: string }[];
}

/** The tables that a page can ask for. */
export type TableName = 'processes' | 'threads' | 'mappings' | 'modules' | 'log';

/** One opened dump. All methods answer; none rejects. */
export class Analyst {
  private engine: Engine | undefined;
  private os: LinuxOs | undefined;
  private abort = new AbortController();

  /**
   * Opens a dump and looks for an operating system. A dump without one still has physical memory to read.
   * `beside`: files that may belong to it.
   */
  open(
    file: Blob,
    name: string,
    core: Uint8Array,
    onEvent: (event: OpenEvent) => void,
    beside: readonly File[] = [],
  ): Promise<Answer<JsonRecord>> {
    return answer(async () => {
      await this.close();
      this.abort = new AbortController();
      const { signal } = this.abort;
      let { size } = file;
      const connector = await openConnector(openBlob(file, name), {
        signal,
        beside: (wanted) => {
          const other = beside.find((one) => one.name === wanted);
          size += other?.size ?? 0;
          return other && openBlob(other, wanted);
        },
      });
      this.engine = await Engine.create({ core, connector });
      this.os = await detectOs(this.engine, {
        signal,
        onEvidence: (evidence) => onEvent({ kind: 'evidence', evidence }),
        onProgress: (step, done, total) =>
          onEvent({ kind: 'progress', step, done: Number(done), total: Number(total) }),
      });
      this.engine = this.os.engine;
      const { items } = await this.os.guests(signal);
      return infoRecord(this.connector(), size, this.os, items);
    });
  }

  /** Stops what is being done. */
  cancel(): void {
    this.abort.abort();
  }

  /** Forgets the dump. */
  async close(): Promise<void> {
    this.abort.abort();
    await this.engine?.close();
    this.engine = undefined;
    this.os = undefined;
  }

  /** A table's records. `pid` is needed for mappings, and narrows threads. */
  table(name: TableName, pid?: number): Promise<Answer<Records>> {
    return answer(async () => {
      const os = this.need();
      const { signal } = this.abort;
      switch (name) {
        case 'processes':
          return records(await os.processes(signal), processRecord);
        case 'threads':
          return records(await os.threads(pid, signal), threadRecord);
        case 'mappings':
          return records(await os.mappings(pid ?? 0, signal), mappingRecord);
        case 'modules':
          return records(await os.modules(signal), kernelModuleRecord);
        case 'log':
          return records(await os.log(), logRecord);
      }
    });
  }

  /** Bytes of a view; what is missing is said, not filled. */
  read(context: MemoryContext, address: bigint, length: number): Promise<Answer<Bytes>> {
    return answer(async () => {
      const view = await this.view(context);
      const { data, missing } = await view.readPartial(address, length);
      return {
        data,
        missing: missing.map((m) => ({ start: m.start, size: m.size, why: describeMissing(m) })),
      };
    });
  }

  /** Address of a kernel symbol. */
  symbol(name: string): Promise<Answer<bigint>> {
    return answer(() => {
      const address = this.need().symbolAddress(name);
      if (address === undefined)
        throw new PagewalkError('os', 'not-found', `no kernel symbol is named ${name}`);
      return Promise.resolve(address);
    });
  }

  private async view(context: MemoryContext): Promise<MemoryView> {
    if (context.kind === 'physical') {
      if (this.engine === undefined) throw new PagewalkError('host', 'usage', 'no dump is open');
      return this.engine.physical;
    }
    return context.kind === 'kernel' ? this.need().kernel : this.need().memory(context.pid);
  }

  private need(): LinuxOs {
    if (this.os === undefined)
      throw new PagewalkError('host', 'usage', 'no operating system was found in this dump');
    return this.os;
  }

  private connector(): Connector {
    if (this.engine === undefined) throw new PagewalkError('host', 'usage', 'no dump is open');
    return this.engine.connector;
  }
}

function records<T>(
  list: Completeness & { readonly items: readonly T[] },
  make: (item: T) => JsonRecord,
): Records {
  const { complete, reason } = list;
  return { records: list.items.map(make), complete, ...(reason !== undefined && { reason }) };
}

async function answer<T>(work: () => Promise<T>): Promise<Answer<T>> {
  try {
    return { ok: true, value: await work() };
  } catch (error) {
    if (error instanceof PagewalkError) {
      const { hint } = error.facts;
      return {
        ok: false,
        failure: { kind: error.kind, message: error.message, ...(hint !== undefined && { hint }) },
      };
    }
    return {
      ok: false,
      failure: { kind: 'internal', message: error instanceof Error ? error.message : String(error) },
    };
  }
}
