/**
 * Layouts that no configuration of 5.10 to 7.2 changes, as data: the members from the start on. The derivation uses them
 * where nothing in memory could tell another order, and overrides them by what it finds.
 */
import type { DerivedLayouts } from './layouts.js';

/** A member: a word, or so many bytes or words. */
type Member = readonly [name: string, bytes?: number | 'words', count?: number];

/** Each with the kernel file that it is from. */
const FACTS: Readonly<Record<string, readonly Member[]>> = {
  // include/linux/path.h
  path: [['mnt'], ['dentry']],
  // include/linux/types.h
  list_head: [['next'], ['prev']],
  hlist_head: [['first']],
  hlist_node: [['next'], ['pprev']],
  // include/linux/rbtree_types.h
  rb_node: [['__rb_parent_color'], ['rb_right'], ['rb_left']],
  rb_root: [['rb_node']],
  // include/linux/xarray.h; 64 slots: CONFIG_BASE_SMALL is for machines without room for a dump.
  xa_node: [
    ['shift', 1],
    ['offset', 1],
    ['count', 1],
    ['nr_values', 1],
    ['parent'],
    ['array'],
    ['private_list', 'words', 2],
    ['slots', 'words', 64],
  ],
  // include/linux/mm_types.h
  vm_special_mapping: [['name']],
  // include/linux/dcache.h: the names of what follows d_dname are others in some kernels.
  dentry_operations: [
    ['d_revalidate'],
    ['d_weak_revalidate'],
    ['d_hash'],
    ['d_compare'],
    ['d_delete'],
    ['d_init'],
    ['d_release'],
    ['d_prune'],
    ['d_iput'],
    ['d_dname'],
  ],
};

/** Adds the facts to what is derived. Nothing in memory speaks for them: they have no witnesses. */
export function addFacts(layouts: DerivedLayouts): void {
  const { wordSize } = layouts;
  for (const [type, members] of Object.entries(FACTS)) {
    let end = 0;
    for (const [name, bytes = 'words', count = 1] of members) {
      const unit = bytes === 'words' ? wordSize : bytes;
      const offset = Math.ceil(end / unit) * unit;
      const isList = name.endsWith('_list');
      layouts.set(type, name, { offset, size: unit * count, count: isList ? 1 : count, witnesses: 0 });
      end = offset + unit * count;
    }
  }
}
