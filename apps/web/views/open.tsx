/** What is shown before a dump is open: where to drop it, what is being recognised, and why something was not. */
import { cancel, evidence, openFiles, openSample, phase } from '../state.js';

/** Bytes for people. */
export function sizeText(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let unit = 0;
  let value = bytes;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${value >= 100 || unit === 0 ? Math.round(value) : value.toFixed(1)} ${units[unit] ?? ''}`;
}

/** The steps of recognition, each ticked as it is found. */
export function EvidenceList() {
  return (
    <table class="evidence">
      <caption>Evidence</caption>
      <thead>
        <tr>
          <th scope="col">what</th>
          <th scope="col">where</th>
          <th scope="col">value</th>
        </tr>
      </thead>
      <tbody>
        {evidence.value.map(({ what, where, value }, i) => (
          <tr key={i}>
            <th scope="row">
              <span aria-hidden="true">✓ </span>
              {what}
            </th>
            <td class="mono">{where}</td>
            <td class="mono">{value}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** The view for every phase before `open`. */
export function OpenView() {
  const now = phase.value;
  if (now.kind === 'opening') {
    const seconds = (performance.now() - now.since) / 1000;
    const rate = seconds > 0.2 && now.done > 0 ? now.done / seconds : 0;
    return (
      <section class="open" aria-live="polite">
        <h1>{now.name}</h1>
        <p>
          {now.step}
          {rate > 0 && ` · ${sizeText(rate)}/s · ${Math.ceil((now.total - now.done) / rate)} s left at most`}
        </p>
        <progress {...(now.total > 0 ? { value: now.done, max: now.total } : {})} aria-label={now.step} />
        <button type="button" onClick={() => void cancel()}>
          Cancel
        </button>
        <EvidenceList />
      </section>
    );
  }
  return (
    <section class="open">
      {now.kind === 'failed' && (
        <div class="failure" role="alert">
          <h1>
            {now.failure.kind === 'not-recognised'
              ? `${now.name} was not recognised`
              : `${now.name} could not be opened`}
          </h1>
          <p>{now.failure.message}</p>
          {now.failure.hint !== undefined && <p>{now.failure.hint}</p>}
        </div>
      )}
      <div class="drop">
        <h1>Drop a memory dump here</h1>
        <p>
          Any format, of a Linux machine, kernel 5.10 or later. No symbol file is needed. Parts of a split
          set, or a virtual machine's state and memory, are dropped together.
        </p>
        <p class="actions">
          <label class="button">
            Choose a file
            <input
              id="file"
              type="file"
              multiple
              onChange={(event) => void openFiles(event.currentTarget.files)}
            />
          </label>
          <button type="button" id="sample" onClick={() => void openSample()}>
            Open the sample
          </button>
        </p>
        <p class="quiet">
          Nothing leaves this tab: the page's policy is <code>connect-src 'none'</code>, for the worker too.
          To check, open the browser's network panel, or read the policy at the top of the page's source.
        </p>
      </div>
    </section>
  );
}
