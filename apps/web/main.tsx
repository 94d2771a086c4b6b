/** The page: frame, navigation, keys. */
import { effect } from '@preact/signals';
import { render } from 'preact';
import { HexView } from './hex/grid.js';
import { Inspector } from './inspector.js';
import {
  context,
  follow,
  info,
  link,
  lost,
  openFiles,
  phase,
  pid,
  processName,
  restart,
  show,
  showKeys,
  view,
  VIEWS,
} from './state.js';
import './style.css';
import { OpenView, sizeText } from './views/open.js';
import { Overview } from './views/overview.js';
import { TableView } from './views/tables.js';

const KEYS: readonly (readonly [string, string])[] = [
  ['1 … 7', 'overview, processes, threads, mappings, modules, log, memory'],
  ['↑ ↓ PgUp PgDn Home End', 'move in a table or in memory'],
  ['Enter', 'open the row: a process its mappings, a mapping its memory'],
  ['/', 'filter the table'],
  ['Ctrl+G', 'go to an address or symbol'],
  ['Esc', 'close this list'],
  ['?', 'this list'],
];

/** Size of the address space that the memory view scrolls through. */
function span(): bigint {
  if (context.value.kind !== 'physical') return 1n << 64n;
  const ranges =
    (info.value?.['source'] as { ranges?: readonly { start: string; size: number }[] } | undefined)?.ranges ??
    [];
  const last = ranges.at(-1);
  return last === undefined ? 1n << 32n : BigInt(last.start) + BigInt(last.size);
}

function Main() {
  if (phase.value.kind !== 'open') return <OpenView />;
  if (view.value === 'overview') return <Overview />;
  if (view.value === 'memory') return <HexView span={span()} />;
  return <TableView name={view.value} />;
}

function Status() {
  const source = info.value?.['source'] as { format: string; size: number } | undefined;
  const paging = info.value?.['paging'] as { mode: string } | null | undefined;
  const os = info.value?.['os'] as { family: string; release: string } | null | undefined;
  return (
    <footer>
      {source === undefined
        ? 'no dump open'
        : [source.format, paging?.mode, os && `${os.family} ${os.release}`, sizeText(source.size)]
            .filter(Boolean)
            .join(' · ')}
      <span class="trust" title="The page's policy is connect-src 'none'; it binds the worker too.">
        nothing leaves this tab
      </span>
    </footer>
  );
}

function App() {
  const open = phase.value.kind === 'open';
  return (
    <>
      <header>
        <strong>pagewalk</strong>
        <span class="crumbs">
          {phase.value.kind === 'open' && phase.value.name}
          {open && ' › linux'}
          {open && pid.value !== undefined && ` › pid ${pid.value} ${processName.value ?? ''}`}
        </span>
        {open && (
          <label class="button">
            Open another
            <input type="file" multiple onChange={(event) => void openFiles(event.currentTarget.files)} />
          </label>
        )}
        <button type="button" aria-label="Keys" onClick={() => void (showKeys.value = !showKeys.value)}>
          ?
        </button>
      </header>
      {lost.value !== undefined && (
        <div class="banner" role="alert">
          The worker was lost: {lost.value}.{' '}
          <button type="button" onClick={() => void restart()}>
            Restart with the same view
          </button>
        </div>
      )}
      <div class={open ? 'frame' : 'frame bare'}>
        {open && (
          <nav aria-label="Views">
            {VIEWS.map((name, i) => (
              <button
                key={name}
                type="button"
                aria-current={view.value === name ? 'page' : undefined}
                onClick={() => show(name)}
              >
                {name} <kbd aria-hidden="true">{i + 1}</kbd>
              </button>
            ))}
          </nav>
        )}
        <main>
          {open && <h1 class="unseen">{view.value}</h1>}
          <Main />
        </main>
        {open && (
          <aside aria-label="Inspector">
            <Inspector />
          </aside>
        )}
      </div>
      <Status />
      {showKeys.value && (
        <div class="keys" role="dialog" aria-label="Keys">
          <dl>
            {KEYS.map(([key, what]) => (
              <div key={key}>
                <dt>
                  <kbd>{key}</kbd>
                </dt>
                <dd>{what}</dd>
              </div>
            ))}
          </dl>
        </div>
      )}
    </>
  );
}

function onKey(event: KeyboardEvent): void {
  const typing = event.target instanceof HTMLInputElement && event.target.type !== 'range';
  if (event.key === 'g' && event.ctrlKey) {
    event.preventDefault();
    show('memory');
    requestAnimationFrame(() => document.querySelector<HTMLInputElement>('#goto')?.focus());
  } else if (event.key === 'Escape') showKeys.value = false;
  else if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
  else if (event.key === '?') showKeys.value = !showKeys.value;
  else if (event.key === '/') {
    event.preventDefault();
    document.querySelector<HTMLInputElement>('.filter')?.focus();
  } else {
    const name = VIEWS[Number(event.key) - 1];
    if (name !== undefined && phase.value.kind === 'open') show(name);
  }
}

addEventListener('keydown', onKey);
addEventListener('dragover', (event) => event.preventDefault());
addEventListener('drop', (event) => {
  event.preventDefault();
  void openFiles(event.dataTransfer?.files);
});
addEventListener('hashchange', () => follow(location.hash));
follow(location.hash);
let linking: ReturnType<typeof setTimeout> | undefined;
effect(() => {
  // Browsers refuse more than about a hundred changes of the address in half a minute: scrolling makes more.
  const hash = link.value;
  clearTimeout(linking);
  linking = setTimeout(() => history.replaceState(null, '', hash), 400);
});
render(<App />, document.body);
