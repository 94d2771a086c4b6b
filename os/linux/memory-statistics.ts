/**
 * Memory statistics as /proc/meminfo names them, as far as the kernel keeps them ready: what it sums up only when it is
 * asked (Buffers, Cached, MemAvailable, Committed_AS) is left out. Sources: fs/proc/meminfo.c, include/linux/mmzone.h.
 */
import { listingOf } from '../listing.js';
import type { Listing, MemoryStatistic } from '../types.js';
import { readWord, wordIn, type LinuxKernel } from './kernel.js';
import { StructReader } from './structs.js';

/** A sum of counters: enumerators of node_stat_item and zone_stat_item, or variables. */
interface Statistic {
  readonly name: string;
  readonly items: readonly (string | readonly [base: string, plus: number])[];
  /** A variable of one word instead. */
  readonly variable?: string;
  /** The counters count KiB, not pages. */
  readonly kibibytes?: true;
}

/** include/linux/mmzone.h, enum lru_list: what is added to NR_LRU_BASE. */
const LRU = { inactiveAnon: 0, activeAnon: 1, inactiveFile: 2, activeFile: 3, unevictable: 4 } as const;
const lru = (plus: number) => ['NR_LRU_BASE', plus] as const;

/** In /proc/meminfo's order. */
const STATISTICS: readonly Statistic[] = [
  { name: 'MemTotal', items: [], variable: '_totalram_pages' },
  { name: 'MemFree', items: ['NR_FREE_PAGES'] },
  { name: 'SwapCached', items: ['NR_SWAPCACHE'] },
  { name: 'Active', items: [lru(LRU.activeAnon), lru(LRU.activeFile)] },
  { name: 'Inactive', items: [lru(LRU.inactiveAnon), lru(LRU.inactiveFile)] },
  { name: 'Active(anon)', items: [lru(LRU.activeAnon)] },
  { name: 'Inactive(anon)', items: [lru(LRU.inactiveAnon)] },
  { name: 'Active(file)', items: [lru(LRU.activeFile)] },
  { name: 'Inactive(file)', items: [lru(LRU.inactiveFile)] },
  { name: 'Unevictable', items: [lru(LRU.unevictable)] },
  { name: 'Mlocked', items: ['NR_MLOCK'] },
  { name: 'SwapTotal', items: [], variable: 'total_swap_pages' },
  { name: 'SwapFree', items: [], variable: 'nr_swap_pages' },
  { name: 'Dirty', items: ['NR_FILE_DIRTY'] },
  { name: 'Writeback', items: ['NR_WRITEBACK'] },
  { name: 'AnonPages', items: ['NR_ANON_MAPPED'] },
  { name: 'Mapped', items: ['NR_FILE_MAPPED'] },
  { name: 'Shmem', items: ['NR_SHMEM'] },
  { name: 'KReclaimable', items: ['NR_SLAB_RECLAIMABLE_B', 'NR_KERNEL_MISC_RECLAIMABLE'] },
  { name: 'Slab', items: ['NR_SLAB_RECLAIMABLE_B', 'NR_SLAB_UNRECLAIMABLE_B'] },
  { name: 'SReclaimable', items: ['NR_SLAB_RECLAIMABLE_B'] },
  { name: 'SUnreclaim', items: ['NR_SLAB_UNRECLAIMABLE_B'] },
  { name: 'KernelStack', items: ['NR_KERNEL_STACK_KB'], kibibytes: true },
  { name: 'PageTables', items: ['NR_PAGETABLE'] },
  { name: 'SecPageTables', items: ['NR_SECONDARY_PAGETABLE'] },
  { name: 'HardwareCorrupted', items: [], variable: 'num_poisoned_pages' },
  { name: 'CmaTotal', items: [], variable: 'totalcma_pages' },
  { name: 'CmaFree', items: ['NR_FREE_CMA_PAGES'] },
];
/** arch/x86/mm/pat/set_memory.c, direct_pages_count by level, and what a page of each has, bytes. */
const DIRECT = [
  ['DirectMap4k', 1, 2 ** 12],
  ['DirectMap2M', 2, 2 ** 21],
  ['DirectMap1G', 3, 2 ** 30],
] as const;

/** More enumerators than this mean that the type was damaged. */
const MAX_COUNTERS = 1024;

/** The counters of one enumeration by the names of its items. */
type Counters = ReadonlyMap<string, number>;

