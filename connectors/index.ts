/** The connectors that come with pagewalk. */
export {
  compareMemory,
  copyMemory,
  type CompareOptions,
  type Copied,
  type CopyOptions,
  type CopyPoint,
  type LostRange,
} from './convert.js';
export { isHttpAddress, openHttp, type HttpOptions } from './http-range.js';
export type { HttpLimits } from './http-request.js';
export { openRemote, type ConnectMessages, type RemoteOptions } from './remote.js';
export { isRemoteAddress, remoteAddress } from './remote-address.js';
export { MAX_MESSAGE } from './remote-protocol.js';
export { serveLink, type ServeOptions } from './remote-server.js';
export { openElfCore } from './elf-core.js';
export { FT601_ID } from './ft601.js';
export { openPcileech, type PcileechOptions } from './pcileech.js';
export { openRaw } from './raw.js';
export type { OpenBeside } from './split-set.js';
export { FORMATS, type Format, type FormatArguments } from './formats.js';
export { openConnector, type OpenOptions } from './sniff.js';
export { wrapCache, type CacheOptions } from './wrap-cache.js';
export { wrapDelay, type DelayOptions } from './wrap-delay.js';
export { wrapFault, type Fault, type FaultKind, type FaultyConnector } from './wrap-fault.js';
export {
  wrapMetrics,
  type Histogram,
  type MeteredConnector,
  type Metrics,
  type Traffic,
} from './wrap-metrics.js';
export { openReplay, wrapRecord, type RecordingConnector } from './wrap-record.js';
export { openWriter, WRITTEN_FORMATS, type WritableFormat, type WrittenFormat } from './writers/index.js';
export type { DumpWriter, MachineFacts, MappedRange, Progressed, WriteOrder } from './writers/writer.js';
export type { PackCodec } from '../codecs/page-packers.js';
export { CONNECTORS } from './inventory.js';
export { Qmp } from './qmp.js';
export { openQemu, QEMU_PATHS, type QemuOptions } from './qemu-live/open.js';
export type { PathDefinition, PathName, QemuHost } from './qemu-live/path.js';
export { qemuTargets, type QemuTarget } from './qemu-live/targets.js';
