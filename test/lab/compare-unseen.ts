/** Compares what /proc tells little of with a state machine's account: BPF objects by bpf(2), timers by /proc/timer_list, cached pages by mincore(2). */
import type { LinuxOs } from '../../os/index.js';
import { verdictOf, type Verdict } from './compare.js';
import type { Truth } from './truth.js';

type Row = Parameters<typeof verdictOf>[0][number];

/** enum bpf_prog_type and enum bpf_map_type as far as the account has them (include/uapi/linux/bpf.h). */
const PROGRAMS: Readonly<Record<string, string>> = {
  1: 'socket_filter',
  3: 'sched_cls',
  6: 'xdp',
  8: 'cgroup_skb',
};
const MAPS: Readonly<Record<string, string>> = { 1: 'hash', 2: 'array', 23: 'stack' };

/** All objects by kind and number, with all that the kernel says of them, and none else. */
export const compareBpf = (os: LinuxOs, truth: Truth): Promise<Verdict> => compareObjects(os, truth, true);

/** The same, but for who loaded programs, and when: without types nothing tells. */
export const compareUntypedBpf = (os: LinuxOs, truth: Truth): Promise<Verdict> =>
  compareObjects(os, truth, false);

async function compareObjects(os: LinuxOs, truth: Truth, typed: boolean): Promise<Verdict> {
  const { items } = await os.bpf();
  const load = (uid: unknown, loaded: unknown) => (typed ? `${String(uid)} ${String(loaded)}` : '');
  const got = items.map((object) =>
    object.kind === 'program'
      ? `program ${object.id} ${object.type} ${object.tag} ${load(object.uid, object.loaded)} ${object.codeSize ?? 0} '${object.name}'`
      : `map ${object.id} ${object.type} ${object.keySize} ${object.valueSize} ${object.maxEntries} '${object.name}'`,
  );
  const want = truth.section('bpf').map((line) => {
    const [kind, id, type = '', ...rest] = line.split(' ');
    if (kind !== 'program') return [kind, id, MAPS[type] ?? type, ...rest].join(' ');
    const [tag, uid, loaded, size, name] = rest;
    return [kind, id, PROGRAMS[type] ?? type, tag, load(uid, Number(loaded) / 1e9), size, name].join(' ');
  });
  return sameLists('object', want, got);
}

/** Timers that expire this many nanoseconds after the account are still there when the dump is made. */
const FAR = 10_000n * 1_000_000_000n;
/** Clocks by their number in /proc/timer_list: enum hrtimer_base_type. */
const CLOCKS = ['monotonic', 'realtime', 'boottime', 'tai'];
const SOFT = CLOCKS.map((name) => `${name}_soft`);

/** Timers that wait long, by processor, clock, function and the nanosecond at which they expire; and no other that waits so. */
export async function compareTimers(os: LinuxOs, truth: Truth): Promise<Verdict> {
  const want: string[] = [];
  let [cpu, clock, name] = ['', 0, ''];
  for (const line of truth.section('timers')) {
    cpu = /^cpu: (\d+)/.exec(line)?.[1] ?? cpu;
    clock = Number(/^ clock (\d+):/.exec(line)?.[1] ?? clock);
    name = /^ #\d+: <\S+>, (\w+), S:/.exec(line)?.[1] ?? name;
    const times = /expires at \d+-(\d+) nsecs \[in (-?\d+) to/.exec(line);
    if (times?.[2] === undefined || BigInt(times[2]) < FAR) continue;
    want.push(`${cpu} ${[...CLOCKS, ...SOFT][clock]} ${name} ${Number(times[1]) / 1e9}`);
  }
  const now = Number(/\d+/.exec(truth.section('btime')[0] ?? '')?.[0] ?? 0);
  const { items } = await os.timers();
  const far = Number(FAR / 1_000_000_000n);
  const got = items
    .filter((timer) => timer.kind === 'hrtimer')
    .filter(({ clock: of, expires }) => expires > (/^(?:realtime|tai)/.test(of) ? now + far : far))
    .map((timer) => `${timer.cpu} ${timer.clock} ${timer.function?.split('+')[0]} ${timer.expires}`);
  return sameLists('timer', want.sort(), got.sort());
}

/** FNV-1a of 64 bits. */
function hashOf(parts: readonly Uint8Array[]): string {
  let [high, low] = [0xcbf29ce4, 0x84222325];
  for (const part of parts)
    for (const byte of part) {
      low = (low ^ byte) >>> 0;
      // Times 2^40 + 0x1b3, modulo 2^64.
      const product = low * 0x1b3;
      high = (Math.imul(high, 0x1b3) + Math.floor(product / 2 ** 32) + (low << 8)) >>> 0;
      low = product >>> 0;
    }
  return high.toString(16).padStart(8, '0') + low.toString(16).padStart(8, '0');
}

/** Inode, size, count of pages, and the bytes of all that are cached, of each file of the account. */
export async function comparePageCache(os: LinuxOs, truth: Truth): Promise<Verdict> {
  const { items } = await os.pageCache();
  const rows: Row[] = [];
  for (const line of truth.section('pagecache')) {
    const [, path = '', inode, size, pages, hash] = line.split(' ');
    const file = items.find((one) => one.path === path);
    const parts: Uint8Array[] = [];
    if (file !== undefined)
      for await (const { bytes } of (await os.cachedContent(path)).pieces())
        if (bytes !== undefined) parts.push(bytes);
    // Reading ahead leaves a page behind the end of a file in some kernels, which mincore(2) cannot be asked about.
    const behind = (file?.cachedPages ?? 0) - Number(pages);
    rows.push({
      name: path,
      want: `${inode} ${size} ${pages} ${hash}`,
      got:
        file &&
        `${file.inode} ${file.size} ${behind === 1 ? Number(pages) : file.cachedPages} ${hashOf(parts)}`,
    });
  }
  return verdictOf(rows);
}

/** What a state machine allows. */
export const UNSEEN_COMPARISONS = {
  'BPF objects': compareBpf,
  timers: compareTimers,
  'page cache': comparePageCache,
} as const;

/** Two lists, line by line. */
function sameLists(what: string, want: readonly string[], got: readonly string[]): Verdict {
  const length = Math.max(want.length, got.length);
  return verdictOf(Array.from({ length }, (_, i) => ({ name: `${what} ${i}`, want: want[i], got: got[i] })));
}
