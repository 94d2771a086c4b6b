/** BPF programs and maps built by hand: names of types, users, code, damage, other numbers than their places'. */
import { describe, expect, test } from 'vitest';
import { bpfObjects } from '../../../os/linux/bpf.js';
import type { LinuxKernel } from '../../../os/linux/kernel.js';
import { bpfRecord } from '../../../os/records.js';
import { fakeKernel, FakeMemory } from '../../kit/fake-kernel.js';

const LAYOUTS = {
  idr: { 'idr_rt.xa_head': [8, 8], idr_base: [16, 4] },
  xa_node: { shift: [0, 1], slots: [8, 512] },
  bpf_prog: {
    type: [0, 4],
    tag: [4, 8],
    jited: [12, 1],
    jited_len: [16, 4],
    bpf_func: [24, 8],
    aux: [32, 8],
  },
  bpf_prog_aux: { id: [0, 4], name: [4, 16], load_time: [24, 8], user: [32, 8] },
  user_struct: { uid: [0, 4] },
  bpf_map: {
    map_type: [0, 4],
    key_size: [4, 4],
    value_size: [8, 4],
    max_entries: [12, 4],
    id: [16, 4],
    name: [20, 16],
  },
} as const;
const [IDRS, NODE, PROGRAM, AUX, USER, MAP] = [1n, 2n, 3n, 4n, 5n, 6n].map(
  (page) => 0xffff888000000000n + page * 0x10000n,
) as [bigint, bigint, bigint, bigint, bigint, bigint];
const SYMBOLS = { prog_idr: IDRS, map_idr: IDRS + 0x100n };

/** One program with number 3, one map with number 0. */
function world(): FakeMemory {
  const memory = new FakeMemory()
    .word(IDRS + 8n, NODE + 2n)
    .word(IDRS + 0x108n, MAP)
    .write(NODE, new Uint8Array(520))
    .word(NODE + 8n + 24n, PROGRAM);
  memory.word(PROGRAM, 15n, 4).write(PROGRAM + 4n, Uint8Array.of(0xde, 0xad, 0, 1, 2, 3, 4, 5));
  memory
    .word(PROGRAM + 12n, 1n, 1)
    .word(PROGRAM + 16n, 77n, 4)
    .word(PROGRAM + 24n, 0xffffffffc0001000n);
  memory.word(PROGRAM + 32n, AUX);
  memory
    .word(AUX, 3n, 4)
    .text(AUX + 4n, 'guard')
    .word(AUX + 24n, 2_500_000_000n)
    .word(AUX + 32n, USER);
  memory.word(USER, 1000n, 4);
  [1n, 4n, 8n, 1024n, 0n].forEach((value, i) => memory.word(MAP + BigInt(4 * i), value, 4));
  return memory.text(MAP + 20n, 'seen');
}

function kernelOf(memory: FakeMemory, symbols: Readonly<Record<string, bigint>> = SYMBOLS): LinuxKernel {
  const kernel = fakeKernel(memory, LAYOUTS, symbols);
  const value = (name: string, type: string) => ({ name, offset: 0, bits: 0, bitOffset: 0, type });
  const describeEnum = (name: string) =>
    name === 'enum bpf_prog_type'
      ? { name, kind: 'enum', size: 4, members: [value('BPF_PROG_TYPE_CGROUP_DEVICE', '15')] }
      : undefined;
  return { ...kernel, types: { ...kernel.types, describe: describeEnum } } as unknown as LinuxKernel;
}

describe('bpfObjects', () => {
  test('programs and maps with their names; a type without a name is a number', async () => {
    const { items, complete } = await bpfObjects(kernelOf(world()));
    expect(complete).toBe(true);
    expect(items.map(bpfRecord)).toEqual([
      {
        kind: 'program',
        id: 3,
        type: 'cgroup_device',
        name: 'guard',
        tag: 'dead000102030405',
        loaded: 2.5,
        uid: 1000,
        jited: true,
        code: '0xffffffffc0001000',
        codeSize: 77,
        address: '0xffff888000030000',
      },
      {
        kind: 'map',
        id: 0,
        type: '1',
        name: 'seen',
        keySize: 4,
        valueSize: 8,
        maxEntries: 1024,
        address: '0xffff888000060000',
      },
    ]);
  });

  test('a program that is interpreted has no code', async () => {
    const { items } = await bpfObjects(kernelOf(world().word(PROGRAM + 12n, 0n, 1)));
    expect(items[0]).toMatchObject({ jited: false, code: null, codeSize: null, complete: true });
  });

  test('lost structures and those with another number are told, and give no facts', async () => {
    const memory = world();
    memory.lose(AUX);
    memory.word(MAP + 16n, 9n, 4);
    const { items } = await bpfObjects(kernelOf(memory));
    expect(items).toMatchObject([
      { name: null, uid: null, type: 'cgroup_device', reason: 'its struct bpf_prog_aux cannot be read' },
      { name: null, type: null, keySize: null, reason: 'its struct bpf_map has the number 9' },
    ]);
    memory.lose(PROGRAM);
    memory.lose(MAP);
    expect((await bpfObjects(kernelOf(memory))).items).toMatchObject([
      { tag: null, jited: null, reason: 'its struct bpf_prog cannot be read' },
      { reason: 'its struct bpf_map cannot be read' },
    ]);
  });

  test('a lost user, other numbers in the program, values for pointers', async () => {
    const memory = world();
    memory.lose(USER);
    memory.word(NODE + 8n, 77n);
    const lost = await bpfObjects(kernelOf(memory));
    expect(lost.reason).toBe('prog_idr: 1 entries are no pointers');
    expect(lost.items[0]).toMatchObject({ uid: null, reason: 'the user who loaded it cannot be read' });
    memory.word(AUX, 8n, 4);
    const [other] = (await bpfObjects(kernelOf(memory))).items;
    expect(other).toMatchObject({ name: null, reason: 'its struct bpf_prog_aux has the number 8' });
  });

  test('lost tables and missing symbols are told', async () => {
    const memory = world();
    memory.lose(IDRS);
    const lost = await bpfObjects(kernelOf(memory));
    expect(lost).toEqual({
      items: [],
      complete: false,
      reason: 'prog_idr cannot be read; map_idr cannot be read',
    });
    const { reason } = await bpfObjects(kernelOf(world(), { map_idr: SYMBOLS.map_idr }));
    expect(reason).toBe('the kernel has no symbol prog_idr');
  });
});
