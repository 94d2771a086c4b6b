/** Compares the kernel's own state with the guest's account: modules, kallsyms. */
import { createHash } from 'node:crypto';
import type { LinuxOs } from '../../os/index.js';
import type { Verdict } from './compare.js';
import { verdictOf } from './compare.js';
import type { Truth } from './truth.js';

/** Lines side by side. */
export function compareLines(what: string, want: readonly string[], got: readonly string[]): Verdict {
  return verdictOf(
    Array.from({ length: Math.max(want.length, got.length) }, (_, i) => ({
      name: `${what} ${i}`,
      want: want[i]?.trimEnd(),
      got: got[i]?.trimEnd(),
    })),
  );
}

/** Whole lines of /proc/modules. */
export async function compareModuleLines(os: LinuxOs, truth: Truth): Promise<Verdict> {
  const lines = (await os.modules()).items.map(({ name, size, references, usedBy, state, base, taints }) => {
    const users = usedBy === null || usedBy.length === 0 ? '-' : `${usedBy.join(',')},`;
    const place = `0x${base.toString(16).padStart(2 * (base >> 32n === 0n ? 4 : 8), '0')}`;
    const mark = taints === '' ? '' : ` (${taints})`;
    return `${name} ${size} ${references ?? '-'} ${users} ${state} ${place}${mark}`;
  });
  return compareLines('module', truth.section('modules'), lines);
}

/** All of /proc/kallsyms, byte for byte: by its digest, and its lines by their number. */
export async function compareKallsyms(os: LinuxOs, truth: Truth): Promise<Verdict> {
  const hash = createHash('md5');
  let lines = 0;
  const width = os.architecture === 'arm' || os.architecture === 'x86-32' ? 8 : 16;
  for await (const { name, address, type, module } of os.symbols()) {
    const place = address.toString(16).padStart(width, '0');
    hash.update(`${place} ${type} ${name}${module === '' ? '' : `\t[${module}]`}\n`, 'latin1');
    lines++;
  }
  const [count, digest] = truth.section('kallsyms-count');
  return verdictOf([
    { name: 'lines', want: Number(count), got: lines },
    { name: 'digest', want: digest?.split(' ')[0], got: hash.digest('hex') },
  ]);
}

/** Command line and, where the account has them, boot time and host name. */
export async function compareBoot(os: LinuxOs, truth: Truth): Promise<Verdict> {
  const { commandLine, bootTime, hostname } = await os.boot();
  const [line] = truth.section('cmdline');
  const [btime] = truth.section('btime');
  const [host] = truth.section('hostname');
  return verdictOf([
    { name: 'command line', want: line?.trim(), got: commandLine?.trim() },
    ...(btime === undefined ? [] : [{ name: 'boot time', want: Number(btime.split(' ')[1]), got: bootTime }]),
    ...(host === undefined ? [] : [{ name: 'host name', want: host, got: hostname }]),
  ]);
}

/** Lines of /proc/iomem. */
export async function compareIomem(os: LinuxOs, truth: Truth): Promise<Verdict> {
  const hex = (value: bigint) => value.toString(16).padStart(8, '0');
  const lines = (await os.iomem()).items.map(
    ({ start, end, name, depth }) =>
      `${' '.repeat(2 * depth)}${hex(start)}-${hex(end - 1n)} : ${name ?? '?'}`,
  );
  return compareLines('range', truth.section('iomem'), lines);
}

/** Processors of x86 with their features, where the account has them; else that the kernel's own are online. */
export async function compareCpus(os: LinuxOs, truth: Truth): Promise<Verdict> {
  const { items } = await os.cpus();
  const texts = truth
    .section('cpuinfo')
    .join('\n')
    .split(/^(?=processor)/m);
  const value = (text: string | undefined, name: string) =>
    new RegExp(`^${name}\\s*: (.*)$`, 'm').exec(text ?? '')?.[1]?.trim();
  const online = items.filter((cpu) => cpu.online === true);
  if (texts.length === 1 && texts[0] === '')
    return verdictOf([{ name: 'online', want: true, got: online.length > 0 }]);
  // ARM's account has the fields of MIDR, the same that the record is made of; names of models are made from tables of text.
  const arm = texts.filter((text) => value(text, 'CPU implementer') !== undefined);
  if (arm.length > 0)
    return verdictOf(
      arm.flatMap((text, i) => {
        const [part, variant, revision] = ['part', 'variant', 'revision'].map((name) =>
          value(text, `CPU ${name}`),
        );
        const model = `part ${part} variant ${variant} revision ${revision}`;
        return [
          { name: `cpu ${i} vendor`, want: value(text, 'CPU implementer'), got: online[i]?.vendor },
          { name: `cpu ${i} model`, want: model, got: online[i]?.model },
        ];
      }),
    );
  return verdictOf(
    texts.flatMap((text, i) => [
      { name: `cpu ${i} model`, want: value(text, 'model name'), got: online[i]?.model },
      { name: `cpu ${i} vendor`, want: value(text, 'vendor_id'), got: online[i]?.vendor },
      { name: `cpu ${i} family`, want: value(text, 'cpu family'), got: String(online[i]?.family) },
      { name: `cpu ${i} flags`, want: value(text, 'flags'), got: online[i]?.features?.join(' ') },
    ]),
  );
}

/** Statistics that do not change while a guest waits, exactly; free memory to a tenth of all. */
export async function compareStatistics(os: LinuxOs, truth: Truth): Promise<Verdict> {
  const { items, complete } = await os.memoryStatistics();
  const got = new Map(items.map(({ name, value, unit }) => [name, unit === 'bytes' ? value / 1024 : value]));
  const want = new Map(
    truth.section('meminfo').map((line) => {
      const [name = '', value] = line.split(/:\s+/);
      return [name, Number.parseInt(value ?? '', 10)];
    }),
  );
  const steady = ['MemTotal', 'SwapTotal', 'SwapFree', 'CmaTotal', 'HugePages_Total', 'HugePages_Rsvd'];
  const rows = [
    ...steady,
    'HugePages_Surp',
    'Hugepagesize',
    'DirectMap4k',
    'DirectMap2M',
    'DirectMap4M',
    'DirectMap1G',
  ]
    // Kernels without symbols of data say that statistics are missing.
    .filter((name) => want.has(name) && (complete || got.has(name)))
    .map((name) => ({ name, want: want.get(name), got: got.get(name) }));
  const free = Math.abs((want.get('MemFree') ?? 0) - (got.get('MemFree') ?? 0));
  return verdictOf([...rows, { name: 'MemFree', want: true, got: free * 10 < (want.get('MemTotal') ?? 0) }]);
}

/** Every comparison of this file. */
export const STATE_COMPARISONS = {
  'modules as /proc/modules has them': compareModuleLines,
  'all of /proc/kallsyms': compareKallsyms,
  'boot record': compareBoot,
  'address map': compareIomem,
  processors: compareCpus,
  'memory statistics': compareStatistics,
} as const;
