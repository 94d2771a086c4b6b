/** `ps`: processes. */
import { processRecord } from '../../../os/records.js';
import type { Process } from '../../../os/types.js';
import type { Command } from '../command.js';
import { OUTPUT_OPTIONS, SOURCE_OPTIONS } from '../options.js';
import { cellText } from '../render-table.js';
import { row, type Column, type Row } from '../row.js';

const COLUMNS: readonly Column[] = [
  { field: 'pid', align: 'right' },
  { field: 'ppid', align: 'right' },
  { field: 'uid', align: 'right' },
  { field: 'state' },
  { field: 'threads', align: 'right' },
  { field: 'name' },
  { field: 'exe' },
  { field: 'command' },
];
const ALL = [
  'pid',
  'ppid',
  'name',
  'threads',
  'uid',
  'state',
  'command',
  'exe',
  'root',
  'address',
  'gid',
  'capabilities',
  'started',
  'cgroup',
  'container',
  'namespaces',
];

/** The command. */
export const command: Command = {
  name: 'ps',
  about: 'processes',
  positionals: [{ name: 'SOURCE', about: 'a memory dump' }],
  options: {
    tree: { type: 'boolean', about: 'children below their parents; records gain `depth`' },
    ...SOURCE_OPTIONS,
    ...OUTPUT_OPTIONS,
  },
  async run(session, parsed) {
    session.arguments(0, 0, '');
    const os = await session.os();
    const processes = session.listing(await os.processes(session.signal));
    const tree = parsed.flag('tree');
    const rows = tree
      ? inTreeOrder(processes).map(({ process, depth }): Row => ({ ...row(processRecord(process)), depth }))
      : processes.map((process) => row(processRecord(process)));
    const columns = session.style.format === 'csv' ? ALL.map((field) => ({ field })) : COLUMNS;
    await session.print(rows, tree ? withTree(columns) : columns);
  },
};

function withTree(columns: readonly Column[]): Column[] {
  const indented = columns.map((column): Column =>
    column.field !== 'name' || columns !== COLUMNS
      ? column
      : {
          ...column,
          show: (value, record) => '  '.repeat(Math.min(40, Number(record['depth']))) + cellText(value),
        },
  );
  return columns === COLUMNS ? indented : [...indented, { field: 'depth' }];
}

/** Depth first, siblings in list order. A process whose parent is unknown, or in a circle of parents, stands at depth 0. */
export function inTreeOrder(
  processes: readonly Process[],
): { readonly process: Process; readonly depth: number }[] {
  const children = new Map<number, Process[]>();
  const pids = new Set(processes.map(({ pid }) => pid));
  const roots: Process[] = [];
  for (const process of processes) {
    const { ppid, pid } = process;
    if (ppid === null || ppid === pid || !pids.has(ppid)) roots.push(process);
    else children.set(ppid, [...(children.get(ppid) ?? []), process]);
  }
  const done = new Set<Process>();
  const ordered: { process: Process; depth: number }[] = [];
  for (const root of [...roots, ...processes]) {
    const stack = [{ process: root, depth: 0 }];
    for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
      if (done.has(top.process)) continue;
      done.add(top.process);
      ordered.push(top);
      const { depth } = top;
      stack.push(
        ...(children.get(top.process.pid) ?? []).map((process) => ({ process, depth: depth + 1 })).reverse(),
      );
    }
  }
  return ordered;
}
