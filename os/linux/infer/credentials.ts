/** Members of struct cred. Sources for what is invariant: include/linux/cred.h, kernel/cred.c (init_cred). */
import type { DerivedLayouts } from './layouts.js';
import type { Block, Sampler, Source } from './sample.js';
import type { SampledTasks } from './tasks.js';
import { clearOffset, offsetsWhere } from './votes.js';

const CRED_BYTES = 0x100;
/** real_cred and cred lie shortly before the name. */
const BEFORE_NAME = 16;
const IDS = ['uid', 'gid', 'suid', 'sgid', 'euid', 'egid', 'fsuid', 'fsgid', 'securebits'] as const;
const CAPABILITIES = [
  'cap_inheritable',
  'cap_permitted',
  'cap_effective',
  'cap_bset',
  'cap_ambient',
] as const;
/** Capabilities that kernels from 5.10 on know, CAP_LAST_CAP + 1: at least, and at most what a 64-bit mask holds. */
const MIN_CAPABILITIES = 40n;

/** Derives where a task's credentials are, and what is in them. */
export async function deriveCredentials(
  { symbols }: Source,
  sampler: Sampler,
  { leaders, idle, comm }: SampledTasks,
  layouts: DerivedLayouts,
): Promise<void> {
  const { wordSize: word } = sampler;
  const pairs = offsetsWhere(
    [idle, ...leaders],
    { from: Math.max(0, comm - BEFORE_NAME * word), to: comm - word, step: word },
    (block, at) => sampler.isPointer(block.word(at)) && block.word(at) === block.word(at + word),
  );
  // Of words that repeat the word before them, those are credentials that lead to the idle task's: it may do everything.
  const firsts = await sampler.many(
    pairs.map(({ offset }) => idle.word(offset) ?? 0n),
    CRED_BYTES,
  );
  const found = pairs.flatMap((pair, i) => {
    const capabilities = clearOffset(firsts.slice(i, i + 1), { from: 4, to: CRED_BYTES, step: 4 }, isFull);
    return capabilities === undefined ? [] : [{ pair, capabilities }];
  });
  const [only] = found;
  if (only === undefined || found.length > 1) return;
  const { pair, capabilities } = only;
  const pointers = [idle, ...leaders].flatMap((block) => block.word(pair.offset + word) ?? []);
  const creds = await sampler.many([...new Set(pointers)], CRED_BYTES);
  layouts.set('task_struct', 'real_cred', pair);
  layouts.set('task_struct', 'cred', { ...pair, offset: pair.offset + word });
  const witnesses = creds.length;
  CAPABILITIES.forEach((name, i) =>
    layouts.set('cred', name, { offset: capabilities.offset + 8 * i, size: 8, witnesses }),
  );
  // Eight ids and the secure bits end where the capabilities start, or 4 bytes before where those are aligned to 8. A
  // count lies before the ids, which is not 0; the upper half of one of 8 bytes is.
  const least = capabilities.offset - 4 * IDS.length;
  const gap = capabilities.offset % 8 === 0 ? 4 : 0;
  const ids = clearOffset(
    creds,
    { from: Math.max(4, least - gap), to: least + 1, step: 4 },
    (block, at) => block.u32(at - 4) !== 0 || (word === 8 && at === 8 && block.u32(0) !== 0),
  );
  if (ids !== undefined)
    IDS.forEach((name, i) => layouts.set('cred', name, { offset: ids.offset + 4 * i, size: 4, witnesses }));
  const user = symbols.address('init_user_ns');
  const namespace =
    user &&
    clearOffset(
      creds,
      { from: Math.ceil(capabilities.offset / word) * word, to: CRED_BYTES, step: word },
      (block, at) => block.word(at) === user,
    );
  if (namespace !== undefined && namespace !== 0n) layouts.set('cred', 'user_ns', namespace);
}

/** Nothing inherited; all permitted, effective and bounding; nothing ambient. */
function isFull(block: Block, at: number): boolean {
  const [inherited, permitted = 0n, effective, bounding, ambient] = CAPABILITIES.map((_, i) =>
    block.u64(at + 8 * i),
  );
  const full = permitted >> (MIN_CAPABILITIES - 1n) > 0n && (permitted & (permitted + 1n)) === 0n;
  return full && inherited === 0n && effective === permitted && bounding === permitted && ambient === 0n;
}
