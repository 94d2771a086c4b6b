/**
 * Variables that a kernel does not name: kallsyms has no data where CONFIG_KALLSYMS_ALL is not set, or lost it to damage.
 * Functions that use a variable are named, and their code holds its address.
 */
import { readWord, type LinuxKernel } from '../kernel.js';
import { structsOnList } from '../lists.js';
import { structsInTree } from '../rb-tree.js';
import { StructReader, type Struct } from '../structs.js';
import { codeAddresses, lengthOfCode } from './code-addresses.js';

/** A variable, and how to tell it. */
export interface Variable {
  readonly name: string;
  /** Functions that use it, in the order in which they are asked; kernels lack some. */
  readonly users: readonly string[];
  /** True when what lies at an address can hardly be anything else. */
  readonly fits: (address: bigint) => Promise<boolean>;
}

/** Address of a variable: by its name, else by the code of its users. What is found is remembered like a symbol. */
export async function variable(
  kernel: LinuxKernel,
  { name, users, fits }: Variable,
): Promise<bigint | undefined> {
  const { symbols } = kernel;
  symbols.find([name]);
  const named = symbols.address(name);
  if (named !== undefined) return named;
  symbols.find(users);
  const seen = new Set<bigint>();
  for (const user of users) {
    for (const address of await addressesIn(kernel, user)) {
      if (seen.has(address)) continue;
      seen.add(address);
      if (!(await fits(address))) continue;
      symbols.memory[name] = address;
      return address;
    }
  }
  return undefined;
}

/**
 * A variable whose contents tell nothing: the only address of writable memory without a name that the code of all of
 * `users` has, each of which may be several names joined by `|`. Undefined when a function is missing, or more than one address
 * is left.
 */
export async function sharedVariable(
  kernel: LinuxKernel,
  name: string,
  users: readonly string[],
): Promise<bigint | undefined> {
  const { symbols } = kernel;
  symbols.find([name]);
  const named = symbols.address(name);
  if (named !== undefined) return named;
  const names = users.map((user) => user.split('|'));
  symbols.find(names.flat());
  const [first = [], ...rest] = await Promise.all(
    names.map(async (one) => (await Promise.all(one.map((user) => addressesWithin(kernel, user)))).flat()),
  );
  const shared = first.filter((address) => rest.every((list) => list.includes(address)));
  const writable = await kernel.space.translate(shared);
  const left = shared.filter((address, i) => {
    const at = writable[i];
    return at?.ok === true && at.permissions.write && symbols.at(address)?.offset !== 0n;
  });
  if (left.length !== 1) return undefined;
  symbols.memory[name] = left[0] as bigint;
  return left[0];
}

/** The same of a function that ends where the next begins. */
async function addressesWithin(kernel: LinuxKernel, name: string): Promise<bigint[]> {
  const address = kernel.symbols.address(name);
  return address === undefined ? [] : codeAddresses(kernel, address, lengthOfCode(kernel, address));
}

/** What the code of a function refers to: {@link codeAddresses}; nothing of one that the kernel lacks. */
export async function addressesIn(kernel: LinuxKernel, name: string): Promise<bigint[]> {
  const address = kernel.symbols.address(name);
  return address === undefined ? [] : codeAddresses(kernel, address);
}

/** True when an address is the head of a list that closes and holds structures, which `sound` must believe. */
export async function isListOf(
  kernel: LinuxKernel,
  reader: StructReader,
  member: string,
  head: bigint,
  sound: (struct: Struct) => Promise<boolean>,
): Promise<boolean> {
  const next = await readWord(kernel, head);
  if (next === undefined || next === head || next < kernel.kernelStart) return false;
  const first = await reader.at(next - BigInt(reader.offset(member)));
  if (first?.word(member, 1) !== head || !(await sound(first))) return false;
  const { structs, reason } = await structsOnList(kernel, reader, head, member);
  for (const struct of structs) if (!(await sound(struct))) return false;
  return reason === undefined;
}

/** The structures of a tree whose root an address holds; undefined when it is none, or empty. Source: include/linux/rbtree.h. */
export async function treeAt(
  kernel: LinuxKernel,
  reader: StructReader,
  member: string,
  address: bigint,
): Promise<Struct[] | undefined> {
  const root = await readWord(kernel, address);
  if (root === undefined || root < kernel.kernelStart) return undefined;
  // The top node has no parent, and is black.
  const top = await new StructReader(kernel, 'rb_node', ['__rb_parent_color']).at(root);
  if (top?.word('__rb_parent_color') !== 1n) return undefined;
  const { structs, reason } = await structsInTree(kernel, reader, root, member);
  return reason === undefined ? structs : undefined;
}
