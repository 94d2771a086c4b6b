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
