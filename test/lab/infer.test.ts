/** Layouts derived from data, on every machine whose kernel describes its types: each member is where BTF says. BTF is never fed in. */
import { openConnector } from '../../connectors/index.js';
import { Engine } from '../../engine/index.js';
import { coreBytes, openFile } from '../../host-node/index.js';
import { findKernel } from '../../os/linux/find-kernel.js';
import { inferLayouts } from '../../os/linux/infer/index.js';
import type { Field } from '../../os/symbols/types.js';
import { expect, test } from 'vitest';
import { MACHINES, isChosen, labFile } from './chosen.js';

const machines = MACHINES.filter(({ name }) => isChosen(name));

/** Fewer members than these would say that something was not found. */
const EXPECTED = 200;
/** Members by another name in some kernels. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  __state: 'state',
  vm_flags: 'flags',
  parent: '__parent',
};
/** Those of size 0 have one that is not known. Of these the size is another in some kernels; the bytes that are looked at are the same. */
const SIZES_DIFFER = new Set(['task_struct.__state']);

/** What is wrong with a derived member; undefined when nothing is. */
function wrong(name: string, got: Field, want: Field | undefined): string | undefined {
  if (want === undefined) return `${name}: BTF has none`;
  const sized = (got.size === want.size && got.count === want.count) || SIZES_DIFFER.has(name);
  const same = got.offset === want.offset && (got.size === 0 || sized) && got.bits === want.bits;
  return same ? undefined : `${name}: derived ${JSON.stringify(got)}, BTF has ${JSON.stringify(want)}`;
}

for (const { name } of machines) {
  test(`${name}: derived layouts are BTF's`, async (context) => {
    const connector = await openConnector(openFile(labFile(name)));
    try {
      const engine = await Engine.create({ core: coreBytes(), connector });
      const { kernel, findings } = await findKernel(engine);
      if (kernel.derived !== undefined) return context.skip();
      const layouts = await inferLayouts({ ...kernel, delta: findings.delta });
      const members = Object.entries(layouts.kept()).flatMap(([type, struct]) =>
        Object.entries(struct?.fields ?? {}).map(([path, got]) => ({ type, path, got: got as Field })),
      );
      const mistakes = members.flatMap(({ type, path, got }) => {
        const layout = kernel.types.struct(type);
        const want = layout?.field(path) ?? layout?.field(OTHER_NAMES[path] ?? path);
        return wrong(`${type}.${path}`, got, want) ?? [];
      });
      expect(mistakes).toEqual([]);
      expect(members.length).toBeGreaterThan(EXPECTED);
    } finally {
      await connector.close();
    }
  });
}
