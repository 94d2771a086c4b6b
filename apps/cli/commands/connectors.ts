/** `connectors`: what can be read, by name; `connectors help NAME` says what one takes. */
import { CONNECTOR_ENTRIES, CONNECTOR_NAMES, type ConnectorEntry } from '../../../connectors/inventory.js';
import { WRITTEN_FORMATS } from '../../../connectors/index.js';
import type { Command } from '../command.js';
import { usageError } from '../exit.js';
import { OUTPUT_OPTIONS } from '../options.js';

/** The command. */
export const command: Command = {
  name: 'connectors',
  about: 'formats of dumps by name, and what each takes',
  positionals: [{ name: 'help NAME', about: 'only this one, with its arguments' }],
  options: OUTPUT_OPTIONS,
  async run(session) {
    const [help, asked] = session.arguments(0, 2, '');
    if (help === undefined) {
      const rows = CONNECTOR_NAMES.map((name) => record(name, CONNECTOR_ENTRIES[name]));
      await session.print(rows, [{ field: 'name' }, { field: 'writes' }, { field: 'about' }]);
      return;
    }
    if (help !== 'help' || asked === undefined)
      throw usageError(`'${help}' is no argument of connectors`, 'pagewalk connectors help NAME');
    const name = CONNECTOR_NAMES.find((known) => known === asked);
    if (name === undefined) throw usageError(`there is no connector '${asked}'`, CONNECTOR_NAMES.join(', '));
    const entry = CONNECTOR_ENTRIES[name];
    if (session.style.format !== 'table') {
      await session.print([record(name, entry)], [{ field: 'name' }, { field: 'about' }], true);
      return;
    }
    const usage = entry.arguments.map(({ name: argument, value }) => `${argument}=${value}`).join(',');
    const lines = [
      `-c ${name}:FILE${usage === '' ? '' : `[:${usage}]`}`,
      `  ${entry.about}`,
      `  recognised by: ${entry.recognised ?? 'nothing: what is no other format, and no text'}`,
      ...entry.arguments.map(({ name: argument, value, about }) => `  ${argument}=${value}  ${about}`),
      Object.hasOwn(WRITTEN_FORMATS, name)
        ? `  convert --as ${name} writes it`
        : '  convert does not write it',
    ];
    session.sink.write(`${lines.join('\n')}\n`);
    await session.flush(true);
  },
};

function record(name: string, { about, recognised, arguments: taken }: ConnectorEntry) {
  return {
    name,
    about,
    recognised: recognised ?? null,
    arguments: taken.map((argument) => ({ ...argument })),
    writes: Object.hasOwn(WRITTEN_FORMATS, name),
  };
}
