/** `types`: kernel types by name or pattern, and the layout of one. */
import { PagewalkError } from '../../../engine/index.js';
import { typeRecord } from '../../../os/records.js';
import { matcher } from '../../../os/pattern.js';
import type { Command } from '../command.js';
import { OUTPUT_OPTIONS, SOURCE_OPTIONS, TYPE_OPTIONS } from '../options.js';
import { row, type Row } from '../row.js';
import type { Session } from '../session.js';

/** The command. */
export const command: Command = {
  name: 'types',
  about:
    'types of the kernel and its modules: size, members, values, parameters; or those whose names match a pattern',
  positionals: [
    { name: 'SOURCE', about: 'a memory dump' },
    { name: 'NAME', about: 'task_struct, "struct task_struct", "task_*", "enum *", "function schedule*"' },
  ],
  options: { ...TYPE_OPTIONS, ...SOURCE_OPTIONS, ...OUTPUT_OPTIONS },
  async run(session, parsed) {
    const [name = ''] = session.arguments(1, 1, 'NAME');
    if (/[*?]/.test(name)) {
      await session.print(matching(session, name), [
        { field: 'kind' },
        { field: 'size', align: 'right' },
        { field: 'name' },
        { field: 'module' },
      ]);
      return;
    }
    const os = await session.os();
    // A kernel that carries no types still has layouts that were derived.
    const module = parsed.text('module');
    const known = module === undefined ? os.type(name) : undefined;
    const type =
      known ?? (os.hasTypes ? (await os.wholeTypes(module, session.signal)).types.describe(name) : undefined);
    if (type === undefined)
      throw new PagewalkError('cli', 'not-found', `the kernel has no type '${name}'`, {
        hint: `pagewalk types SOURCE '*${name}*'`,
      });
    const record = row(typeRecord(type));
    if (session.style.format !== 'table') {
      await session.print(
        [record],
        ['name', 'kind', 'size', 'members', 'declaration'].map((field) => ({ field })),
      );
      return;
    }
    session.sink.write(
      type.declaration === undefined
        ? `${type.kind} ${type.name}, ${type.size} bytes\n`
        : `${type.declaration}\n`,
    );
    await session.print((record['members'] ?? []) as readonly Row[], [
      { field: 'offset', align: 'right' },
      { field: 'bits', align: 'right' },
      { field: 'name' },
      { field: 'type' },
    ]);
  },
};

/** Named types whose name matches; a leading `struct`, `union`, `enum` or `function` keeps to that kind. */
async function* matching(session: Session, pattern: string): AsyncGenerator<Row> {
  const { graph, moduleOf, reason } = await (
    await session.os()
  ).wholeTypes(session.parsed.text('module'), session.signal);
  if (reason !== undefined) session.partial(reason);
  const [, kind, rest = pattern] =
    /^(struct|union|enum|typedef|int|float|function|variable) +(.*)$/.exec(pattern) ?? [];
  const matches = matcher(rest);
  for (const named of graph.names()) {
    session.signal.throwIfAborted();
    if ((kind !== undefined && kind !== named.kind) || !matches(named.name)) continue;
    yield { name: named.name, kind: named.kind, size: graph.sizeOf(named.id), module: moduleOf(named.id) };
  }
}
