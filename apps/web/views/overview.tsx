/** The summary of an open dump: what it is, and what led to that. */
import type { Json } from '../../../os/index.js';
import { info } from '../state.js';
import { cellText } from '../table.js';
import { saveJson } from '../save.js';
import { EvidenceList, sizeText } from './open.js';

function field(value: Json | undefined, name: string): Json | undefined {
  return value !== null && typeof value === 'object' && !Array.isArray(value)
    ? (value as { [key: string]: Json })[name]
    : undefined;
}

/** System, memory ranges, evidence. */
export function Overview() {
  const record = info.value;
  if (record === undefined) return null;
  const text = (outer: string, inner: string): string => cellText(field(record[outer], inner));
  const ranges = field(record['source'], 'ranges');
  return (
    <section class="overview">
      <dl>
        <dt>System</dt>
        <dd>
          {text('os', 'family')} {text('os', 'release')}
        </dd>
        <dt>Kernel</dt>
        <dd class="mono wrap">{text('os', 'banner')}</dd>
        <dt>Paging</dt>
        <dd class="mono">
          {text('paging', 'mode')}, root {text('paging', 'root')}
        </dd>
        <dt>Source</dt>
        <dd>
          {text('source', 'format')}, {sizeText(Number(field(record['source'], 'size') ?? 0))}
        </dd>
        <dt>Memory</dt>
        <dd class="mono">
          {Array.isArray(ranges) &&
            ranges.map((range: Json, i: number) => (
              <div key={i}>
                {cellText(field(range, 'start'))} + {sizeText(Number(field(range, 'size')))}
              </div>
            ))}
        </dd>
      </dl>
      <p class="actions">
        <button type="button" class="save" onClick={() => saveJson('info', record)}>
          Save as JSON
        </button>
      </p>
      <EvidenceList />
    </section>
  );
}
