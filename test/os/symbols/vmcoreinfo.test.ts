/** vmcoreinfo: taken apart, found in memory, and as a source of the printk ring's types. */
import { expect, test } from 'vitest';
import { VmcoreinfoTypes } from '../../../os/symbols/vmcoreinfo-types.js';
import { findVmcoreinfo, Vmcoreinfo } from '../../../os/symbols/vmcoreinfo.js';
import { engineOver } from '../../kit/core-module.js';
import { memoryConnector } from '../../kit/memory-connector.js';

const TEXT = [
  'OSRELEASE=6.1.0-test',
  'BUILD-ID=06f8bde30046985060c60820f7a11515a33afb06',
  'PAGESIZE=4096',
  'SYMBOL(_stext)=ffffffff86400000',
  'SYMBOL(prb)=ffffffff87e64660',
  'OFFSET(list_head.prev)=8',
  'SIZE(printk_ringbuffer)=88',
  'OFFSET(printk_ringbuffer.text_data_ring)=48',
  'SIZE(prb_data_ring)=32',
  'OFFSET(prb_data_ring.data)=8',
  'OFFSET(prb_data_ring.size_bits)=0',
  'SIZE(printk_info)=88',
  'OFFSET(printk_info.ts_nsec)=8',
  'OFFSET(printk_info.text_len)=16',
  'OFFSET(printk_info.dev_info)=24',
  'SIZE(dev_printk_info)=64',
  'OFFSET(dev_printk_info.device)=16',
  'LENGTH(printk_info_device)=48',
  'NUMBER(phys_base)=-88080384',
  'NUMBER(kimage_voffset)=0xffffb4b48a000000',
  'KERNELOFFSET=5400000',
  'a line that says nothing',
  '',
].join('\n');

test('values by their kinds', () => {
  const info = new Vmcoreinfo(TEXT, 0n);
  expect(info.release).toBe('6.1.0-test');
  expect(info.buildId).toMatch(/^06f8.*fb06$/);
  expect(info.pageSize).toBe(4096);
  expect(info.wordSize).toBe(8);
  expect(info.kernelOffset).toBe(0x5400000n);
  expect(info.number('phys_base')).toBe(-88080384n);
  expect(info.number('kimage_voffset')).toBe(0xffffb4b48a000000n);
  expect(info.number('no_such_number')).toBeUndefined();
  expect(info.length('printk_info_device')).toBe(48);
  expect(info.address('prb')).toBe(0xffffffff87e64660n);
  expect(info.at(0xffffffff87e64660n)).toEqual({ name: 'prb', offset: 0n });
  expect(info.at(0xffffffff87e64661n)).toBeUndefined();
  expect([...info.entries()].map(({ name }) => name)).toEqual(['_stext', 'prb']);
});

test('types of the printk ring, members inside members', () => {
  const types = new VmcoreinfoTypes(new Vmcoreinfo(TEXT, 0n));
  const field = (type: string, path: string) => types.struct(type)?.field(path);
  expect(types.struct('printk_info')?.size).toBe(88);
  expect(types.struct('task_struct')).toBeUndefined();
  expect(field('printk_ringbuffer', 'text_data_ring.data')).toMatchObject({ offset: 56, size: 8 });
  expect(field('printk_ringbuffer', 'text_data_ring.size_bits')).toMatchObject({ offset: 48, size: 4 });
  expect(field('printk_ringbuffer', 'fail')).toBeUndefined();
  expect(field('printk_info', 'dev_info.device')).toMatchObject({ offset: 40, size: 48, count: 48 });
  expect(field('printk_info', 'ts_nsec')).toMatchObject({ offset: 8, size: 8 });
  expect(field('printk_info', 'text_len')).toMatchObject({ offset: 16, size: 2 });
  expect(field('printk_info', 'level')).toEqual({ offset: 19, size: 1, bitStart: 5, bits: 3, count: 1 });
});

test('whole texts are found at the start of a page and behind the header of a note, and nowhere else', async () => {
  const bytes = new Uint8Array(16 * 4096);
  const put = (at: number, text: string) => bytes.set(new TextEncoder().encode(text), at);
  put(0x1000, TEXT);
  put(0x3018, TEXT);
  put(0x5100, TEXT);
  put(0x7000, 'OSRELEASE=6.1.0-test\nPAGESIZE=4096\n');
  put(0x9000, 'OSRELEASE=\n');
  put(0xb000, TEXT + 'X=1\n'.repeat(1000));
  const found: bigint[] = [];
  for await (const { phys } of findVmcoreinfo(await engineOver(memoryConnector(bytes)))) found.push(phys);
  expect(found).toEqual([0x1000n, 0x3018n]);
});
