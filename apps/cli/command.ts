/** The one place that knows citty: it runs commands, loads them when they are asked for, and lays out their help. */
import { defineCommand, renderUsage, runCommand, type ArgsDef, type CommandDef } from 'citty';
import type { OptionTable, Parsed } from './options.js';
import { parseOptions } from './options.js';
import type { Session } from './session.js';

/** A command of the command line. */
export interface Command {
  readonly name: string;
  readonly about: string;
  /** Positional arguments after SOURCE, for the help: `ADDRESS...`. */
  readonly positionals: readonly { readonly name: string; readonly about: string }[];
  readonly options: OptionTable;
  /** Does the work; throws PagewalkError. */
  run(session: Session, parsed: Parsed): Promise<void>;
}

function definition(command: Command, work?: (rawArgs: string[]) => Promise<void>): CommandDef {
  const args: ArgsDef = {};
  for (const { name, about } of command.positionals) {
    args[name] = { type: 'positional', description: about, required: false };
  }
  for (const [name, { type, short, value, about }] of Object.entries(command.options)) {
    const shared = { description: about, ...(short !== undefined && { alias: short }) };
    args[name] =
      type === 'boolean'
        ? { type, ...shared }
        : { type, ...shared, ...(value !== undefined && { valueHint: value }) };
  }
  return defineCommand({
    meta: { name: command.name, description: command.about },
    args,
    ...(work && { run: (context) => work(context.rawArgs) }),
  });
}

/** The help of one command; without `color` it is plain text. */
export async function commandHelp(command: Command, color: boolean): Promise<string> {
  const help = await renderUsage(definition(command), defineCommand({ meta: { name: 'pagewalk' } }));
  const text = color ? help : help.replaceAll(COLOR, '');
  return text.replaceAll(/ +$/gm, '');
}

/** What sets a colour on a terminal. Source: ECMA-48, 8.3.117. */

const COLOR = /\x1b\[\d+m/g;

/** Parses a command's arguments strictly, then runs `work` with them. */
export async function runParsed(
  command: Command,
  argv: readonly string[],
  work: (parsed: Parsed) => Promise<void>,
): Promise<void> {
  await runCommand(
    definition(command, (rawArgs) => work(parseOptions(rawArgs, command.options))),
    { rawArgs: [...argv] },
  );
}