/** All statistics that this kernel keeps. */
export async function memoryStatistics(kernel: LinuxKernel): Promise<Listing<MemoryStatistic>> {
  const { symbols, pageShift } = kernel;
  const variables = STATISTICS.flatMap(({ variable }) => variable ?? []);
  symbols.find([
    ...variables,
    'vm_node_stat',
    'vm_zone_stat',
    'hstates',
    'default_hstate_idx',
    'direct_pages_count',
  ]);
  const reasons: string[] = [];
  if (symbols.address('total_swap_pages') === undefined)
    reasons.push('the kernel has no symbols of swap, CMA and huge pages: their statistics are missing');
  const counters = new Map<string, number>();
  for (const [enumeration, table] of [
    ['node_stat_item', 'vm_node_stat'],
    ['zone_stat_item', 'vm_zone_stat'],
  ] as const) {
    const read = await countersOf(kernel, enumeration, table);
    if (typeof read === 'string') reasons.push(read);
    else for (const [name, value] of read) counters.set(name, value);
  }
  const items: MemoryStatistic[] = [];
  for (const { name, items: parts, variable, kibibytes } of STATISTICS) {
    const value =
      variable === undefined ? sum(counters, parts) : await variableAt(kernel, symbols.address(variable));
    const bytes = kibibytes === true ? 1024 : 2 ** pageShift;
    if (value !== undefined) items.push({ name, value: value * bytes, unit: 'bytes' });
  }
  items.push(...(await hugePages(kernel)), ...(await directMap(kernel)));
  return listingOf(items, reasons);
}

function sum(counters: Counters, parts: Statistic['items']): number | undefined {
  const values = parts.map((part) => counters.get(typeof part === 'string' ? part : `${part[0]}+${part[1]}`));
  return values.every((value) => value !== undefined)
    ? values.reduce((total: number, value) => total + value, 0)
    : undefined;
}

async function variableAt(kernel: LinuxKernel, address: bigint | undefined): Promise<number | undefined> {
  const value = address === undefined ? undefined : await readWord(kernel, address);
  return value === undefined ? undefined : signed(kernel, value);
}

/** Counters may fall below zero for a moment; /proc/meminfo shows those as 0. */
function signed({ wordSize }: LinuxKernel, value: bigint): number {
  return Math.max(0, Number(BigInt.asIntN(8 * wordSize, value)));
}

/** Counters by name; those of the page lists as NR_LRU_BASE+0 to +4. Or why there are none. */
async function countersOf(
  kernel: LinuxKernel,
  enumeration: string,
  table: string,
): Promise<Counters | string> {
  const { symbols, types, wordSize, space } = kernel;
  // An enumerator's type is its value.
  const described = types.describe(`enum ${enumeration}`)?.members ?? [];
  const members = described.map(({ name, type }) => ({ name, index: Number(type) }));
  const address = symbols.address(table);
  if (members.length === 0) return `the kernel's types have no enum ${enumeration}`;
  if (address === undefined) return `the kernel has no symbol ${table}`;
  const count = Math.min(Math.max(...members.map(({ index }) => index)), MAX_COUNTERS);
  const { data, missing } = await space.readPartial(address, count * wordSize);
  if (missing.length > 0) return `${table} cannot be read`;
  const at = (i: number) => signed(kernel, wordIn(data, i * wordSize, wordSize));
  const counters = new Map<string, number>();
  for (const { name, index } of members) {
    if (!(index >= 0 && index < count)) continue;
    counters.set(name, at(index));
    if (name === 'NR_LRU_BASE')
      for (const plus of Object.values(LRU)) counters.set(`${name}+${plus}`, at(index + plus));
  }
  return counters;
}

/** The pool of the default size of huge pages. Source: mm/hugetlb.c, hugetlb_report_meminfo. */
async function hugePages(kernel: LinuxKernel): Promise<MemoryStatistic[]> {
  const { symbols, types, pageShift } = kernel;
  const [states, chosen] = [symbols.address('hstates'), symbols.address('default_hstate_idx')];
  const layout = types.struct('hstate');
  if (states === undefined || chosen === undefined || layout === undefined) return [];
  const index = await kernel.space.readPartial(chosen, 4);
  const members = ['order', 'nr_huge_pages', 'free_huge_pages', 'resv_huge_pages', 'surplus_huge_pages'];
  const reader = new StructReader(kernel, 'hstate', members);
  const at = states + wordIn(index.data, 0, 4) * BigInt(layout.size);
  const state = index.missing.length > 0 ? undefined : await reader.at(at);
  if (state === undefined || state.number('order') > 52 - pageShift) return [];
  const counts = ['Total', 'Free', 'Rsvd', 'Surp'].map((name, i): MemoryStatistic => ({
    name: `HugePages_${name}`,
    value: Number(state.word(members[i + 1] as string)),
    unit: 'pages',
  }));
  return [
    ...counts,
    { name: 'Hugepagesize', value: 2 ** (state.number('order') + pageShift), unit: 'bytes' },
  ];
}

async function directMap(kernel: LinuxKernel): Promise<MemoryStatistic[]> {
  const table = kernel.symbols.address('direct_pages_count');
  if (table === undefined || kernel.architecture !== 'x86-64') return [];
  const values = await Promise.all(
    DIRECT.map(([, level]) => readWord(kernel, table + BigInt(level * kernel.wordSize))),
  );
  return DIRECT.flatMap(([name, , bytes], i): MemoryStatistic[] => {
    const value = values[i];
    return value === undefined ? [] : [{ name, value: Number(value) * bytes, unit: 'bytes' }];
  });
}
