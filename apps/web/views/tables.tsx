/** The views that are one table each. */
import { useEffect } from 'preact/hooks';
import type { JsonRecord } from '../../../os/index.js';
import type { TableName } from '../../../host-browser/index.js';
import { context, loadTable, pid, processName, selected, show, tableKey, tables, top } from '../state.js';
import { Table, type Column } from '../table.js';

const COLUMNS: Record<TableName, readonly Column[]> = {
  processes: [
    { field: 'pid', title: 'pid', width: 7, numeric: true },
    { field: 'ppid', title: 'ppid', width: 7, numeric: true },
    { field: 'name', title: 'name', width: 23 },
    { field: 'threads', title: 'threads', width: 9, numeric: true },
    { field: 'uid', title: 'uid', width: 7, numeric: true },
    { field: 'state', title: 'state', width: 7 },
    { field: 'exe', title: 'exe', width: 16 },
    { field: 'root', title: 'root', width: 14 },
    { field: 'address', title: 'task', width: 20 },
    { field: 'command', title: 'command', width: 40 },
  ],
  threads: [
    { field: 'pid', title: 'pid', width: 8, numeric: true },
    { field: 'tid', title: 'tid', width: 8, numeric: true },
    { field: 'name', title: 'name', width: 20 },
    { field: 'state', title: 'state', width: 7 },
    { field: 'address', title: 'task', width: 20 },
  ],
  mappings: [
    { field: 'start', title: 'start', width: 20 },
    { field: 'end', title: 'end', width: 20 },
    { field: 'permissions', title: 'perm', width: 7 },
    { field: 'offset', title: 'offset', width: 12 },
    { field: 'path', title: 'path', width: 40 },
  ],
  modules: [
    { field: 'name', title: 'name', width: 26 },
    { field: 'base', title: 'base', width: 20 },
    { field: 'size', title: 'size', width: 12, numeric: true },
  ],
  log: [
    { field: 'time', title: 'time', width: 12, numeric: true },
    { field: 'level', title: 'level', width: 7, numeric: true },
    { field: 'text', title: 'text', width: 80 },
  ],
};

/** What Enter or a double click on a row does. */
function open(name: TableName, record: JsonRecord): void {
  const goto = (text: unknown, kind: 'kernel' | 'process'): void => {
    if (typeof text !== 'string') return;
    context.value =
      kind === 'process' && pid.value !== undefined ? { kind, pid: pid.value } : { kind: 'kernel' };
    top.value = BigInt(text) & ~15n;
    show('memory');
  };
  if (name === 'processes') show('mappings', Number(record['pid']));
  else if (name === 'mappings') goto(record['start'], 'process');
  else if (name === 'modules') goto(record['base'], 'kernel');
  else if (name === 'threads') goto(record['address'], 'kernel');
}

/** One table, fetched when first shown. */
export function TableView({ name }: { readonly name: TableName }) {
  const of = name === 'mappings' || name === 'threads' ? pid.value : undefined;
  useEffect(() => void loadTable(name, of), [name, of]);
  if (name === 'mappings' && of === undefined)
    return <p class="note">Choose a process first: Enter on its row shows its mappings.</p>;
  const result = tables.value[tableKey(name, of)];
  if (result === undefined) return <p class="note">Reading…</p>;
  if (!result.ok) return <p class="note failure">{result.failure.message}</p>;
  const { records, complete, reason } = result.value;
  return (
    <>
      {of !== undefined && (
        <p class="note">
          pid {of} {processName.value}
        </p>
      )}
      {!complete && <p class="note partial">Not complete: {reason}</p>}
      <Table
        key={`${name}:${of ?? ''}`}
        name={name}
        columns={COLUMNS[name]}
        records={records}
        onSelect={(record) => {
          selected.value = record;
          if (name === 'processes') pid.value = Number(record['pid']);
        }}
        onOpen={(record) => open(name, record)}
      />
    </>
  );
}
