/** What `import 'pagewalk'` gives. */
export * from './ports.js';
export * from './connector.js';
export * from './errors.js';
export * from './memory/partial.js';
export {
  together,
  type AbsentPage,
  type AbsentPages,
  type FoundPage,
  type LookupJob,
  type LookupRead,
} from './memory/absent-pages.js';
export * from './memory/view.js';
export * from './memory/value-types.js';
export type { Face, Faces, Out } from './memory/face.js';
export type { Operations } from './memory/operations.js';
export type { ListGap, Reads } from './memory/reads.js';
export type { Writes } from './memory/writes.js';
export type { Architecture, ScalarName, ScalarValue } from './memory/scalars.js';
export {
  defineShape,
  type Field,
  type Shape,
  type StructureOf,
  type StructureParts,
  type StructureRead,
} from './memory/structure.js';
export type { TextEncoding, TextOptions } from './memory/text-codec.js';
export { batchOn, type Batch, type BatchOptions, type Later } from './memory/batch.js';
export { cursorOn, type Cursor, type CursorCalls } from './memory/cursor.js';
export { withArchitecture } from './memory/architecture-view.js';
export { copyOnWrite, type OverlayView } from './memory/overlay-view.js';
export { remapView, type RemapPart } from './memory/remap-view.js';
export { viewConnector, type ViewConnectorOptions } from './memory/view-connector.js';
export { PartialWriteError } from './memory/partial-write-error.js';
export * from './memory/address-space.js';
export {
  isPagingMode,
  PAGING_MODE_NAMES,
  pagingFacts,
  type PagingFacts,
  type PagingMode,
} from './memory/paging-modes.js';
export type { Ages } from './cache/validity.js';
export { Engine, type EngineOptions, type SpaceOptions, type Statistics, type Vote } from './engine.js';
export type { CoreModule } from './core/load.js';
export { throwIfAborted } from './core/drain.js';
export { describeMissing, PartialReadError } from './memory/partial-read-error.js';
export { movedBy, normalRanges, splitAtHole } from './memory/map.js';
export { escapeText } from './text.js';
export { wrapCache, type CacheOptions } from './cache/block-cache.js';
export { observeReads, wrapConnector, type Described, type Wrapping } from './wrap.js';
export { Pause, WriteTrip, type ConnectorJob, type Trip } from './connector-jobs.js';
export { Budget, type Allowance } from './budget.js';
export { Bytes } from './bytes.js';
export {
  checkArguments,
  type ArgumentKind,
  type ArgumentRecord,
  type ArgumentsOf,
  type ArgumentSpec,
  type ArgumentTable,
  type ArgumentValues,
} from './inventory/arguments.js';
export {
  openLayers,
  type ChainLayer,
  type ChainOnConnector,
  type ChainOnSystem,
  type ChainStart,
  type OpenedChain,
} from './inventory/chain.js';
export {
  defineConnector,
  defineSystem,
  hostPort,
  type ConnectorDefinition,
  type ConnectorRequest,
  type InnerOs,
  type SystemDefinition,
  type Target,
} from './inventory/definitions.js';
export {
  Inventory,
  type ConnectOptions,
  type Connectors,
  type InventoryParts,
  type Scan,
  type ScannedConnector,
  type Systems,
} from './inventory/inventory.js';
export { splitSpec } from './inventory/spec.js';
