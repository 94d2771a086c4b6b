/** `connectors` and `-c`: the list, one connector's help, and arguments that a connector takes or does not take. */
import { describe, expect, test } from 'vitest';
import { sourceSpec } from '../../../apps/cli/chain.js';
import { parseOptions, SOURCE_OPTIONS } from '../../../apps/cli/options.js';
import { CONNECTOR_NAMES, FORMATS } from '../../../connectors/index.js';
import { pagewalk } from '../../kit/cli.js';

const spec = (argument: string) => sourceSpec(parseOptions(['-c', argument], SOURCE_OPTIONS));

describe('-c', () => {
  test.each(FORMATS)('%s:FILE', (format) => {
    expect(spec(`${format}:/a/b.dump`)).toMatchObject({ path: '/a/b.dump', format });
  });

  test('arguments go to the connectors that take them', () => {
    expect(spec('qcow2:disk.qcow2:snapshot=before')).toMatchObject({ snapshot: 'before' });
    expect(spec('raw:mem:gaps=c0000000-ffffffff')).toMatchObject({
      gaps: [{ start: 0xc0000000, size: 0x40000000 }],
    });
    expect(() => spec('kdump:mem:gaps=0-fff')).toThrow("connector 'kdump' takes no argument 'gaps'");
    expect(() => spec('nothing:mem')).toThrow("there is no connector 'nothing'");
  });
});

describe('connectors', () => {
  test('lists every format', async () => {
    const { status, out } = await pagewalk(['connectors', '--format', 'json']);
    expect(status).toBe(0);
    const names = (JSON.parse(out) as { name: string }[]).map(({ name }) => name);
    expect(names.sort()).toEqual([...FORMATS].sort());
    expect([...CONNECTOR_NAMES].sort()).toEqual([...FORMATS].sort());
  });

  test('help says what one takes', async () => {
    const { status, out } = await pagewalk(['connectors', 'help', 'qcow2']);
    expect(status).toBe(0);
    expect(out).toContain('-c qcow2:FILE[:snapshot=NAME]');
    const wrong = await pagewalk(['connectors', 'help', 'nothing']);
    expect(wrong.status).toBe(2);
  });
});
