/** Keeps where a kernel was found, so that a second look at the same source need not search. */
import type { Engine, Store } from '../../engine/index.js';
import { fromKept, toKept } from '../kept-json.js';
import type { Findings, KernelChoice } from './find-kernel.js';

/** Changes whenever the stored form does, or what it says of a kernel without types. */
const VERSION = 5;
/** A kernel that was chosen among several is kept beside the one that is found without a choice. */
function keyOf(identity: string, choice: KernelChoice | undefined): string {
  const which =
    choice === undefined ? '' : 'index' in choice ? `:${choice.index}` : `:0x${choice.address.toString(16)}`;
  return `linux-kernel-${VERSION}${which}:${identity}`;
}

/** What was kept for this source; undefined when nothing was, or when it cannot be understood. */
export async function loadFindings(
  engine: Engine,
  store: Store,
  choice?: KernelChoice,
): Promise<Findings | undefined> {
  const { identity } = engine.connector;
  const bytes = identity === undefined ? undefined : await store.get(keyOf(identity, choice));
  if (bytes === undefined) return undefined;
  return fromKept(bytes) as Findings | undefined;
}

/** Keeps findings under the source's identity; does nothing for a source that has none. */
export async function saveFindings(
  engine: Engine,
  store: Store,
  findings: Findings,
  choice?: KernelChoice,
): Promise<void> {
  const { identity } = engine.connector;
  if (identity === undefined) return;
  await store.put(keyOf(identity, choice), toKept(findings));
}
