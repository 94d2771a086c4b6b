/**
 * Types that modules add to the kernel's: the kernel keeps a copy of each module's BTF. Source: kernel/bpf/btf.c, struct
 * btf_module and btf_module_notify (since 5.11).
 */
import { PagewalkError } from '../../engine/index.js';
import { Btf } from '../symbols/btf.js';
import { JoinedTypes, type JoinedGraph } from '../symbols/joined-types.js';
import type { TypeGraph } from '../symbols/type-graph.js';
import type { TypeSource } from '../symbols/types.js';
import type { LinuxKernel } from './kernel.js';
import { structsOnList } from './lists.js';
import { StructReader, type Struct } from './structs.js';

/** More bytes than this mean that the record was overwritten. */
const MAX_BTF = 16 << 20;

/** The kernel's types and those of its modules. */
export interface WholeTypes {
  readonly graph: TypeGraph;
  /** The same, for readers of structures. */
  readonly types: TypeSource;
  /** The module that a type is of; empty for the kernel itself and for files beside it. */
  readonly moduleOf: (id: number) => string;
  /** Why types of modules may be missing. */
  readonly reason?: string;
}

interface ModuleBtf {
  readonly name: string;
  readonly btf: Btf;
}

/**
 * All types. Where modules have different types of one name the kernel's goes first, then that of `module`, then
 * that of the newest module. Throws kind `unsupported` when the kernel carries no types, `not-found` when it has no types of
 * that module.
 */
export async function wholeTypes(
  kernel: LinuxKernel,
  module?: string,
  signal?: AbortSignal,
): Promise<WholeTypes> {
  const graph = kernel.types.graph();
  if (graph === undefined)
    throw new PagewalkError('os', 'unsupported', 'the kernel carries no type information', {
      hint: 'what other listings need is derived from the memory; whole types come from a file: --symbols',
    });
  const { modules, reason } = await moduleBtfs(kernel, signal);
  const chosen = modules.filter(({ name }) => name === module);
  if (module !== undefined && chosen.length === 0)
    throw new PagewalkError('os', 'not-found', `there are no types of a module '${module}'`, {
      hint: 'pagewalk modules lists the modules; the kernel keeps types of those that were built with BTF',
    });
  const ordered = [...chosen, ...modules.filter(({ name }) => name !== module)];
  const first = kernel.btf?.() ?? graph;
  const shared = kernel.btf === undefined ? 0 : first.count;
  // Files beside the kernel come last; their graph has the kernel's own types, too, under the same numbers.
  const files = graph === first ? [] : [{ graph, shared }];
  const joined = new JoinedTypes(first, () => [
    ...ordered.map(({ btf }): JoinedGraph => ({ graph: btf, shared })),
    ...files,
  ]);
  return {
    graph: joined,
    types: joined,
    moduleOf: (id) => ordered[joined.originOf(id)]?.name ?? '',
    ...(reason !== undefined && { reason }),
  };
}

/** The BTF of each module, newest first; none where the kernel's own types are missing or damaged, on which it builds. */
async function moduleBtfs(
  kernel: LinuxKernel,
  signal?: AbortSignal,
): Promise<{ modules: ModuleBtf[]; reason?: string }> {
  const head = kernel.symbols.address('btf_modules');
  if (kernel.btf === undefined || head === undefined || kernel.types.struct('btf_module') === undefined)
    return { modules: [] };
  const base = kernel.btf();
  const record = new StructReader(kernel, 'btf_module', ['list', 'btf']);
  const reader = new StructReader(kernel, 'btf', ['data', 'data_size', 'start_id', 'name']);
  const { structs, reason } = await structsOnList(kernel, record, head, 'list', signal);
  const reasons = reason === undefined ? [] : [reason];
  const modules: ModuleBtf[] = [];
  for (const btf of await reader.many(structs.map((struct) => struct.word('btf')))) {
    const read = btf && (await moduleBtf(kernel, base, btf));
    if (read === undefined) reasons.push(`types of ${btf?.text('name') ?? 'a module'} cannot be read`);
    else modules.push(read);
  }
  return reasons.length === 0 ? { modules } : { modules, reason: reasons.join('; ') };
}

/** Undefined when its bytes are missing or make no sense, or when it builds on other types than the kernel's. */
async function moduleBtf({ space }: LinuxKernel, base: Btf, btf: Struct): Promise<ModuleBtf | undefined> {
  const size = btf.number('data_size');
  if (size > MAX_BTF || btf.number('start_id') !== base.count + 1) return undefined;
  const { data, missing } = await space.readPartial(btf.word('data'), size);
  if (missing.length > 0) return undefined;
  try {
    return { name: btf.text('name'), btf: new Btf(data, base) };
  } catch (error) {
    if (error instanceof PagewalkError && error.kind === 'malformed') return undefined;
    throw error;
  }
}
