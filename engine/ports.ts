/** The ports through which a host hands bytes and storage to the neutral layers. */

/** What one call to a source costs, so that readers can choose block sizes. */
export interface SourceCost {
  /** Best size of one read in bytes (a power of two): below it a call costs the same. */
  readonly block: number;
  /** How many reads are worth having in flight at once. */
  readonly parallel: number;
  /** Milliseconds that a call takes whatever its size; absent: next to none. */
  readonly latency?: number;
}

/** One read of a byte source; `got` and `error` are set by the source. */
export interface SourceRead {
  /** First byte, as an offset from the start of the source: 0 to 2^53 - 1. */
  readonly offset: number;
  /** Where the bytes go; its length is the length of the read. */
  readonly into: Uint8Array;
  /** Bytes delivered from the start of `into`; fewer than asked at the end of the source or on an error. */
  got: number;
  /** Why the read stopped early, when it was not the end of the source. */
  error?: string | undefined;
}

/** Random-access bytes of known size: a file, a Blob, a range-served URL, a view of memory. */
export interface ByteSource {
  /** Name for messages: a path or a file's name. */
  readonly name: string;
  /** Size in bytes, 0 to 2^53 - 1. */
  readonly size: number;
  /**
   * A text that differs whenever the content may have changed (path, size, inode, change time), or
   * undefined when nothing of the kind is known. Used as a cache key only.
   */
  readonly identity: string | undefined;
  /** True when the content changes by itself: a running machine's. */
  readonly live?: boolean;
  readonly cost: SourceCost;
  /** Serves all reads, in any order; never throws for a short read: it says so in the read. */
  read(reads: readonly SourceRead[], signal?: AbortSignal): Promise<void>;
  /** The same, synchronously, where the source can. */
  readonly readSync?: (reads: readonly SourceRead[]) => void;
  /** All bytes, where they lie in this process's memory. */
  readonly bytes?: Uint8Array;
  /** Writes all bytes at an offset, or rejects with the reason. Absent: a source for reading only. */
  readonly write?: (offset: number, bytes: Uint8Array) => Promise<void>;
  close(): Promise<void>;
}

/** A stream of bytes both ways: a socket. */
export interface Duplex {
  /** Name for messages: `unix:/run/vm.qmp`, `tcp:localhost:4444`. */
  readonly name: string;
  /** Resolves when the stream has taken all bytes. Rejects with kind `io` when it is closed or broken. */
  write(bytes: Uint8Array): Promise<void>;
  /** The next piece, of at least one byte; undefined at the end. One call at a time. Rejects with kind `io` when the stream breaks. */
  read(): Promise<Uint8Array | undefined>;
  /** Ends both ways at once; a read that waits gets undefined. May be called twice. */
  close(): void;
}

/** Opens a stream by `unix:PATH` or `tcp:HOST:PORT`. Rejects with kind `io` and the system's reason. */
export type Connect = (target: string, signal?: AbortSignal) => Promise<Duplex>;

/** A process of this machine. */
export interface LocalProcess {
  readonly pid: number;
  /** Its program's path; undefined where the system does not tell. */
  readonly program: string | undefined;
  /** Its arguments, the program first. */
  readonly command: readonly string[];
}

/** An area of a process's memory that is mapped from a file. */
export interface LocalMapping {
  /** First address, and the one behind the last. Below 2^53. */
  readonly start: number;
  readonly end: number;
  /** Offset in the file. */
  readonly offset: number;
  /** As the system names it: `/dev/shm/ram`, `/memfd:ram (deleted)`; empty for memory without a file. */
  readonly path: string;
}

/** A folder of its own. */
export interface OwnFolder {
  readonly path: string;
  /** Removes it with all that is in it. */
  remove(): Promise<void>;
}

/** Files that another program of this machine has in use or shall write. */
export interface SharedFiles {
  /** Opens a file as it is. Throws kind `io` with the system's reason. */
  open(path: string, write: boolean): ByteSource;
  /** Makes a folder that nobody else may look into. */
  makeFolder(): Promise<OwnFolder>;
}

/** Processes of this machine. What the system does not let this user see rejects with kind `io` and its reason. */
export interface ProcessPort {
  /** All that can be seen. */
  list(): Promise<readonly LocalProcess[]>;
  /** The process that a thread is of; undefined when it cannot be seen. */
  ofThread(thread: number): Promise<LocalProcess | undefined>;
  /** A text that no other process of this machine has, before or after it with the same number. */
  identity(pid: number): string | undefined;
  mappings(pid: number): Promise<readonly LocalMapping[]>;
  /** Open files by descriptor, as the system names them. */
  files(pid: number): Promise<ReadonlyMap<number, string>>;
  /** An open file of a process, which need not have a name any more. */
  openFile(pid: number, descriptor: number, write: boolean): ByteSource;
  /** A process's memory: the offset is the address. */
  openMemory(pid: number, write: boolean): ByteSource;
}

/** Where a control transfer goes. The parts of WebUSB's `USBControlTransferParameters` that are used. */
export interface UsbSetup {
  readonly requestType: 'vendor';
  readonly recipient: 'device';
  readonly request: number;
  readonly value: number;
  readonly index: number;
}

