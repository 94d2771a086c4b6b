/** Connectors and systems by name: scans, checks of names and arguments, chains, and that all is closed whatever fails. */
import { describe, expect, test } from 'vitest';
import {
  defineConnector,
  defineSystem,
  hostPort,
  Inventory,
  openLayers,
  type Connector,
  type Engine,
  type InnerOs,
} from '../../engine/index.js';
import { openRaw } from '../../connectors/index.js';
import { coreBytes } from '../../host-node/index.js';
import { memorySource } from '../kit/memory-source.js';

/** An inventory whose connectors write down what is done to them. */
function inventoryOf() {
  const events: string[] = [];
  const memory = (name: string, extra: Partial<Connector> = {}): Connector => ({
    ...openRaw(memorySource(new Uint8Array(8192), { name })),
    close: () => {
      events.push(`close ${name}`);
      return Promise.resolve();
    },
    ...extra,
  });
  const os = (engine: Engine): InnerOs => ({
    family: 'pretend',
    engine,
    guests: () => Promise.resolve({ items: [], complete: true }),
    guest: () => Promise.reject(new Error('no guest')),
  });
  const inventory = new Inventory({
    connectors: {
      plain: defineConnector({
        about: 'memory',
        target: { value: 'NAME', required: true },
        arguments: {
          size: { kind: 'number', value: 'N', about: 'a size' },
          mode: { kind: 'choice', value: 'MODE', about: 'a choice', choices: ['slow', 'fast'] },
          loud: { kind: 'flag', value: 'yes|no', about: 'a flag' },
        },
        targets: () => Promise.resolve([{ target: 'here', about: 'the only one' }]),
        open: ({ target, args, writable }) => {
          events.push(`open ${target} ${JSON.stringify(args)}${writable ? ' to write' : ''}`);
          return Promise.resolve(memory(target));
        },
      }),
      nested: defineConnector({
        about: 'memory of a guest',
        arguments: { key: { kind: 'text', value: 'KEY', about: 'a key', required: true } },
        onSystem: true,
        targets: () => Promise.reject(new Error('not allowed')),
        open: ({ inner }) => {
          events.push(`open inside ${inner?.family ?? 'nothing'}`);
          return Promise.resolve(memory('nested'));
        },
      }),
      board: defineConnector({
        about: 'needs a port',
        arguments: {},
        open: async ({ host }) => memory((await hostPort(host, 'files', 'board').open('a')).name),
      }),
    },
    systems: {
      pretend: defineSystem({
        about: 'a system',
        arguments: { fail: { kind: 'flag', value: 'yes|no', about: 'fails' } },
        open: (engine, { fail }, { word }: { word?: string }) => {
          events.push(`find ${word ?? 'nothing'}`);
          return fail === true ? Promise.reject(new Error('no system')) : Promise.resolve(os(engine));
        },
      }),
    },
    host: {},
    core: coreBytes(),
    defaults: { word: 'a word' },
  });
  return { inventory, events };
}
const usage = expect.objectContaining({ kind: 'usage' }) as unknown;

describe('an inventory', () => {
  test('lists what there is, with targets and why there are none', async () => {
    const { connectors, systems } = await inventoryOf().inventory.scan();
    expect(connectors).toEqual([
      { name: 'plain', about: 'memory', targets: [{ target: 'here', about: 'the only one' }] },
      { name: 'nested', about: 'memory of a guest', reason: 'not allowed' },
      { name: 'board', about: 'needs a port' },
    ]);
    expect(systems).toEqual([{ name: 'pretend', about: 'a system' }]);
  });

  test('opens by name with typed arguments, which it checks', async () => {
    const { inventory, events } = inventoryOf();
    await inventory.createConnector('plain', 'a', { size: 1, mode: 'fast', loud: true }, { writable: true });
    expect(events).toEqual(['open a {"size":1,"mode":"fast","loud":true} to write']);
    const wrong: [string, string, object][] = [
      ['nothing', 'a', {}],
      ['plain', '', {}],
      ['plain', 'a', { size: -1 }],
      ['plain', 'a', { mode: 'medium' }],
      ['plain', 'a', { loud: 'yes' }],
      ['plain', 'a', { other: 1 }],
      ['plain', 'a', { toString: 1 }],
      ['nested', 'a', { key: 'k' }],
      ['nested', '', {}],
    ];
    for (const [name, target, args] of wrong)
      await expect(inventory.createConnector(name as 'plain', target, args)).rejects.toEqual(usage);
  });

  test('reads the texts of arguments', () => {
    const { inventory } = inventoryOf();
    expect(inventory.parseLayer('connector', 'plain:a:b:size=0x10,mode=slow,loud=no')).toEqual({
      kind: 'connector',
      name: 'plain',
      target: 'a:b',
      args: { size: 16, mode: 'slow', loud: false },
    });
    for (const text of [
      'plain:a:size=x',
      'plain:a:size=9007199254740993',
      'plain:a:mode=x',
      'plain:a:loud=1',
      'nested',
    ])
      expect(() => inventory.parseLayer('connector', text)).toThrow(usage);
    expect(() => inventory.parseLayer('os', 'pretend:x')).toThrow(usage);
  });

  test('says which port a host lacks', async () => {
    await expect(inventoryOf().inventory.createConnector('board')).rejects.toMatchObject({
      kind: 'unsupported',
      message: "connector 'board' needs the port 'files', which this host does not have",
    });
  });
});

describe('a chain', () => {
  test('opens connectors and systems on each other, and closes the uppermost first', async () => {
    const { inventory, events } = inventoryOf();
    const chain = await inventory
      .chain()
      .connector('plain', 'host', { size: 1 })
      .os('pretend', {}, { word: 'mine' })
      .connector('nested', '', { key: 'k' })
      .os('pretend')
      .open();
    expect(chain.os.family).toBe('pretend');
    expect(chain.connector.name).toBe('nested');
    await chain.close();
    await chain.close();
    expect(events).toEqual([
      'open host {"size":1}',
      'find mine',
      'open inside pretend',
      'find a word',
      'close nested',
      'close host',
    ]);
  });

  test('that fails leaves nothing open', async () => {
    const { inventory, events } = inventoryOf();
    const failing = inventory.chain().connector('plain', 'host').os('pretend', { fail: true });
    await expect(failing.open()).rejects.toThrow('no system');
    expect(events.at(-1)).toBe('close host');
  });

  test('of an order that cannot be is refused before anything is opened', async () => {
    const { inventory, events } = inventoryOf();
    const layers = (...texts: string[]) =>
      texts.map((text) => inventory.parseLayer(text.startsWith('pretend') ? 'os' : 'connector', text));
    for (const order of [
      ['plain:a', 'plain:b'],
      ['plain:a', 'pretend', 'plain:b'],
      ['plain:a', 'nested:key=k'],
      ['pretend'],
      ['plain:a', 'pretend', 'pretend'],
    ])
      await expect(openLayers(inventory, layers(...order))).rejects.toEqual(usage);
    expect(events).toEqual([]);
  });
});
