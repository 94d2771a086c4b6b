/**
 * Memory statistics as /proc/meminfo names them, as far as the kernel keeps them ready: what it sums up only when it is
 * asked (Buffers, Cached, MemAvailable, Committed_AS) is left out. Sources: fs/proc/meminfo.c, include/linux/mmzone.h.
 */
import { listingOf } from '../listing.js';
import type { Listing, MemoryStatistic } from '../types.js';
import { readWord, wordIn, type LinuxKernel } from './kernel.js';
import { pagesOfOnlyArea } from './learned/areas.js';
import { namedCounters } from './learned/counters.js';
import { learnPools } from './learned/huge-pages.js';
import { StructReader, type Struct } from './structs.js';
import { sharedVariable, variable } from './variables/index.js';

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
/** Numbers that only code tells where no symbol does, by functions that use them. */
const UNTOLD = [
  // mm/swapfile.c, mm/util.c
  { name: 'total_swap_pages', users: ['si_swapinfo', 'vm_commit_limit'] },
  // fs/proc/meminfo.c, lib/show_mem.c or mm/show_mem.c
  { name: 'num_poisoned_pages', users: ['meminfo_proc_show', 'show_mem|__show_mem'] },
] as const;
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
    'cma_alloc',
  ]);
  const reasons: string[] = [];
  for (const { name, users } of UNTOLD) await sharedVariable(kernel, name, users);
  if (symbols.address('total_swap_pages') === undefined)
    reasons.push('the kernel has no symbols of swap: its statistics are missing');
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
  if (symbols.address('totalcma_pages') === undefined) {
    const total = await contiguousMemory(kernel);
    const behind = items.findIndex(({ name }) => name === 'CmaFree');
    if (total !== undefined && behind >= 0)
      items.splice(behind, 0, { name: 'CmaTotal', value: total * 2 ** pageShift, unit: 'bytes' });
    else if (symbols.address('cma_alloc') === undefined)
      items.splice(Math.max(behind, 0), behind < 0 ? 0 : 1);
    else if (behind >= 0) reasons.push('the areas of contiguous memory are not known: CmaTotal is missing');
  }
  symbols.find(['hugetlb_report_meminfo']);
  const huge = await hugePages(kernel);
  if (huge.length === 0 && symbols.address('hugetlb_report_meminfo') !== undefined)
    reasons.push('the pools of huge pages are not known: their statistics are missing');
  const direct = await directMap(kernel);
  if (direct.length === 0 && kernel.space.mode.startsWith('x86'))
    reasons.push('the pages of the direct map are not known: their statistics are missing');
  items.push(...huge, ...direct);
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
  enumeration: 'node_stat_item' | 'zone_stat_item',
  table: string,
): Promise<Counters | string> {
  const { symbols, types, wordSize, space } = kernel;
  // An enumerator's type is its value.
  const described = types.describe(`enum ${enumeration}`)?.members ?? [];
  const typed = described.map(({ name, type }) => ({ name, index: Number(type) }));
  const members = typed.length > 0 ? typed : await namedCounters(kernel, enumeration);
  const address = symbols.address(table);
  if (members.length === 0) return `the kernel's types have no enum ${enumeration}`;
  if (address === undefined) return `the kernel has no symbol ${table}`;
  const count = Math.min(
    Math.max(...members.map(({ index }) => index)) + (typed.length > 0 ? 0 : 1),
    MAX_COUNTERS,
  );
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

/** More sizes of huge pages than any architecture has. */
const MAX_POOLS = 8;

/**
 * The pool of the default size. A kernel that does not name its number has the size of a page of the last level but one, as
 * all have that were started without `default_hugepagesz`. Users: mm/hugetlb.c.
 */
async function defaultPool(kernel: LinuxKernel, reader: StructReader): Promise<Struct | undefined> {
  const { symbols, pageShift, types } = kernel;
  const stride = BigInt(types.struct('hstate')?.size ?? 0);
  const states = await variable(kernel, {
    name: 'hstates',
    users: ['hugetlb_report_meminfo', 'hugetlb_total_pages', 'size_to_hstate'],
    fits: async (address) => isPool(await reader.at(address)),
  });
  if (states === undefined) return undefined;
  const chosen = symbols.address('default_hstate_idx');
  if (chosen !== undefined) {
    const index = await kernel.space.readPartial(chosen, 4);
    if (index.missing.length > 0) return undefined;
    const pool = await reader.at(states + wordIn(index.data, 0, 4) * stride);
    return isPool(pool) ? pool : undefined;
  }
  const pools = await reader.many(Array.from({ length: MAX_POOLS }, (_, i) => states + BigInt(i) * stride));
  const entries = pageShift - Math.log2(kernel.space.mode === 'x86-32' ? 4 : 8);
  return pools.find((pool) => isPool(pool) && pool?.number('order') === entries);
}

const isPool = (pool: Struct | undefined): boolean => /^hugepages-\d+kB$/.test(pool?.text('name') ?? '');

/** The pool of the default size of huge pages. Source: mm/hugetlb.c, hugetlb_report_meminfo. */
async function hugePages(kernel: LinuxKernel): Promise<MemoryStatistic[]> {
  const { types, pageShift } = kernel;
  await learnPools(kernel);
  if (types.struct('hstate') === undefined) return [];
  const members = ['order', 'nr_huge_pages', 'free_huge_pages', 'resv_huge_pages', 'surplus_huge_pages'];
  const reader = new StructReader(kernel, 'hstate', [...members, 'name']);
  const state = await defaultPool(kernel, reader);
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

/** More areas than any kernel is built for: mm/Kconfig, CMA_AREAS. */
const MAX_AREAS = 128;

/** Pages of all areas of contiguous memory, for kernels that do not name their sum. Source: mm/cma.c. */
async function contiguousMemory(kernel: LinuxKernel): Promise<number | undefined> {
  const stride = BigInt(kernel.types.struct('cma')?.size ?? 0);
  if (stride === 0n) return pagesOfOnlyArea(kernel);
  const reader = new StructReader(kernel, 'cma', ['count', 'name']);
  const start = await variable(kernel, {
    name: 'cma_areas',
    users: ['cma_for_each_area'],
    fits: async (address) => {
      const area = await reader.at(address);
      return area !== undefined && area.word('count') > 0n && /^[\w@,-]+$/.test(area.text('name'));
    },
  });
  if (start === undefined) return undefined;
  const areas = await reader.many(Array.from({ length: MAX_AREAS }, (_, i) => start + BigInt(i) * stride));
  const end = areas.findIndex(
    (area) => area === undefined || area.word('count') === 0n || area.text('name') === '',
  );
  return areas.slice(0, Math.max(end, 0)).reduce((sum, area) => sum + Number(area?.word('count') ?? 0n), 0);
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
