/** The built command line as scripts see it: exit statuses, formats, interrupts, closed pipes. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pagewalk } from '../../kit/cli.js';
import { writeCore } from '../../kit/elf-writer.js';
import { samplePath } from '../../kit/sample.js';

const MAIN = join(import.meta.dirname, '../../../dist/bin/pagewalk.js');
const folder = mkdtempSync(join(tmpdir(), 'pagewalk-cli-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

describe('exit statuses', () => {
  const text = file('text', 'no dump\n'.repeat(100));
  const empty = file('empty', '');
  const zeros = file('zeros', '');
  truncateSync(zeros, 256 << 20);
  const lime = file('lime', `EMiL\x01\0\0\0${'\0'.repeat(8192)}`);
  const core = writeCore([{ physical: 0n, data: new Uint8Array(16 * 4096).fill(7) }]);
  const elf = file('elf', core);
  const cut = file('cut', core.subarray(0, 8 * 4096));

  it.each([
    ['4: text', ['ps', text], 4, /not a memory dump.*text/],
    ['4: empty', ['info', empty], 4, /the file is empty/],
    ['4: zeros', ['ps', zeros], 4, /no Linux kernel/],
    ['4: a format that is not read', ['ps', lime], 4, /LiME/],
    ['4: a core without a kernel', ['ps', elf], 4, /no Linux kernel/],
    ['1: no such file', ['ps', join(folder, 'none')], 1, /no such file or directory/],
    ['1: a folder', ['ps', folder], 1, /is a folder/],
    ['2: unknown option', ['ps', elf, '--nope'], 2, /Unknown option '--nope'/],
    ['2: unknown command', ['nope'], 2, /no command 'nope'/],
    ['2: a property of objects is no command', ['constructor'], 2, /no command/],
    ['2: no command', [], 2, /no command given/],
    ['2: no source', ['ps'], 2, /no source given/],
    ['2: unknown format', ['ps', elf, '--format', 'xml'], 2, /table, json, jsonl, csv/],
    ['2: maps of no process', ['maps', elf], 2, /--pid N or --name NAME/],
    ['2: two memories', ['read', elf, '0', '1', '--physical', '--kernel'], 2, /exclude each other/],
    ['2: no length', ['read', elf, '0'], 2, /ADDRESS LENGTH is missing/],
    ['2: too much', ['ps', elf, 'more'], 2, /'more' is one argument too many/],
    ['2: no address', ['read', elf, '12x', '1', '--physical'], 2, /'12x' is no address/],
    [
      '2: a mode without a root',
      ['vtop', elf, '0', '--mode', 'x86-64-4level'],
      2,
      /--mode belongs to --root/,
    ],
    [
      '3: bytes that are not there',
      ['read', elf, '0xfff8', '16', '--physical'],
      3,
      /partial: 0x10000\.\.0x10007/,
    ],
    ['3: a file cut short', ['read', cut, '0x6000', '0x4000', '--physical'], 3, /ends at offset 0x8000/],
    ['0: bytes that are there', ['read', elf, '0xfff0', '16', '--physical'], 0, /^$/],
    ['0: found', ['find', elf, '07 07', '--limit', '2'], 0, /^$/],
    ['0: help', ['--help'], 0, /^$/],
    ['0: help of a command', ['read', '--help'], 0, /^$/],
    ['0: version', ['--version'], 0, /^$/],
  ])('%s', async (_, args, status, said) => {
    const run = await pagewalk(args);
    expect(run.err).toMatch(said);
    expect(run.status).toBe(status);
    expect(run.err).not.toMatch(/\n\s+at /);
    if (status !== 0 && status !== 3) expect(run.out).toBe('');
  });

  it('shows missing bytes as ??, and as zeros in raw output', async () => {
    const shown = await pagewalk(['read', elf, '0xfffc', '8', '--physical']);
    expect(shown.out).toBe(`0x0fffc  07 07 07 07 ?? ?? ?? ??                           |....????|\n`);
    const raw = await pagewalk(['read', elf, '0xfffc', '8', '--physical', '--raw']);
    expect(raw.out).toBe('\x07\x07\x07\x07\0\0\0\0');
    expect(raw.status).toBe(3);
  });

  it('needs no operating system for a page-table root', async () => {
    const tables = new Uint8Array(8 * 4096);
    const view = new DataView(tables.buffer);
    for (const [page, next] of [1, 2, 3, 4].entries())
      view.setBigUint64(page * 4096, BigInt(next * 4096) | 7n, true);
    const path = file('tables', writeCore([{ physical: 0n, data: tables }]));
    const vtop = await pagewalk(['vtop', path, '0x10', '0x1000', '--root', '0', '--format', 'json']);
    expect(vtop.status).toBe(0);
    expect(JSON.parse(vtop.out)).toMatchObject([
      { virtual: '0x10', physical: '0x4010', pageSize: 4096, level: 1 },
      { virtual: '0x1000', physical: null },
    ]);
    const pages = await pagewalk(['pages', path, '--root', '0', '--format', 'jsonl']);
    expect(JSON.parse(pages.out)).toMatchObject({ virtual: '0x0', physical: '0x4000', size: 4096 });
  });

  it('escapes what the user typed, too', async () => {
    const run = await pagewalk(['ps', '/no\x1b[2Jwhere']);
    expect(run.err).toContain('/no\\x1b[2Jwhere');
  });

  it('prints help without colour where there is no terminal', async () => {
    expect((await pagewalk(['read', '--help'])).out).not.toMatch(/\x1b/);
  });

  it('lists what the host offers', async () => {
    const run = await pagewalk(['doctor', '--format', 'json']);
    const rows = JSON.parse(run.out) as { name: string; ok: boolean }[];
    expect(rows.map(({ name }) => name)).toEqual([
      'pagewalk',
      'node',
      'core',
      'wasm simd',
      'cache',
      'terminal',
    ]);
    expect(run.status).toBe(rows.every(({ ok }) => ok) ? 0 : 1);
  });
});

describe('on the sample', () => {
  const cache = join(folder, 'cache');
  let dump = '';
  beforeAll(async () => {
    dump = await samplePath();
  });
  const run = (...args: string[]) => pagewalk(args, 60, cache);

  it('gives the same records in all formats', async () => {
    const [json, lines, csv, table] = await Promise.all(
      ['json', 'jsonl', 'csv', 'table'].map((format) => run('ps', dump, '--format', format)),
    );
    const records = JSON.parse(json?.out ?? '') as { pid: number; name: string }[];
    expect(records.length).toBeGreaterThan(5);
    expect(
      (lines?.out ?? '')
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown),
    ).toEqual(records);
    const rows = (csv?.out ?? '').trimEnd().split('\r\n');
    const fields = [
      ...['pid', 'ppid', 'name', 'threads', 'uid', 'state', 'command', 'exe', 'root', 'address'],
      ...['gid', 'capabilities', 'started', 'cgroup', 'container', 'namespaces'],
    ];
    expect(rows[0]).toBe([...fields, 'complete', 'reason'].join(','));
    expect(rows.length).toBe(records.length + 1);
    expect((table?.out ?? '').trimEnd().split('\n').length).toBe(records.length + 1);
    expect(Object.keys(records[0] ?? {})).toEqual(fields);
  });

  it('takes the source in every spelling', async () => {
    const plain = await run('ps', dump, '--format', 'json');
    for (const spelling of [
      ['-f', dump],
      ['-f', dump, '-o', 'linux'],
      ['-c', `raw:${dump}`, '-o', 'linux'],
    ]) {
      expect((await run('ps', '--format', 'json', ...spelling)).out).toBe(plain.out);
    }
  });

  it('keeps every process in the tree, children behind their parents', async () => {
    const plain = JSON.parse((await run('ps', dump, '--format', 'json')).out) as { pid: number }[];
    const tree = JSON.parse((await run('ps', dump, '--tree', '--format', 'json')).out) as {
      pid: number;
      ppid: number;
      depth: number;
    }[];
    expect(tree.map(({ pid }) => pid).sort((a, b) => a - b)).toEqual(
      plain.map(({ pid }) => pid).sort((a, b) => a - b),
    );
    for (const [i, { ppid, depth }] of tree.entries()) {
      const parent = tree.findIndex(({ pid }) => pid === ppid);
      if (parent >= 0) expect([parent < i, tree[parent]?.depth]).toEqual([true, depth - 1]);
    }
  });

  it('reads by name, by address and physically the same', async () => {
    const [symbol] = JSON.parse((await run('symbols', dump, 'linux_banner', '--format', 'json')).out) as {
      address: string;
    }[];
    const [where] = JSON.parse((await run('vtop', dump, 'linux_banner', '--format', 'json')).out) as {
      virtual: string;
      physical: string;
    }[];
    expect(where?.virtual).toBe(symbol?.address);
    const read = async (...args: string[]): Promise<string> =>
      (await run('read', dump, ...args, '64', '--raw')).out;
    const bytes = await read('linux_banner');
    expect(bytes).toMatch(/^Linux version /);
    expect(await read(symbol?.address ?? '')).toBe(bytes);
    expect(await read(where?.physical ?? '', '--physical')).toBe(bytes);
    const text = await run('read', dump, 'linux_banner', '--as', 'string', '--format', 'jsonl');
    const info = JSON.parse((await run('info', dump, '--format', 'json')).out) as { os: { banner: string } };
    expect((JSON.parse(text.out) as { value: string }).value.trimEnd()).toBe(info.os.banner);
    const hits = await run('find', dump, 'Linux version ', '--format', 'jsonl');
    expect(hits.out).toContain(`"address":"${where?.physical}"`);
  });

  it('says what it read, when asked, within the budget', async () => {
    const { err } = await run('ps', dump, '--no-cache', '--stats');
    const bytes = Number(/stats: (\d+) bytes in \d+ reads and \d+ calls/.exec(err)?.[1]);
    expect(bytes).toBeGreaterThan(0);
    expect(bytes).toBeLessThanOrEqual(264 << 20);
  });

  it('is quiet when its reader goes away', async () => {
    const child = spawn(process.execPath, [MAIN, 'symbols', dump], {
      env: { ...process.env, XDG_CACHE_HOME: cache },
    });
    let err = '';
    child.stderr.on('data', (part: Buffer) => (err += part.toString()));
    child.stdout.once('data', () => child.stdout.destroy());
    const status = await new Promise((resolve) => child.on('close', resolve));
    expect([status, err]).toEqual([0, '']);
  });

  it('stops at once when interrupted, with status 130', async () => {
    const big = join(folder, 'big');
    writeFileSync(big, '');
    truncateSync(big, 64 * 2 ** 30);
    const child = spawn(process.execPath, [MAIN, 'find', '-c', `raw:${big}`, 'needle'], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let err = '';
    child.stderr.on('data', (part: Buffer) => (err += part.toString()));
    await new Promise((resolve) => setTimeout(resolve, 1500));
    const asked = Date.now();
    child.kill('SIGINT');
    const status = await new Promise((resolve) => child.on('close', resolve));
    expect(status).toBe(130);
    expect(Date.now() - asked).toBeLessThan(1000);
    expect(err).not.toMatch(/\n\s+at /);
  });
});
