/** Compares input devices with what the guest's log says of them. */
import type { LinuxOs } from '../../os/index.js';
import { verdictOf, type Verdict } from './compare.js';
import type { Truth } from './truth.js';

/** Names of devices that the guest's log has as `input: NAME as PATH`, as far as they have keys. */
export async function compareInputDevices(os: LinuxOs, truth: Truth): Promise<Verdict> {
  const names = truth.log.flatMap((line) => /\] input: (.*) as \/devices\//.exec(line)?.[1] ?? []);
  const { items } = await os.inputDevices();
  const rows = Array.from({ length: Math.max(names.length, items.length) }, (_, i) => ({
    name: `input device ${i}`,
    want: names[i],
    got: items[i]?.name,
  }));
  return verdictOf([{ name: 'count', want: names.length, got: items.length }, ...rows]);
}
