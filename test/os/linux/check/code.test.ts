/** Hidden modules and code without an owner. */
import { expect, test } from 'vitest';
import { hiddenModules } from '../../../../os/linux/check/hidden-modules.js';
import { orphanCode } from '../../../../os/linux/check/orphan-code.js';
import {
  briefly,
  CheckWorld,
  FOREIGN,
  HIDDEN,
  MODULE,
  MODULES,
  MODULE_TEXT,
} from '../../../kit/check-world.js';

test('a listed module is not hidden; one that only memory has is', async () => {
  const world = new CheckWorld();
  world.symbols['module_kset'] = MODULES + 0x100n;
  world.layouts['kset'] = { list: [0, 16] };
  world.layouts['module_kobject'] = { 'kobj.entry': [0, 16], mod: [16, 8] };
  world.memory
    .word(MODULES + 0x100n, MODULES + 0x200n)
    .words(MODULES + 0x200n, [MODULES + 0x200n, MODULES + 0x200n]);
  expect(await world.run(hiddenModules)).toEqual({ items: [], complete: true });
  const { items, complete } = await world.hide().run(hiddenModules);
  expect(complete).toBe(true);
  expect(items).toMatchObject([
    { what: 'module hider', address: HIDDEN, evidence: [{ what: 'memory' }, { what: 'code' }] },
  ]);
});

test('a module that sysfs alone names is found there too', async () => {
  const world = new CheckWorld().hide();
  const [set, object] = [MODULES + 0x200n, MODULES + 0x300n];
  world.symbols['module_kset'] = MODULES + 0x100n;
  world.layouts['kset'] = { list: [0, 16] };
  world.layouts['module_kobject'] = { 'kobj.entry': [0, 16], mod: [16, 8] };
  world.memory
    .word(MODULES + 0x100n, set)
    .words(set, [object, object])
    .words(object, [set, set, HIDDEN]);
  const [finding] = (await world.run(hiddenModules)).items;
  expect(finding?.detail).toBe('the list of modules lacks it; seen in: sysfs, memory');
});

test('with a torn list of modules nothing is called hidden', async () => {
  const world = new CheckWorld().hide();
  world.memory.word(MODULE, 0x1234n);
  const { items, complete, reason } = await world.run(hiddenModules);
  expect({ items, complete }).toEqual({ items: [], complete: false });
  expect(reason).toContain('the list of modules is not whole');
});

test('what sysfs names but is no module is damage', async () => {
  const world = new CheckWorld();
  const [set, object] = [MODULES + 0x200n, MODULES + 0x300n];
  world.symbols['module_kset'] = MODULES + 0x100n;
  world.layouts['kset'] = { list: [0, 16] };
  world.layouts['module_kobject'] = { 'kobj.entry': [0, 16], mod: [16, 8] };
  world.memory
    .word(MODULES + 0x100n, set)
    .words(set, [object, object])
    .words(object, [set, set, MODULES + 0x400n]);
  const { items, complete } = await world.run(hiddenModules);
  expect({ items, complete }).toEqual({ items: [], complete: false });
});

test('code that nobody owns, with what leads there; a module is an owner, filler is no code', async () => {
  const world = new CheckWorld();
  const holder = MODULES + 0x500n;
  world.memory.word(holder, FOREIGN + 1n);
  world.memory.write(FOREIGN + 0x10000n, new Uint8Array(0x1000).fill(0xcc)).execute(FOREIGN + 0x10000n);
  const { items, complete } = await world.run(orphanCode);
  expect(complete).toBe(true);
  expect(items).toMatchObject([
    {
      kind: 'orphan-code',
      address: FOREIGN,
      evidence: [{ what: 'bytes' }, { what: 'pointer', where: 'modules+0x500' }],
    },
  ]);
});

test('classic BPF programs are in no list, but their structure owns their code', async () => {
  const world = new CheckWorld();
  const [program, aux] = [MODULES + 0x600n, MODULES + 0x700n];
  world.layouts['bpf_prog'] = { aux: [0, 8], bpf_func: [8, 8] };
  world.layouts['bpf_prog_aux'] = { prog: [0, 8] };
  world.memory.words(program, [aux, FOREIGN]).word(aux, program);
  expect(await world.run(orphanCode)).toEqual({ items: [], complete: true });
});

test('a page that is owned elsewhere is not without an owner, and without the list nothing is', async () => {
  const world = new CheckWorld();
  world.memory.lose(MODULE);
  expect(briefly(await world.run(orphanCode))).toEqual([]);
  expect((await world.run(orphanCode)).complete).toBe(false);
  expect(MODULE_TEXT).toBeLessThan(FOREIGN);
});
