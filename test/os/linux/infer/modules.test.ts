/** Modules made by hand: their list is found without a symbol, their memory in the form before 6.4 and since. */
import { expect, test } from 'vitest';
import { findModuleList, inferLayouts } from '../../../../os/linux/infer/index.js';
import { FakeMemory, fakeKernel } from '../../../kit/fake-kernel.js';

const INIT = 0xffffffff82000000n;
const HEAD = INIT + 0x5000n;
const AREA = 0xffffffffc0000000n;

/** Three modules; `place` writes what says where each has its memory. */
function kernelWith(place: (memory: FakeMemory, module: bigint, base: bigint) => void) {
  const memory = new FakeMemory();
  memory.write(INIT, new Uint8Array(0x8000));
  const bases = [0n, 1n, 2n].map((i) => AREA + i * 0x10000n);
  const modules = bases.map((base) => base + 0x2000n);
  const node = (i: number) => (modules[i] === undefined ? HEAD : modules[i] + 8n);
  memory.words(HEAD, [node(0), node(2)]);
  modules.forEach((module, i) => {
    memory.write(module, new Uint8Array(0x1000));
    memory.words(module + 8n, [node(i + 1), node(i - 1)]);
    memory.text(module + 24n, `module_${i}`);
    memory.word(module + 0x90n, module);
    place(memory, module, bases[i] as bigint);
  });
  return fakeKernel(memory, {}, { init_task: INIT, modules: HEAD });
}

const oldForm = (memory: FakeMemory, module: bigint, base: bigint) => {
  memory.words(module + 0x140n, [base, 0x1000_00004000n, 0n, module]);
  memory.words(module + 0x190n, [0n, 0n, 0n, module]);
};
const newForm = (memory: FakeMemory, module: bigint, base: bigint) => {
  for (let kind = 0n; kind < 7n; kind++)
    memory.words(module + 0x140n + kind * 72n, [kind < 4n ? base : 0n, kind < 4n ? 0x4000n : 0n, module]);
};

test('the list is found by a module that names itself', async () => {
  const kernel = kernelWith(oldForm);
  expect(await findModuleList({ ...kernel, delta: 0n })).toBe(HEAD);
  const none = fakeKernel(new FakeMemory(), {}, {});
  expect(await findModuleList({ ...none, delta: 0n })).toBeUndefined();
});

test('core and init layouts', async () => {
  const layouts = await inferLayouts({ ...kernelWith(oldForm), delta: 0n });
  const paths = [
    'list',
    'name',
    'mkobj.mod',
    'core_layout.base',
    'core_layout.size',
    'init_layout.base',
    'mem',
  ];
  expect(paths.map((path) => layouts.offset('module', path))).toEqual([
    8,
    24,
    0x90,
    0x140,
    0x148,
    0x190,
    undefined,
  ]);
});

test('seven kinds of memory', async () => {
  const layouts = await inferLayouts({ ...kernelWith(newForm), delta: 0n });
  expect(layouts.struct('module')?.field('mem')).toMatchObject({ offset: 0x140, size: 7 * 72, count: 7 });
  expect(layouts.struct('module_memory')).toMatchObject({ size: 72 });
  expect(['base', 'size'].map((path) => layouts.offset('module_memory', path))).toEqual([0, 8]);
  expect(layouts.offset('module', 'core_layout.base')).toBeUndefined();
});

/** Who uses a module, the way out and the count lie at `USES`; the list of those that may report bugs at `BUGS`. */
const USES = 0x400n;
const BUGS = 0x300n;

test('users, references, ways in and out, and taints', async () => {
  const modules = [0n, 1n, 2n].map((i) => AREA + i * 0x10000n + 0x2000n);
  const kernel = kernelWith((memory, module, base) => {
    oldForm(memory, module, base);
    const i = modules.indexOf(module);
    const near = (k: number) => (modules[k] === undefined ? HEAD + 0x100n : modules[k] + BUGS);
    memory.words(module + BUGS - 16n, [0x2000n, 0n, near(i + 1), near(i - 1)]);
    const lists = [USES, USES + 16n].flatMap((at) => [module + at, module + at]);
    memory.words(module + USES, [...lists, i === 1 ? 0n : base + 0x80n, BigInt(i + 1)]);
    memory.word(module + 0x138n, i === 1 ? 0n : base + 0x4000n);
  });
  const layouts = await inferLayouts({ ...kernel, delta: 0n });
  const paths = ['source_list', 'target_list', 'exit', 'refcnt', 'taints', 'init'];
  expect(paths.map((path) => layouts.offset('module', path))).toEqual([
    0x400, 0x410, 0x420, 0x428, 0x2f0, 0x138,
  ]);
  expect(layouts.offset('module_use', 'source')).toBe(32);
});

test('without lists that hold together nobody is said to use a module', async () => {
  const kernel = kernelWith((memory, module, base) => {
    oldForm(memory, module, base);
    memory.words(module + USES, [module, module, module, module, 0n, 1n]);
  });
  const layouts = await inferLayouts({ ...kernel, delta: 0n });
  expect(layouts.offset('module', 'source_list')).toBeUndefined();
  expect(layouts.offset('module', 'taints')).toBeUndefined();
});
