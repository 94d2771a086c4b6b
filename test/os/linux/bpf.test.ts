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
  test('programs and maps with their names; a type that the kernel does not name is called as in its interface', async () => {
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
        type: 'hash',
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

describe('without types', () => {
  const [OTHER, OTHER_AUX] = [PROGRAM + 0x800n, AUX + 0x800n];
  /** Programs 3 and 4; the name of their code, which ends as theirs does, stands before their own. */
  function untyped(): FakeMemory {
    const memory = new FakeMemory()
      .write(NODE, new Uint8Array(584))
      .write(IDRS, new Uint8Array(0x200))
      .word(IDRS + 8n, NODE + 2n)
      .word(IDRS + 0x108n, MAP)
      .write(PROGRAM, new Uint8Array(4096))
      .write(AUX, new Uint8Array(4096))
      .write(MAP, new Uint8Array(4096));
    [PROGRAM, OTHER].forEach((program, i) => {
      const aux = [AUX, OTHER_AUX][i] as bigint;
      const id = BigInt(3 + i);
      memory
        .word(NODE + 40n + 8n * id, program)
        .word(program, 1n, 2)
        .word(program + 2n, 5n, 2);
      memory
        .word(program + 4n, 6n, 4)
        .word(program + 12n, 2n, 4)
        .word(program + 16n, 77n, 4);
      memory.write(program + 20n, Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8)).word(program + 56n, aux);
      memory.word(aux + 8n, id, 4).word(aux + 32n, program);
      memory.text(aux + 100n, `bpf_prog_0102030405060708_guard${i}`).text(aux + 400n, `guard${i}`);
    });
    [6n, 4n, 8n, 1024n].forEach((value, i) => memory.word(MAP + BigInt(24 + 4 * i), value, 4));
    return memory.text(MAP + 96n, 'seen');
  }
  const NODES = { xa_node: { shift: [0, 1], slots: [40, 512] } } as const;
  const kernelWith = (memory: FakeMemory) => fakeKernel(memory, NODES, SYMBOLS);

  test('each program leads to what leads back and has its number; kinds are named by the interface', async () => {
    const { items, complete } = await bpfObjects(kernelWith(untyped()));
    expect(complete).toBe(true);
    expect(items.map((object) => [object.kind, object.id, object.type, object.name])).toEqual([
      ['program', 3, 'xdp', 'guard0'],
      ['program', 4, 'xdp', 'guard1'],
      ['map', 0, 'percpu_array', 'seen'],
    ]);
    expect(items[0]).toMatchObject({
      tag: '0102030405060708',
      jited: true,
      codeSize: 77,
      uid: null,
      loaded: null,
    });
    expect(items[2]).toMatchObject({ keySize: 4, valueSize: 8, maxEntries: 1024 });
  });

  test('nothing is learned where one of them does not lead back', async () => {
    const memory = untyped().word(OTHER_AUX + 32n, 0n);
    await expect(bpfObjects(kernelWith(memory))).rejects.toMatchObject({ kind: 'unsupported' });
  });
});
