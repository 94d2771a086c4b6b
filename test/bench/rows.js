// The rows of the benchmark as data: what each engine is asked, the unit, and what is to be reached.

/** Sizes of memflow's calls and its caches that a list is tried with; the best counts. */
const BATCHES = ['64', '1024', 'all'];
const CACHES = ['none', 'tlb'];
/** Without a page cache, as the figures of memflow that the goals come from; with one it is shown beside. */
const PAGE_CACHES = ['page', 'big'];

const combine = (first, ...rest) =>
  rest.length === 0 ? first : first.flatMap((one) => combine(...rest).map((other) => `${one} ${other}`));

/** At least this many times the rate of the floor, or of memflow's best. */
const times = (than, factor) => ({ kind: 'times', than, factor });
/** At most this many of the row's unit. */
const atMost = (value) => ({ kind: 'at most', value });
const atLeastMemflow = times('memflow', 1);

const translate = (list, name, toFloor) => ({
  id: `translate ${list}`,
  group: 'Translate, batches, warm',
  name,
  unit: 'ns',
  ours: `translate ${list}`,
  floor: `translate ${list}`,
  memflow: combine(['translate'], [list], ['single', ...BATCHES], CACHES),
  goals: [times('memflow', 20), times('floor', toFloor)],
  list,
});

const single = (list, name) => ({
  id: `single ${list}`,
  group: 'Translate, single calls',
  name,
  unit: 'ns',
  ours: `single ${list}`,
  floor: `translate ${list}`,
  memflow: combine(['translate'], [list], ['single'], CACHES),
  goals: [times('memflow', 5)],
  list,
});

const cold = (list, name, toFloor) => ({
  id: `cold ${list}`,
  group: 'Made-up 4 GiB guest, cold',
  name,
  unit: 'ns',
  ours: `cold ${list}`,
  once: true,
  floor: `translate ${list}`,
  memflow: combine(['translate'], [list], ['64', '1024'], ['none']),
  goals: [times('floor', toFloor)],
  incomplete: 'memflow',
  list,
});

const enumerate = (half, name, limit) => ({
  id: `enumerate ${half}`,
  group: 'Enumerate all leaves',
  name,
  unit: 'ms',
  ours: `enumerate ${half}`,
  floor: `enumerate ${half}`,
  memflow: combine(['enumerate'], [half], ['none', 'tlb', 'page']),
  goals: [atMost(limit)],
  incomplete: 'memflow',
});

const read = (kind, list, name, source, goal) => ({
  id: `${kind} ${list} ${source}`,
  group: source === 'file' ? 'Virtual reads from a file' : 'Virtual reads in memory',
  name,
  unit: 'GB/s',
  size: kind === 'read4k' ? 4096 : 1 << 20,
  ours: `${kind} ${list} ${source}`,
  floor: `${kind} ${list} ${source}`,
  memflow: combine([kind], [list], [source], CACHES),
  aside: combine([kind], [list], [source], PAGE_CACHES),
  goals: [goal],
});

const words = (list, name, how, sizes) => ({
  id: `read8 ${list} ${how}`,
  group: 'Virtual reads of 8 bytes in memory',
  name,
  unit: 'ns',
  ours: `read8 ${list} ${how}`,
  floor: `read8 ${list}`,
  memflow: combine(['read8'], [list], sizes, ['memory'], CACHES),
  aside: combine(['read8'], [list], sizes, ['memory'], PAGE_CACHES),
  goals: [atMost(60)],
});

const search = (what, name) => ({
  id: `search ${what}`,
  group: 'Search in memory',
  name,
  unit: 'GB/s',
  size: 'dump',
  ours: `search ${what}`,
  floor: `search ${what}`,
  goals: [times('floor', 0.9)],
});

const inWindow = (what) => ({
  id: `window ${what}`,
  group: 'Search, 1 MiB in the core, the loop alone',
  name: what,
  unit: 'GB/s',
  size: 1 << 20,
  perPass: true,
  ours: `window ${what}`,
  floor: `window ${what}`,
  goals: [times('floor', 0.9)],
});

const calls = (list, name, limit) => ({
  id: `calls ${list}`,
  group: 'Calls of the connector, cold',
  name,
  unit: 'calls',
  ours: `calls ${list}`,
  memflow: [`calls ${list}`],
  incomplete: 'memflow',
  goals: [atMost(limit)],
  list,
});

/**
 * In the order of the table. `once`: a window is one pass, since each begins cold. `incomplete`: the engine whose
 * answers lack something; memflow drops an entry that equals its neighbour.
 */
export const ROWS = [
  translate('user-seq', 'user pages, ascending', 0.9),
  translate('user-rand', 'user pages, shuffled', 0.9),
  translate('user-hot', 'draws from 1,024 user pages', 1.5),
  translate('dmap-seq', 'direct map, ascending', 0.9),
  translate('dmap-rand', 'direct map, shuffled', 0.9),
  single('user-seq', 'user pages, ascending'),
  single('user-rand', 'user pages, shuffled'),
  single('user-hot', 'draws from 1,024 user pages'),
  single('dmap-seq', 'direct map, ascending'),
  single('dmap-rand', 'direct map, shuffled'),
  cold('synthetic-seq', '1 Mi pages, ascending', 0.5),
  cold('synthetic-rand', '1 Mi random addresses', 0.8),
  enumerate('user', 'user half', 0.03),
  enumerate('kernel', 'kernel half', 1.5),
  enumerate('all', 'whole 2^64', 2),
  read('read4k', 'user-seq', '4 KiB, user pages', 'memory', atLeastMemflow),
  read('read4k', 'dmap-seq', '4 KiB, direct map', 'memory', atLeastMemflow),
  read('read1m', 'dmap', '1 MiB, direct map', 'memory', atLeastMemflow),
  read('read4k', 'user-seq', '4 KiB, user pages', 'file', times('memflow', 2.5)),
  read('read4k', 'dmap-seq', '4 KiB, direct map', 'file', times('memflow', 2.5)),
  read('read1m', 'dmap', '1 MiB, direct map', 'file', times('memflow', 2.5)),
  words('user-r8', 'random, user pages, single calls', 'single', ['single']),
  words('user-r8', 'random, user pages, in a list', 'batch', BATCHES.slice(0, 2)),
  words('dmap-r8', 'random, direct map, single calls', 'single', ['single']),
  words('dmap-r8', 'random, direct map, in a list', 'batch', BATCHES.slice(0, 2)),
  search('u32', 'u32'),
  search('u64', 'u64'),
  search('masked', '16 bytes, 4 of them masked'),
  inWindow('u32'),
  inWindow('u64'),
  calls('user-seq', 'user pages, ascending', 4),
  calls('user-rand', 'user pages, shuffled', 4),
  calls('synthetic-rand', '1 Mi random addresses of the made-up guest', 6),
  {
    id: 'memory',
    group: 'Size',
    name: 'linear memory after all rows',
    unit: 'bytes',
    ours: 'memory',
    goals: [atMost(16 << 20)],
  },
  {
    id: 'core',
    group: 'Size',
    name: 'core.wasm',
    unit: 'bytes',
    file: 'dist/core.wasm',
    goals: [atMost(48 << 10)],
  },
];
