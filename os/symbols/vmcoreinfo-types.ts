/**
 * The structures of the kernel log as vmcoreinfo describes them: the kernel log is readable without any other types.
 * Source: kernel/printk/printk.c, log_buf_vmcoreinfo_setup; kernel/printk/printk_ringbuffer.h.
 */
import type { Field, StructLayout, TypeSource } from './types.js';
import type { Vmcoreinfo } from './vmcoreinfo.js';

/** Structures that lie inside others. */
const INSIDE: Readonly<Record<string, string>> = {
  'printk_ringbuffer.desc_ring': 'prb_desc_ring',
  'printk_ringbuffer.text_data_ring': 'prb_data_ring',
  'prb_desc.text_blk_lpos': 'prb_data_blk_lpos',
  'printk_info.dev_info': 'dev_printk_info',
};

/** Bytes of members that are no words. */
const BYTES: Readonly<Record<string, number>> = {
  'printk_info.seq': 8,
  'printk_info.ts_nsec': 8,
  'printk_info.text_len': 2,
  'printk_info.caller_id': 4,
  'printk_log.ts_nsec': 8,
  'printk_log.len': 2,
  'printk_log.text_len': 2,
  'printk_log.dict_len': 2,
  'printk_log.caller_id': 4,
  'prb_desc_ring.count_bits': 4,
  'prb_data_ring.size_bits': 4,
};

/** Arrays of char, by the LENGTH that says their bytes. */
const TEXTS: Readonly<Record<string, string>> = {
  'dev_printk_info.subsystem': 'printk_info_subsystem',
  'dev_printk_info.device': 'printk_info_device',
};

/** Members that the text leaves out: u8 facility; u8 flags:5, level:3 follow the last length, of 2 bytes. */
const BEHIND_LENGTH: Readonly<
  Record<string, { length: string; after: number; bitStart: number; bits: number }>
> = {
  'printk_info.facility': { length: 'printk_info.text_len', after: 2, bitStart: 0, bits: 0 },
  'printk_info.flags': { length: 'printk_info.text_len', after: 3, bitStart: 0, bits: 5 },
  'printk_info.level': { length: 'printk_info.text_len', after: 3, bitStart: 5, bits: 3 },
  'printk_log.facility': { length: 'printk_log.dict_len', after: 2, bitStart: 0, bits: 0 },
  'printk_log.flags': { length: 'printk_log.dict_len', after: 3, bitStart: 0, bits: 5 },
  'printk_log.level': { length: 'printk_log.dict_len', after: 3, bitStart: 5, bits: 3 },
};

/** A type source of the structures whose offsets the text gives. */
export class VmcoreinfoTypes implements TypeSource {
  constructor(private readonly info: Vmcoreinfo) {}

  struct(name: string): StructLayout | undefined {
    const size = this.info.size(name);
    if (size === undefined) return undefined;
    return { name, size, field: (path) => this.field(name, path) };
  }

  /** Undefined always: the text gives no member's type. */
  describe(): undefined {
    return undefined;
  }

  private field(type: string, path: string): Field | undefined {
    const [first = '', ...rest] = path.split('.');
    const member = `${type}.${first}`;
    const own = this.own(member);
    if (own === undefined || rest.length === 0) return own;
    const inner = INSIDE[member];
    const field = inner === undefined ? undefined : this.field(inner, rest.join('.'));
    return field && { ...field, offset: own.offset + field.offset };
  }

  private own(member: string): Field | undefined {
    const { info } = this;
    const near = BEHIND_LENGTH[member];
    if (near !== undefined) {
      const length = info.offset(near.length);
      if (length === undefined) return undefined;
      return { offset: length + near.after, size: 1, bitStart: near.bitStart, bits: near.bits, count: 1 };
    }
    const offset = info.offset(member);
    if (offset === undefined) return undefined;
    const inner = INSIDE[member];
    const text = TEXTS[member];
    const characters = text === undefined ? undefined : info.length(text);
    const size = characters ?? BYTES[member] ?? (inner === undefined ? info.wordSize : info.size(inner)) ?? 0;
    return { offset, size, bitStart: 0, bits: 0, count: characters ?? 1 };
  }
}
