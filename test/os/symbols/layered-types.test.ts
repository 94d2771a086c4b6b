/** Layers of type sources: what the first has lost, the next gives. */
import { expect, test } from 'vitest';
import { LayeredTypes } from '../../../os/symbols/layered-types.js';
import type { Field, TypeSource } from '../../../os/symbols/types.js';

const at = (offset: number): Field => ({ offset, size: 8, bitStart: 0, bits: 0, count: 1 });

function source(
  structs: Readonly<Record<string, { size: number; fields: Record<string, Field> }>>,
): TypeSource {
  return {
    struct: (name) => {
      const found = structs[name];
      return found && { name, size: found.size, field: (path) => found.fields[path] };
    },
    describe: (name) => structs[name] && { name, kind: 'struct', size: structs[name].size, members: [] },
  };
}

test('members and structures that the first source lacks come from the next', () => {
  const types = new LayeredTypes([
    source({ task_struct: { size: 0, fields: { pid: at(8) } } }),
    source({
      task_struct: { size: 64, fields: { pid: at(16), comm: at(24) } },
      module: { size: 32, fields: {} },
    }),
  ]);
  const task = types.struct('task_struct');
  expect(task?.size).toBe(64);
  expect(['pid', 'comm', 'mm'].map((path) => task?.field(path)?.offset)).toEqual([8, 24, undefined]);
  expect(types.struct('module')?.size).toBe(32);
  expect(types.struct('dentry')).toBeUndefined();
  expect(types.describe('module')?.size).toBe(32);
  expect(types.describe('dentry')).toBeUndefined();
  expect(types.graph()).toBeUndefined();
});
