/** `connectors` and `-c`: the list, one connector's help, and arguments that a connector takes or does not take. */
import { describe, expect, test } from 'vitest';
import { sourceSpec } from '../../../apps/cli/chain.js';
import { parseOptions, SOURCE_OPTIONS } from '../../../apps/cli/options.js';
import { FORMATS } from '../../../connectors/index.js';
import { nodeInventory } from '../../../host-node/index.js';
import { pagewalk } from '../../kit/cli.js';

const layer = (argument: string) =>
  sourceSpec(parseOptions(['-c', argument], SOURCE_OPTIONS), nodeInventory()).layers[0];

describe('-c', () => {
  test.each(FORMATS)('%s:FILE', (format) => {
    expect(layer(`${format}:/a/b.dump`)).toEqual({
      kind: 'connector',
      name: format,
      target: '/a/b.dump',
      args: {},
    });
  });

  test('arguments go to the connectors that take them', () => {
    expect(layer('qcow2:disk.qcow2:snapshot=before')).toMatchObject({ args: { snapshot: 'before' } });
    expect(layer('raw:mem:gaps=c0000000-ffffffff')).toMatchObject({
      args: { gaps: [{ start: 0xc0000000, size: 0x40000000 }] },
    });
    expect(() => layer('kdump:mem:gaps=0-fff')).toThrow("connector 'kdump' takes no argument 'gaps'");
    expect(() => layer('nothing:mem')).toThrow("there is no connector 'nothing'");
  });
});

describe('connectors', () => {
  test('lists every format', async () => {
    const { status, out } = await pagewalk(['connectors', '--format', 'json']);
    expect(status).toBe(0);
    const names = (JSON.parse(out) as { name: string }[]).map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['file', ...FORMATS]));
    expect([...names].sort()).toEqual(Object.keys(nodeInventory().connectors).sort());
  });

  test('help says what one takes', async () => {
    const { status, out } = await pagewalk(['connectors', 'help', 'qcow2']);
    expect(status).toBe(0);
    expect(out).toContain('-c qcow2:FILE[:snapshot=NAME,member=NAME]');
    const wrong = await pagewalk(['connectors', 'help', 'nothing']);
    expect(wrong.status).toBe(2);
  });

  test('targets lists what connectors find here, and says which cannot know', async () => {
    const all = await pagewalk(['connectors', 'targets', '--format', 'json']);
    expect(all.status).toBe(0);
    expect(Array.isArray(JSON.parse(all.out))).toBe(true);
    const { err } = await pagewalk(['connectors', 'targets', 'lime']);
    expect(err).toContain("connector 'lime' cannot know what there is to open");
    expect((await pagewalk(['connectors', 'targets', 'nothing'])).status).toBe(2);
  });
});