/** What a transfer from the device brought. `data` is there with status `ok`. */
export interface UsbInResult {
  readonly status?: 'ok' | 'stall' | 'babble' | undefined;
  readonly data?: DataView | undefined;
}

/** What became of a transfer to the device. */
export interface UsbOutResult {
  readonly status?: 'ok' | 'stall' | 'babble' | undefined;
  readonly bytesWritten: number;
}

/**
 * A USB device: the part of WebUSB's `USBDevice` that is used, so that a browser's own object is one, and npm `usb`'s. Calls
 * reject with whatever the host throws (`NotFoundError` when the device is gone). There is no control transfer to the device:
 * what a chip keeps of its configuration cannot be written through this port.
 */
export interface UsbDevice {
  readonly vendorId: number;
  readonly productId: number;
  readonly productName?: string | null | undefined;
  readonly serialNumber?: string | null | undefined;
  readonly opened: boolean;
  open(): Promise<void>;
  close(): Promise<void>;
  selectConfiguration(configuration: number): Promise<void>;
  claimInterface(number: number): Promise<void>;
  releaseInterface(number: number): Promise<void>;
  /** Ends a stall. `endpoint`: its number without the direction bit. */
  clearHalt(direction: 'in' | 'out', endpoint: number): Promise<void>;
  controlTransferIn(setup: UsbSetup, length: number): Promise<UsbInResult>;
  /** Resolves with 0 to `length` bytes. */
  transferIn(endpoint: number, length: number): Promise<UsbInResult>;
  transferOut(endpoint: number, data: Uint8Array<ArrayBuffer>): Promise<UsbOutResult>;
}

/** A small persistent map, for what was found about a source. Losing an entry costs time, nothing else. */
export interface Store {
  get(key: string): Promise<Uint8Array | undefined>;
  put(key: string, value: Uint8Array): Promise<void>;
}

/** A file that is being written, at any offset. What is never written reads as zeros, and takes no room where the host can. */
export interface ByteSink {
  /** Name for messages: a path. */
  readonly name: string;
  /** Writes all bytes. Rejects with kind `io`, naming the file and the reason. The bytes may be changed once it has resolved. */
  write(offset: number, bytes: Uint8Array): Promise<void>;
  /** Resolves when all that was written would outlast a power cut. */
  flush(): Promise<void>;
  /** Makes the file so many bytes long: cuts what is longer, lets zeros follow what is shorter. */
  resize(size: number): Promise<void>;
  close(): Promise<void>;
}

/** The head and the body of an answer over HTTP: the part of `Response` that is used. */
export interface HttpAnswer {
  readonly status: number;
  /** Where the answer comes from, after redirects that were followed; empty where the host does not say. */
  readonly url: string;
  readonly headers: { get(name: string): string | null };
  /** Pieces of the content, as they come. */
  readonly body: {
    getReader(): {
      read(): Promise<{ readonly done: boolean; readonly value?: Uint8Array | undefined }>;
      cancel(): Promise<void>;
    };
  } | null;
}

/** Asks a server: `fetch`, as Node and browsers both have it. */
export type HttpFetch = (
  url: string,
  request: {
    readonly headers: Record<string, string>;
    readonly redirect: 'manual' | 'follow';
    readonly cache: 'no-store';
    readonly credentials: 'omit';
    readonly signal: AbortSignal;
  },
) => Promise<HttpAnswer>;

/** A connection that carries whole messages, as a WebSocket does. */
export interface MessageLink {
  /** Sends a message; resolves when there is room for the next one. Rejects when the connection is gone. */
  send(message: Uint8Array): Promise<void>;
  /** The next message; undefined at the end. Nothing more is taken from the network than is asked for. */
  receive(): Promise<Uint8Array | undefined>;
  close(): void;
}

/** The files of a host. */
export interface FilePort {
  /** Opens what a user names for reading: a path, or what else the host takes. Rejects with kind `io`, naming it and the reason. */
  open(path: string, signal?: AbortSignal): Promise<ByteSource>;
  /** Opens a file that may not be there: undefined then. */
  beside(path: string): ByteSource | undefined;
}

/** Which USB devices are meant. */
export interface UsbFilter {
  readonly vendorId: number;
  readonly productId: number;
}

/** The USB devices of a host, as far as it may reach them. */
export interface UsbPort {
  /** The devices of a kind, none opened. Rejects with kind `unsupported` or `io` where they cannot be listed. */
  devices(filter: UsbFilter): Promise<readonly UsbDevice[]>;
  /** Opens one of them, counted from 0. Rejects with kind `not-found`, or `io` with advice. */
  open(filter: UsbFilter, index: number): Promise<UsbDevice>;
}

/** The ports of a host, as connectors get them; a host may lack any. */
export interface HostPorts {
  readonly files?: FilePort;
  readonly usb?: UsbPort;
  /** Where what was found about a source is kept. */
  readonly store?: Store;
  readonly connect?: Connect;
  readonly processes?: ProcessPort;
  readonly shared?: SharedFiles;
  /** Connects to what `pagewalk serve` serves; rejects with the system's reason. */
  readonly messages?: (url: string, signal?: AbortSignal) => Promise<MessageLink>;
}
