/** The hex view: bytes of physical, kernel or process memory; what is missing looks missing. */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Bytes } from '../../../host-browser/index.js';
import { context, goTo, pid, processName, readBytes, top } from '../state.js';
import { addressOfStep, BAR_STEPS, groupedAddress, moveRows, ROW_BYTES, stepOfAddress } from './model.js';

const ROW = 22;
const BYTES = Number(ROW_BYTES);

/** One byte as two digits and as a character; undefined where it is missing. */
interface Cell {
  readonly hex: string;
  readonly text: string;
  readonly why?: string;
}

function cells(start: bigint, bytes: Bytes): Cell[] {
  const result = Array.from(bytes.data, (byte): Cell => ({
    hex: byte.toString(16).padStart(2, '0'),
    text: byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.',
  }));
  for (const gap of bytes.missing) {
    const from = Number(gap.start - start);
    result.fill(
      { hex: '··', text: '·', why: gap.why },
      Math.max(0, from),
      Math.min(result.length, from + Number(gap.size)),
    );
  }
  return result;
}

/** Memory as rows of 16 bytes. Wheel and arrows move by rows, the bar by parts of the address space. */
export function HexView({ span }: { readonly span: bigint }) {
  const [rows, setRows] = useState(32);
  const [shown, setShown] = useState<{ start: bigint; cells: Cell[] } | undefined>(undefined);
  const [trouble, setTrouble] = useState('');
  const frame = useRef<HTMLDivElement>(null);
  const where = context.value;
  const start = top.value;

  useEffect(() => {
    const element = frame.current;
    if (element === null) return undefined;
    const observer = new ResizeObserver(() => setRows(Math.max(4, Math.floor(element.clientHeight / ROW))));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  useEffect(() => {
    let stale = false;
    const end = (1n << 64n) - start;
    const length = end < BigInt(rows * BYTES) ? Number(end) : rows * BYTES;
    void readBytes(where, start, length).then((result) => {
      if (stale) return;
      setTrouble(result.ok ? '' : result.failure.message);
      setShown(result.ok ? { start, cells: cells(start, result.value) } : undefined);
    });
    return () => {
      stale = true;
    };
  }, [where, start, rows]);

  const move = (by: number): void => {
    top.value = moveRows(top.value, by);
  };
  const keys: Record<string, () => void> = {
    ArrowDown: () => move(1),
    ArrowUp: () => move(-1),
    PageDown: () => move(rows - 1),
    PageUp: () => move(1 - rows),
    Home: () => void (top.value = 0n),
    End: () => void (top.value = moveRows(span - ROW_BYTES, 1 - rows)),
  };

  return (
    <div class="hex">
      <div class="bar">
        <label>
          memory{' '}
          <select
            value={where.kind}
            onChange={(event) => {
              const kind = event.currentTarget.value;
              if (kind === 'process' && pid.value !== undefined) context.value = { kind, pid: pid.value };
              else context.value = { kind: kind === 'kernel' ? 'kernel' : 'physical' };
            }}
          >
            <option value="physical">physical</option>
            <option value="kernel">kernel</option>
            {pid.value !== undefined && (
              <option value="process">
                process {pid.value} {processName.value}
              </option>
            )}
          </select>
        </label>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            const text = new FormData(event.currentTarget).get('address');
            void goTo(typeof text === 'string' ? text : '').then((message) => setTrouble(message ?? ''));
          }}
        >
          <input
            id="goto"
            name="address"
            class="mono"
            aria-label="Go to address or symbol"
            placeholder="0x… or symbol (Ctrl+G)"
          />
        </form>
        <output class="trouble" role="status">
          {trouble}
        </output>
      </div>
      <div class="hexhead mono" aria-hidden="true">
        <span class="address">{'address'.padEnd(17)}</span>
        {Array.from({ length: BYTES }, (_, i) => (
          <span key={i} class={`byte${i === 8 ? ' half' : ''}`}>
            {i.toString(16).padStart(2, '0')}
          </span>
        ))}
        <span class="text">text</span>
      </div>
      <div class="hexbody">
        <div
          ref={frame}
          role="grid"
          aria-label="memory"
          aria-colcount={BYTES + 2}
          tabIndex={0}
          class="bytes mono"
          onWheel={(event) => {
            event.preventDefault();
            move(Math.trunc(event.deltaY / ROW) || Math.sign(event.deltaY));
          }}
          onKeyDown={(event) => {
            const act = keys[event.key];
            if (act === undefined || event.ctrlKey) return;
            event.preventDefault();
            act();
          }}
        >
          {shown !== undefined &&
            Array.from({ length: Math.ceil(shown.cells.length / BYTES) }, (_, row) => {
              const line = shown.cells.slice(row * BYTES, (row + 1) * BYTES);
              const address = shown.start + BigInt(row) * ROW_BYTES;
              return (
                <div role="row" key={row} class="hexrow">
                  <span role="rowheader" class="address">
                    {groupedAddress(address)}
                  </span>
                  {line.map((cell, i) => (
                    <span
                      role="gridcell"
                      key={i}
                      class={`byte${i === 8 ? ' half' : ''}${cell.why === undefined ? (cell.hex === '00' ? ' zero' : '') : ' missing'}`}
                      title={cell.why}
                    >
                      {cell.hex}
                    </span>
                  ))}
                  <span role="gridcell" class="text">
                    {line.map((cell) => cell.text).join('')}
                  </span>
                </div>
              );
            })}
        </div>
        <input
          type="range"
          class="coarse"
          aria-label="Position in the address space"
          min={0}
          max={BAR_STEPS}
          value={Math.min(BAR_STEPS, stepOfAddress(start, span))}
          onInput={(event) =>
            void (top.value = moveRows(addressOfStep(Number(event.currentTarget.value), span), 0))
          }
        />
      </div>
    </div>
  );
}
