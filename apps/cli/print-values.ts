/** Prints what an expression stands for: one value, a structure with its members, or the entries of a list. */
import type { MemoryView } from '../../engine/index.js';
import type { Meaning, Meanings, TypeRef } from '../../os/index.js';
import { hexAddress } from '../../os/records.js';
import { usageError } from './exit.js';
import { cellText } from './render-table.js';
import type { Json, Row } from './row.js';
import type { Session } from './session.js';
import { structureRows } from './typed-values.js';

/** Members that hold a structure's name, shown for it in lists. */
const NAMES: readonly string[] = ['comm', 'name', 's_id'];
/** Characters of a value that a table shows. */
const SHOWN = 100;

/** Prints typed values. `as` names a type for what has none, or another one. */
export async function printValues(
  session: Session,
  view: MemoryView,
  meanings: Meanings,
  as: string | undefined,
  depth: number | undefined,
): Promise<void> {
  const bare = meanings.items.find(({ kind, type, origin }) => kind === 'number' || (!type && !origin));
  if (as === undefined && bare !== undefined) throw untyped();
  const { spelled, typeNamed, valueRows, SYMBOL_TYPES } = await import('../../os/index.js');
  const os = await session.os();
  if (as !== undefined && !os.hasTypes) return printLayout(session, view, meanings, as);
  const graph = await session.graph();
  const typeOf = (meaning: Meaning): TypeRef => {
    if (as !== undefined) return typeNamed(graph, as);
    const known = meaning.type ?? knownType(SYMBOL_TYPES[meaning.origin ?? '']);
    if (known === undefined || meaning.kind === 'number')
      throw usageError(
        'ADDRESS LENGTH is missing: what is there has no known type',
        '--as TYPE, or a LENGTH in bytes',
      );
    return known;
  };
  const knownType = (name: string | undefined): TypeRef | undefined =>
    name === undefined ? undefined : typeNamed(graph, name);

  if (meanings.reason !== undefined) session.partial(meanings.reason);
  const options = (meaning: Meaning) => ({
    ...(as === undefined && meaning.bits !== undefined && { bit: meaning.bit ?? 0, bits: meaning.bits }),
    ...(depth !== undefined && { depth }),
  });
  if (meanings.list) {
    await session.print(
      listRows(meanings, async (meaning): Promise<Row> => {
        const type = typeOf(meaning);
        const head = { address: hexAddress(meaning.address), type: spelled(type) };
        const members = await valueRows(view, meaning.address, type, { ...options(meaning), depth: 1 });
        const [only, more] = members;
        if (more === undefined && only?.name === '') return { ...head, ...valueOf(only) };
        const named = members.find(({ name, value }) => NAMES.includes(name) && typeof value === 'string');
        return named === undefined ? head : { ...head, value: named.value ?? null };
      }),
      [{ field: 'address' }, { field: 'type' }, { field: 'value', show: shortly }],
    );
    return;
  }
  const [only] = meanings.items;
  if (only === undefined) return;
  const rows = await valueRows(view, only.address, typeOf(only), options(only));
  if (rows.length === 1 && rows[0]?.name === '') {
    const record = { address: hexAddress(only.address), type: spelled(typeOf(only)), ...valueOf(rows[0]) };
    await session.print(
      [record],
      [{ field: 'address' }, { field: 'type' }, { field: 'value', show: shortly }],
    );
    return;
  }
  await session.print(
    rows.map(({ offset, name, type, ...rest }): Row => ({ offset, name, type, ...valueOf(rest) })),
    [
      { field: 'offset', align: 'right' },
      { field: 'name' },
      { field: 'type' },
      { field: 'value', show: shortly },
    ],
  );
}

function untyped(): Error {
  return usageError(
    'ADDRESS LENGTH is missing: what is there has no known type',
    '--as TYPE, or a LENGTH in bytes',
  );
}

/** Where only derived layouts are known, a structure's members. */
async function printLayout(
  session: Session,
  view: MemoryView,
  { items, list }: Meanings,
  as: string,
): Promise<void> {
  const [only] = items;
  const type = (await session.os()).type(as);
  if (type === undefined || only === undefined || list)
    throw usageError(`--as ${as}: the layout of this type is not known for this kernel`);
  await session.print(structureRows(view, only.address, type), [
    { field: 'offset', align: 'right' },
    { field: 'name' },
    { field: 'type' },
    { field: 'value' },
  ]);
}

async function* listRows(
  { items }: Meanings,
  rowOf: (meaning: Meaning) => Promise<Row>,
): AsyncGenerator<Row> {
  for (const meaning of items) yield rowOf(meaning);
}

function valueOf(row: {
  readonly value?: unknown;
  readonly complete?: false;
  readonly reason?: string;
}): Row {
  const { value, complete, reason } = row;
  return {
    ...(value !== undefined && { value: value as Json }),
    ...(complete === false && { complete, reason: reason ?? 'it cannot be read' }),
  };
}

/** A value in a table: long arrays are cut, and say so. */
function shortly(value: Json | undefined): string {
  const text = cellText(value);
  return text.length <= SHOWN ? text : `${text.slice(0, SHOWN)}… (${text.length - SHOWN} characters more)`;
}
