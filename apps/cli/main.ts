#!/usr/bin/env node
/** The command line: finds the command, runs it, and turns how it ended into an exit status. */
import { commandHelp, runParsed, type Command } from './command.js';
import { safeText } from './escape.js';
import { describeError, EXIT, exitStatusOf, usageError } from './exit.js';
import type { SourceSpec } from './chain.js';
import type { Parsed } from './options.js';
import { Session } from './session.js';

/** Commands, loaded when they are asked for; with what they do, for the help. */
const COMMANDS: Readonly<
  Record<string, { readonly about: string; readonly load: () => Promise<{ command: Command }> }>
> = {
  info: { about: 'what the dump is, with the evidence', load: () => import('./commands/info.js') },
  kernels: {
    about: 'all kernels in memory: running, of guests, copies',
    load: () => import('./commands/kernels.js'),
  },
  ps: { about: 'processes (--tree)', load: () => import('./commands/ps.js') },
  threads: { about: 'threads of one process, or of all', load: () => import('./commands/threads.js') },
  maps: { about: "a process's mappings", load: () => import('./commands/maps.js') },
  files: { about: 'open files of one process, or of all', load: () => import('./commands/files.js') },
  sockets: {
    about: 'sockets of one process, or of all',
    load: () => import('./commands/sockets.js'),
  },
  interfaces: {
    about: 'network interfaces with their addresses',
    load: () => import('./commands/interfaces.js'),
  },
  mounts: { about: 'mounts as a process sees them', load: () => import('./commands/mounts.js') },
  pagecache: {
    about: 'files in the page cache; --extract writes one',
    load: () => import('./commands/pagecache.js'),
  },
  bash: { about: 'commands that running bash shells remember', load: () => import('./commands/bash.js') },
  env: { about: 'the environment of a process', load: () => import('./commands/env.js') },
  modules: {
    about: 'kernel modules; with --pid programs and libraries',
    load: () => import('./commands/modules.js'),
  },
  exports: { about: 'symbols that a process module exports', load: () => import('./commands/exports.js') },
  imports: { about: 'symbols that a process module imports', load: () => import('./commands/imports.js') },
  sections: { about: 'sections of a process module', load: () => import('./commands/sections.js') },
  boot: { about: 'boot time, command line, names', load: () => import('./commands/boot.js') },
  guests: { about: 'virtual machines that processes run', load: () => import('./commands/guests.js') },
  iomem: { about: 'the physical address map', load: () => import('./commands/iomem.js') },
  cpus: { about: 'the processors', load: () => import('./commands/cpus.js') },
  meminfo: { about: 'memory statistics', load: () => import('./commands/meminfo.js') },
  bpf: { about: 'loaded BPF programs and maps', load: () => import('./commands/bpf.js') },
  keys: { about: 'keys and keyrings', load: () => import('./commands/keys.js') },
  tty: { about: 'terminals, by driver', load: () => import('./commands/tty.js') },
  timers: { about: 'pending timers of every processor', load: () => import('./commands/timers.js') },
  keyboard: { about: 'keys held down, by keyboard', load: () => import('./commands/keyboard.js') },
  workqueues: { about: 'work queues and their works', load: () => import('./commands/workqueues.js') },
  log: { about: 'the kernel log', load: () => import('./commands/log.js') },
  symbols: { about: 'kernel symbols', load: () => import('./commands/symbols.js') },
  types: { about: 'the layout of a kernel type', load: () => import('./commands/types.js') },
  dump: { about: "a process's memory as an ELF core", load: () => import('./commands/dump.js') },
  convert: {
    about: 'the memory as a dump of another format',
    load: () => import('./commands/convert.js'),
  },
  export: {
    about: 'the symbols and types as a volatility3 symbol file',
    load: () => import('./commands/export.js'),
  },
  vtop: { about: 'physical addresses of virtual ones', load: () => import('./commands/vtop.js') },
  pages: { about: 'mapped pages as contiguous runs', load: () => import('./commands/pages.js') },
  read: { about: 'bytes as a hex dump, raw, or typed', load: () => import('./commands/read.js') },
  find: { about: 'occurrences of a text, bytes or a number', load: () => import('./commands/find.js') },
  check: { about: 'signs of manipulation, with evidence', load: () => import('./commands/check.js') },
  serve: {
    about: 'offers the memory to another pagewalk or a page',
    load: () => import('./commands/serve.js'),
  },
  connectors: {
    about: 'sources by name, what each takes, what there is to open',
    load: () => import('./commands/connectors.js'),
  },
  doctor: { about: 'what this host offers', load: () => import('./commands/doctor.js') },
};

