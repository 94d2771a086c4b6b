/**
 * Which counter is which, where no type tells: the kernel's own table of their names, in the order of the counters. Source:
 * mm/vmstat.c (vmstat_text: zones' items, then with NUMA its events, nodes' items, thresholds, events).
 */
import { Sampler } from '../infer/sample.js';
import type { LinuxKernel } from '../kernel.js';
import { textsAt } from '../texts.js';
import { variable } from '../variables/index.js';

/** First names of the two parts. */
const ZONES = 'nr_free_pages';
const NODES = 'nr_inactive_anon';
/** The first name behind those of nodes: enum writeback_stat_item. */
const BEHIND = 'nr_dirty_threshold';
/** More names than any kernel has. */
const MAX_NAMES = 512;
/** A name of a counter. */
const NAME = /^[a-z][a-z0-9_]{2,40}$/;

/** Enumerators whose counters are called otherwise than they are: include/linux/mmzone.h, mm/vmstat.c. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  nr_inactive_anon: 'NR_LRU_BASE',
  nr_slab_reclaimable: 'NR_SLAB_RECLAIMABLE_B',
  nr_slab_unreclaimable: 'NR_SLAB_UNRECLAIMABLE_B',
  nr_kernel_misc_reclaimable: 'NR_KERNEL_MISC_RECLAIMABLE',
  nr_anon_pages: 'NR_ANON_MAPPED',
  nr_mapped: 'NR_FILE_MAPPED',
  nr_file_pages: 'NR_FILE_PAGES',
  nr_dirty: 'NR_FILE_DIRTY',
  nr_kernel_stack: 'NR_KERNEL_STACK_KB',
  nr_page_table_pages: 'NR_PAGETABLE',
  nr_sec_page_table_pages: 'NR_SECONDARY_PAGETABLE',
  nr_free_cma: 'NR_FREE_CMA_PAGES',
  nr_swapcached: 'NR_SWAPCACHE',
};

/** A counter of an enumeration, as its enumerator is called. */
export interface Counter {
  readonly name: string;
  readonly index: number;
}

/** The counters of zones or of nodes by the kernel's table of names; empty when that is not found. */
export async function namedCounters(
  kernel: LinuxKernel,
  enumeration: 'zone_stat_item' | 'node_stat_item',
): Promise<Counter[]> {
  const { wordSize } = kernel;
  const sampler = new Sampler(kernel);
  const firstName = async (address: bigint): Promise<string | null> => {
    const block = await sampler.one(address, wordSize);
    return (await textsAt(kernel, [block.word(0) ?? 0n], 64))[0] ?? null;
  };
  const table = await variable(kernel, {
    name: 'vmstat_text',
    users: [
      'vmstat_show',
      'vmstat_start',
      'vmstat_refresh',
      'sysfs_emit',
      'node_read_vmstat',
      'zoneinfo_show_print',
    ],
    fits: async (address) => (await firstName(address)) === ZONES,
  });
  if (table === undefined) return [];
  const block = await sampler.one(table, MAX_NAMES * wordSize);
  const pointers = Array.from(
    { length: Math.floor(block.length / wordSize) },
    (_, i) => block.word(i * wordSize) ?? 0n,
  );
  const texts = await textsAt(kernel, pointers, 64);
  const end = texts.findIndex((text) => !NAME.test(text ?? ''));
  const names = (end < 0 ? texts : texts.slice(0, end)).map((text) => text ?? '');
  const nodes = names.indexOf(NODES);
  if (nodes < 0) return [];
  const behind = names.indexOf(BEHIND);
  const part =
    enumeration === 'zone_stat_item' ? names.slice(0, nodes) : names.slice(nodes, Math.max(behind, nodes));
  return part.map((name, index) => ({ name: OTHER_NAMES[name] ?? name.toUpperCase(), index }));
}
