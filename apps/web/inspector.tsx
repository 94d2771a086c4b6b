/** The selected record, field by field; addresses lead to memory. */
import { context, goTo, pid, selected, show } from './state.js';
import { cellText } from './table.js';

const ADDRESS = /^0x[0-9a-f]+$/;

/** The pane at the right. */
export function Inspector() {
  const record = selected.value;
  if (record === undefined) return <p class="quiet">Select a row to see its fields.</p>;
  return (
    <>
      <dl>
        {Object.entries(record).map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd class="mono wrap">
              {typeof value === 'string' && ADDRESS.test(value) ? (
                <button
                  type="button"
                  class="link"
                  onClick={() => {
                    if (name === 'root') context.value = { kind: 'physical' };
                    else if (name === 'start' || name === 'end')
                      context.value =
                        pid.value === undefined ? context.value : { kind: 'process', pid: pid.value };
                    else context.value = { kind: 'kernel' };
                    void goTo(value);
                  }}
                >
                  {value}
                </button>
              ) : (
                cellText(value)
              )}
            </dd>
          </div>
        ))}
      </dl>
      {typeof record['pid'] === 'number' && (
        <div class="actions">
          <button type="button" onClick={() => show('mappings', Number(record['pid']))}>
            Mappings
          </button>
          <button type="button" onClick={() => show('threads', Number(record['pid']))}>
            Threads
          </button>
        </div>
      )}
    </>
  );
}
