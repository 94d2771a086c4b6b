/** The operating-system layers. */
export * from './types.js';
export * from './records.js';
export { detectOs, type DetectOptions } from './detect.js';
export { listKernels, type KernelChoice, type Sighting } from './linux/find-kernel.js';
export type { WholeTypes } from './linux/module-types.js';
export { describeMissingPage, swapEntry, type SwapEntry } from './linux/swap/entries.js';
export { LinuxOs } from './linux/linux-os.js';
export { ProcessModules } from './linux/process-modules.js';
export { evaluate, type Meaning, type Meanings, type Surroundings } from './values/evaluate.js';
export { parseExpression, type Expression } from './values/expression.js';
export { valueRows, type Value, type ValueRow } from './values/decode.js';
export { spelled, typeNamed, type TypeRef } from './values/type-names.js';
export type { NamedType, TypeGraph } from './symbols/type-graph.js';
export { SYMBOL_TYPES } from './values/known.js';
export type { LinuxDumpFacts } from './linux/dump-facts.js';
export type { ProcessCore } from './linux/core/index.js';
export { readSymbolFile, type SymbolFile } from './symbols/symbol-file.js';
export type { HostFile, SymbolOptions } from './linux/known-symbol-files.js';
