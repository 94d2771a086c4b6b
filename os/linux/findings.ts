/** Keeps where a kernel was found, so that a second look at the same source need not search. */
import type { Engine, Store } from '../../engine/index.js';
import type { Findings } from './find-kernel.js';

/** Changes whenever the stored form does. */
const VERSION = 3;
const keyOf = (identity: string): string => `linux-kernel-${VERSION}:${identity}`;
const BIG = /^#(\d+)$/;

/** What was kept for this source; undefined when nothing was, or when it cannot be understood. */
export async function loadFindings(engine: Engine, store: Store): Promise<Findings | undefined> {
  const { identity } = engine.connector;
  const bytes = identity === undefined ? undefined : await store.get(keyOf(identity));
  if (bytes === undefined) return undefined;
  try {
    return JSON.parse(new TextDecoder().decode(bytes), (_, value: unknown) => {
      const big = typeof value === 'string' ? BIG.exec(value)?.[1] : undefined;
      return big === undefined ? value : BigInt(big);
    }) as Findings;
  } catch {
    return undefined;
  }
}

/** Keeps findings under the source's identity; does nothing for a source that has none. */
export async function saveFindings(engine: Engine, store: Store, findings: Findings): Promise<void> {
  const { identity } = engine.connector;
  if (identity === undefined) return;
  const text = JSON.stringify(findings, (_, value: unknown) =>
    typeof value === 'bigint' ? `#${value}` : value,
  );
  await store.put(keyOf(identity), new TextEncoder().encode(text));
}
