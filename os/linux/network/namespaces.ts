/** Network namespaces. Sources: include/net/net_namespace.h, net/core/net_namespace.c. */
import type { LinuxKernel } from '../kernel.js';
import { structsOnList } from '../lists.js';
import { StructReader, type Struct } from '../structs.js';

/** Namespaces as they were read, and why some may be missing. */
export interface NetNamespaces {
  readonly nets: readonly Struct[];
  readonly reason?: string;
}

/** Numbers of namespaces, by the addresses of their struct net. */
export const namespaceNumbers = (nets: readonly Struct[]): ReadonlyMap<bigint, number> =>
  new Map(nets.map((net) => [net.address, net.number('ns.inum')]));

/** Every network namespace of the system, with `members` of struct net; the first one alone where the list has no symbol. */
export async function netNamespaces(
  kernel: LinuxKernel,
  members: readonly string[],
  signal?: AbortSignal,
): Promise<NetNamespaces> {
  kernel.symbols.find(['net_namespace_list', 'init_net']);
  const reader = new StructReader(kernel, 'net', ['list', 'ns.inum', ...members]);
  const head = kernel.symbols.address('net_namespace_list');
  const first = kernel.symbols.address('init_net');
  const listed =
    head === undefined
      ? { structs: [], reason: 'the kernel has no symbol net_namespace_list' }
      : await structsOnList(kernel, reader, head, 'list', signal);
  if (listed.reason === undefined) return { nets: listed.structs };
  const known = first === undefined || listed.structs.some(({ address }) => address === first);
  const init = known ? undefined : await reader.at(first);
  return { nets: init === undefined ? listed.structs : [init, ...listed.structs], reason: listed.reason };
}