/** After an interrupt, work has this long to stop by itself. */
const GRACE_MS = 30;
/** And the source this long to be closed: a machine that was paused has to go on. */
const CLOSE_MS = 3000;
/** Signals that end a run in good order, and the exit status of each: 128 and its number, as shells have it. */
const INTERRUPTS = { SIGINT: EXIT.interrupted, SIGTERM: 143, SIGHUP: 129 } as const;

/** The run under way, for signals that come meanwhile. */
let running: Session | undefined;

/** Ends the program once the source is closed, or does not close in time. */
async function leave(status: number): Promise<void> {
  setTimeout(() => process.exit(status), CLOSE_MS).unref();
  await running?.close();
  process.exit(status);
}

function help(): string {
  const lines = Object.entries(COMMANDS).map(([name, { about }]) => `  ${name.padEnd(10)}${about}`);
  return `pagewalk COMMAND [SOURCE] [ADDRESS...] [options]

${lines.join('\n')}

SOURCE is a memory dump, a file or an address (https://…, ws://…): a raw image, an ELF core, LiME, AVML, kdump or a
Windows crash dump. It is recognised by its content; -c FORMAT:FILE says which (pagewalk connectors lists them). pagewalk COMMAND --help lists the options.

Exit status: 0 whole, 1 failed, 2 usage, 3 partial, 4 input not recognised, 130 interrupted.
`;
}

async function run(argv: readonly string[], signal: AbortSignal): Promise<number> {
  const [name, ...rest] = argv;
  if (name === '--version') {
    const { coreHash, packageVersion } = await import('./version.js');
    process.stdout.write(`pagewalk ${packageVersion()}\ncore.wasm sha256 ${coreHash() ?? 'missing'}\n`);
    return EXIT.whole;
  }
  if (name === '--help' || name === '-h' || name === 'help') {
    process.stdout.write(help());
    return EXIT.whole;
  }
  if (name === undefined) throw usageError('no command given', 'pagewalk --help');
  const known = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (known === undefined) throw usageError(`there is no command '${name}'`, 'pagewalk --help');
  const { command } = await known.load();
  const options = rest.includes('--') ? rest.slice(0, rest.indexOf('--')) : rest;
  if (options.includes('--help') || options.includes('-h')) {
    process.stdout.write(
      `${await commandHelp(command, process.stdout.isTTY && (process.env['NO_COLOR'] ?? '') === '')}\n`,
    );
    return EXIT.whole;
  }
  let status: number = EXIT.whole;
  await runParsed(command, rest, async (parsed) => {
    const session = new Session(parsed, signal, await specOf(command, parsed));
    running = session;
    try {
      await command.run(session, parsed);
      await session.flush(true);
    } finally {
      if (await session.finish()) status = EXIT.partial;
    }
  });
  return status;
}

/** What to open; commands without a source load nothing for it. */
async function specOf({ options }: Command, parsed: Parsed): Promise<SourceSpec> {
  if (!('file' in options)) return { layers: [], rest: parsed.positionals };
  const [{ sourceSpec }, { nodeInventory }] = await Promise.all([
    import('./chain.js'),
    import('../../host-node/index.js'),
  ]);
  return sourceSpec(parsed, nodeInventory());
}

/** A reader that went away (`| head`) is no failure: nothing more is to be said. */
function quietOnClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') process.exit(EXIT.whole);
  throw error;
}

function main(): void {
  const abort = new AbortController();
  let interrupted: number = EXIT.interrupted;
  process.stdout.on('error', quietOnClosedPipe);
  process.stderr.on('error', quietOnClosedPipe);
  for (const [name, status] of Object.entries(INTERRUPTS)) {
    process.on(name, () => {
      // Whoever asks twice does not want to wait.
      if (abort.signal.aborted) process.exit(status);
      interrupted = status;
      abort.abort();
      setTimeout(() => void leave(status), GRACE_MS).unref();
    });
  }
  run(process.argv.slice(2), abort.signal).then(
    (status) => {
      process.exitCode = abort.signal.aborted
        ? interrupted
        : status === EXIT.whole
          ? (process.exitCode ?? status)
          : status;
    },
    (error: unknown) => {
      if ((error as NodeJS.ErrnoException | undefined)?.code === 'EPIPE') process.exit(EXIT.whole);
      process.exitCode = abort.signal.aborted ? interrupted : exitStatusOf(error);
      const text = abort.signal.aborted ? 'interrupted' : describeError(error);
      process.stderr.write(`pagewalk: ${text.split('\n').map(safeText).join('\n')}\n`);
    },
  );
}

main();
