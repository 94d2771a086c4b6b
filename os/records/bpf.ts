/** JSON records of loaded BPF programs and maps. */
import { completeness, hexAddress, type JsonRecord } from '../records.js';
import type { BpfObject } from '../types.js';

/** Record of `bpf`: programs and maps have the same first fields. */
export function bpfRecord(o: BpfObject): JsonRecord {
  const { kind, id, type, name } = o;
  const own: JsonRecord =
    o.kind === 'program'
      ? {
          tag: o.tag,
          loaded: o.loaded,
          uid: o.uid,
          jited: o.jited,
          code: o.code === null ? null : hexAddress(o.code),
          codeSize: o.codeSize,
        }
      : { keySize: o.keySize, valueSize: o.valueSize, maxEntries: o.maxEntries };
  return { kind, id, type, name, ...own, address: hexAddress(o.address), ...completeness(o) };
}
