/** Types as people write them: `struct task_struct *`, `unsigned int`, `u64`. */
import { PagewalkError } from '../../engine/index.js';
import type { TypeGraph } from '../symbols/type-graph.js';

/** A type of a graph, behind so many pointers that the graph need not know. */
export interface TypeRef {
  readonly graph: TypeGraph;
  /** 0: void. */
  readonly id: number;
  readonly pointers: number;
}

/** C's other spellings of the base types, in the words of GCC's debug information. */
const SPELLINGS: Readonly<Record<string, string>> = {
  'unsigned long': 'long unsigned int',
  'unsigned long int': 'long unsigned int',
  long: 'long int',
  unsigned: 'unsigned int',
  'unsigned short': 'short unsigned int',
  short: 'short int',
  'long long': 'long long int',
  'unsigned long long': 'long long unsigned int',
  bool: '_Bool',
};

/** The type of a name with stars behind; of an array (`[]`) that of its elements. Throws kind `not-found` when there is none. */
export function typeNamed(graph: TypeGraph, text: string): TypeRef {
  const element = text.replace(/\[\]$/, '');
  const stars = /[\s*]*$/.exec(element)?.[0] ?? '';
  const name = element
    .slice(0, element.length - stars.length)
    .replace(/\b(const|volatile)\s+/g, '')
    .replace(/\s+/g, ' ')
    .trim();
  const pointers = stars.replaceAll(/\s/g, '').length;
  if (name === 'void') return { graph, id: 0, pointers };
  const id = graph.find(name) ?? graph.find(SPELLINGS[name] ?? name);
  if (id !== undefined) return { graph, id, pointers };
  throw new PagewalkError('os', 'not-found', `the kernel has no type '${name}'`, {
    hint: `pagewalk types SOURCE '*${name.replace(/^(struct|union|enum) /, '')}*'`,
  });
}

/** C's words for it. */
export function spelled({ graph, id, pointers }: TypeRef): string {
  return `${graph.spell(id)}${pointers > 0 ? ' ' : ''}${'*'.repeat(pointers)}`;
}
