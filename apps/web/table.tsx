/** A virtual table of records: sorts, filters, is driven by the keyboard, and draws only the rows in sight. */
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Json, JsonRecord } from '../../os/index.js';
import { saveJson } from './save.js';

const ROW = 22;
const OVERSCAN = 8;

/** A column: which field, its heading, and how wide in characters. */
export interface Column {
  readonly field: string;
  readonly title: string;
  readonly width: number;
  readonly numeric?: boolean;
}

interface Properties {
  readonly name: string;
  readonly columns: readonly Column[];
  readonly records: readonly JsonRecord[];
  readonly onSelect: (record: JsonRecord) => void;
  readonly onOpen: (record: JsonRecord) => void;
}

/** A field as text; what could not be read is a dash with the reason behind it. */
export function cellText(value: Json | undefined): string {
  if (value === null || value === undefined) return '—';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** Words that must all occur; `field:value` looks in one field only. */
function filterOf(text: string): (record: JsonRecord) => boolean {
  const tests = text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')
    .map((word) => {
      const [, field, value = ''] = /^(\w+):(.*)$/.exec(word) ?? [];
      return (record: JsonRecord): boolean =>
        field !== undefined && field in record
          ? cellText(record[field]).toLowerCase().includes(value)
          : Object.values(record).some((v) => cellText(v).toLowerCase().includes(word));
    });
  return (record) => tests.every((test) => test(record));
}

/** Numbers and addresses by value, the rest as text; what is missing comes last. */
function compare(a: Json | undefined, b: Json | undefined): number {
  if (a === null || a === undefined || b === null || b === undefined)
    return Number(a === null || a === undefined) - Number(b === null || b === undefined);
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  const [x, y] = [cellText(a), cellText(b)];
  if (x.startsWith('0x') && y.startsWith('0x')) return x.length - y.length || (x < y ? -1 : Number(x > y));
  return x.localeCompare(y);
}

/** What is in sight below the heading, which sticks to the top and is one row high. */
function extent({ scrollTop, clientHeight }: HTMLElement): { top: number; height: number } {
  return { top: scrollTop, height: clientHeight - ROW };
}

/** The table. */
export function Table({ name, columns, records, onSelect, onOpen }: Properties) {
  const [sort, setSort] = useState<{ field: string; down: boolean } | undefined>(undefined);
  const [filter, setFilter] = useState('');
  const [current, setCurrent] = useState(0);
  const [scroll, setScroll] = useState({ top: 0, height: 600 });
  const body = useRef<HTMLDivElement>(null);
  const rows = useMemo(() => {
    const kept = records.filter(filterOf(filter));
    if (sort !== undefined) kept.sort((a, b) => compare(a[sort.field], b[sort.field]) * (sort.down ? -1 : 1));
    return kept;
  }, [records, filter, sort]);
  useEffect(() => {
    const element = body.current;
    if (element === null) return;
    const watcher = new ResizeObserver(() => setScroll(extent(element)));
    watcher.observe(element);
    return () => watcher.disconnect();
  }, []);
  const first = Math.max(0, Math.floor(scroll.top / ROW) - OVERSCAN);
  const last = Math.min(rows.length, Math.ceil((scroll.top + scroll.height) / ROW) + OVERSCAN);
  const template = {
    gridTemplateColumns: columns
      .map((c, i) => (i === columns.length - 1 ? 'minmax(12ch, 1fr)' : `${c.width}ch`))
      .join(' '),
  };

  const move = (to: number): void => {
    const index = Math.max(0, Math.min(rows.length - 1, to));
    setCurrent(index);
    const record = rows[index];
    if (record !== undefined) onSelect(record);
    const element = body.current;
    if (element === null) return;
    if (index * ROW < element.scrollTop) element.scrollTop = index * ROW;
    else if ((index + 2) * ROW > element.scrollTop + element.clientHeight)
      element.scrollTop = (index + 2) * ROW - element.clientHeight;
  };
  const page = Math.max(1, Math.floor(scroll.height / ROW) - 1);
  const keys: Record<string, () => void> = {
    ArrowDown: () => move(current + 1),
    ArrowUp: () => move(current - 1),
    PageDown: () => move(current + page),
    PageUp: () => move(current - page),
    Home: () => move(0),
    End: () => move(rows.length - 1),
    Enter: () => {
      const record = rows[current];
      if (record !== undefined) onOpen(record);
    },
  };

  return (
    <div class="table">
      <div class="bar">
        <input
          type="search"
          class="filter"
          aria-label={`Filter ${name}`}
          placeholder="filter, or field:value"
          value={filter}
          onInput={(event) => setFilter(event.currentTarget.value)}
        />
        <output>
          {rows.length === records.length
            ? `${records.length} rows`
            : `${rows.length} of ${records.length} rows`}
        </output>
        <button type="button" class="save" onClick={() => saveJson(name, rows)}>
          Save as JSON
        </button>
      </div>
      <div
        role="grid"
        ref={body}
        onScroll={(event) => setScroll(extent(event.currentTarget))}
        aria-label={name}
        aria-rowcount={rows.length + 1}
        aria-colcount={columns.length}
        tabIndex={0}
        class="grid"
        aria-activedescendant={rows.length > 0 ? `${name}-row-${current}` : undefined}
        onKeyDown={(event) => {
          const act = keys[event.key];
          if (act === undefined) return;
          event.preventDefault();
          act();
        }}
      >
        <div role="row" aria-rowindex={1} class="head" style={template}>
          {columns.map(({ field, title, numeric }) => (
            <div
              key={field}
              role="columnheader"
              class={numeric === true ? 'numeric' : ''}
              aria-sort={sort?.field !== field ? 'none' : sort.down ? 'descending' : 'ascending'}
            >
              <button
                type="button"
                onClick={() => setSort({ field, down: sort?.field === field && !sort.down })}
              >
                {title}
                <span aria-hidden="true">{sort?.field !== field ? '' : sort.down ? ' ▾' : ' ▴'}</span>
              </button>
            </div>
          ))}
        </div>
        <div class="rows" role="rowgroup" style={{ height: `${rows.length * ROW}px` }}>
          {rows.slice(first, last).map((record, i) => {
            const index = first + i;
            const partial = record['complete'] === false;
            return (
              <div
                key={index}
                id={`${name}-row-${index}`}
                role="row"
                aria-rowindex={index + 2}
                aria-selected={index === current}
                class={`row${index === current ? ' current' : ''}${partial ? ' partial' : ''}`}
                title={partial ? cellText(record['reason']) : undefined}
                style={{ ...template, transform: `translateY(${index * ROW}px)` }}
                onClick={() => move(index)}
                onDblClick={() => onOpen(record)}
              >
                {columns.map(({ field, numeric }) => (
                  <div key={field} role="gridcell" class={numeric === true ? 'numeric' : ''}>
                    {cellText(record[field])}
                  </div>
                ))}
              </div>
            );
          })}
        </div>
      </div>
    </div>
  );
}
