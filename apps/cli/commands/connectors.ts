/** `connectors`: what can be read, by name; `connectors help NAME` says what one takes, `connectors targets` what there is to open. */
import { WRITTEN_FORMATS } from '../../../connectors/index.js';
import type { ArgumentTable, ConnectorDefinition } from '../../../engine/index.js';
import { nodeInventory } from '../../../host-node/index.js';
import type { Command } from '../command.js';
import { usageError } from '../exit.js';
import { OUTPUT_OPTIONS } from '../options.js';
import type { Session } from '../session.js';

/** The command. */
export const command: Command = {
  name: 'connectors',
  about: 'sources of memory by name: what each takes, and what there is to open',
  positionals: [
    { name: 'help NAME', about: 'only this one, with its arguments' },
    { name: 'targets [NAME]', about: 'what connectors find here to open: all, or this one' },
  ],
  options: OUTPUT_OPTIONS,
  async run(session) {
    const [what, asked] = session.arguments(0, 2, '');
    if (what === undefined) {
      const rows = Object.entries(definitions()).map(([name, definition]) => record(name, definition));
      await session.print(rows, [{ field: 'name' }, { field: 'writes' }, { field: 'about' }]);
      return;
    }
    if (asked !== undefined) definitionOf(asked);
    if (what === 'targets') return printTargets(session, asked);
    if (what !== 'help' || asked === undefined)
      throw usageError(
        `'${what}' is no argument of connectors`,
        'pagewalk connectors help NAME, pagewalk connectors targets',
      );
    const definition = definitionOf(asked);
    if (session.style.format !== 'table') {
      await session.print([record(asked, definition)], [{ field: 'name' }, { field: 'about' }], true);
      return;
    }
    session.sink.write(`${help(asked, definition).join('\n')}\n`);
    await session.flush(true);
  },
};

function definitions(): Readonly<Record<string, ConnectorDefinition>> {
  return nodeInventory().connectors;
}

function definitionOf(name: string): ConnectorDefinition {
  const all = definitions();
  const found = Object.hasOwn(all, name) ? all[name] : undefined;
  if (found === undefined) throw usageError(`there is no connector '${name}'`, Object.keys(all).join(', '));
  return found;
}

async function printTargets(session: Session, asked: string | undefined): Promise<void> {
  const { connectors } = await nodeInventory().scan(session.signal);
  const wanted = connectors.filter(({ name }) => asked === undefined || name === asked);
  if (
    asked !== undefined &&
    wanted.every(({ targets, reason }) => targets === undefined && reason === undefined)
  )
    session.say(`connector '${asked}' cannot know what there is to open: name it`);
  for (const { name, reason } of wanted)
    if (reason !== undefined) session.partial(`targets of ${name}: ${reason}`);
  await session.print(
    wanted.flatMap(({ name, targets = [] }) =>
      targets.map(({ target, about }) => ({ connector: name, target, about })),
    ),
    [{ field: 'connector' }, { field: 'target' }, { field: 'about' }],
  );
}

function usageOf(taken: ArgumentTable): string {
  return Object.entries(taken)
    .map(([name, { value }]) => `${name}=${value}`)
    .join(',');
}

function help(name: string, definition: ConnectorDefinition) {
  const { about, recognised, target, arguments: taken, onSystem } = definition;
  const usage = usageOf(taken);
  const named = target === undefined ? '' : target.required ? `:${target.value}` : `[:${target.value}]`;
  const file = target?.value === 'FILE';
  return [
    `-c ${name}${named}${usage === '' ? '' : `[:${usage}]`}`,
    `  ${about}`,
    ...(file ? [`  recognised by: ${recognised ?? 'nothing: what is no other format, and no text'}`] : []),
    ...Object.entries(taken).map(
      ([argument, { value, about: meaning }]) => `  ${argument}=${value}  ${meaning}`,
    ),
    ...(definition.targets === undefined
      ? []
      : [`  pagewalk connectors targets ${name} lists what there is to open`]),
    ...(onSystem === true ? ['  may stand on an operating system: it opens a machine inside that one'] : []),
    ...(file
      ? [
          Object.hasOwn(WRITTEN_FORMATS, name)
            ? `  convert --as ${name} writes it`
            : '  convert does not write it',
        ]
      : []),
  ];
}

function record(name: string, definition: ConnectorDefinition) {
  const { about, recognised, target, arguments: taken, onSystem } = definition;
  return {
    name,
    about,
    recognised: recognised ?? null,
    target: target?.value ?? null,
    targetRequired: target?.required ?? false,
    arguments: Object.entries(taken).map(([argument, spec]) => ({
      name: argument,
      kind: spec.kind,
      value: spec.value,
      about: spec.about,
      ...(spec.choices && { choices: [...spec.choices] }),
      required: spec.required ?? false,
    })),
    findsTargets: definition.targets !== undefined,
    onSystem: onSystem ?? false,
    writes: Object.hasOwn(WRITTEN_FORMATS, name),
  };
}
