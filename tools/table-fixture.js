// Makes the fixtures of test/tables from dumps of the lab: `node tools/table-fixture.js MACHINE...` after `npm run build` and
// `node test/dumps/make.js MACHINE...`. A fixture holds the pages of page tables that its addresses lead through, and what the
// machine itself said of those addresses. Its form, zstd-compressed: length of the description in bytes (u32, little-endian), the
// description in JSON, and the pages of 4096 bytes in the description's order.
import { execFileSync } from 'node:child_process';
import { mkdirSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Engine } from '../dist/engine/index.js';
import { DUMPS } from '../test/dumps/make.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const PAGE = 4096;

/** A connector over a machine's memory file that notes which pages were read. */
function recording(folder) {
  const file = openSync(join(folder, 'ram.raw'));
  const layout = JSON.parse(readFileSync(join(folder, 'layout.json'), 'utf8'));
  const pages = new Map();
  const readOne = (read) => {
    read.got = 0;
    const range = layout.find(({ base, size }) => read.phys >= base && read.phys < base + size);
    if (range === undefined) {
      read.reason = 'not in the dump';
      return;
    }
    const length = Math.min(read.into.length, range.base + range.size - read.phys);
    read.got = readSync(file, read.into, 0, length, range.offset + read.phys - range.base);
    for (let at = 0; at < read.got; at += PAGE) pages.set(read.phys + at, read.into.slice(at, at + PAGE));
  };
  const connector = {
    format: 'raw',
    name: folder,
    identity: undefined,
    ranges: layout.map(({ base, size }) => ({ start: base, size })),
    cost: { block: PAGE, parallel: 1 },
    live: false,
    notes: [],
    read: async (reads) => reads.forEach(readOne),
    readSync: (reads) => reads.forEach(readOne),
    close: async () => {},
  };
  return { connector, pages };
}

const big = (text) => BigInt(`0x${text}`);
const among = (rows, { first, last }) =>
  rows.filter(([, virtual]) => big(virtual) >= big(first) && big(virtual) <= big(last));

/** Translates rows of [what, virtual, physical or null] in a space; gives those whose answer is another. */
async function wrong(engine, { mode, root: low, highRoot }, rows) {
  const space = engine.space({
    mode,
    ...(low === undefined ? {} : { root: big(low) }),
    ...(highRoot === undefined ? {} : { highRoot: big(highRoot) }),
  });
  const answers = await space.translate(rows.map(([, virtual]) => big(virtual)));
  return rows.filter(
    ([, , physical], i) =>
      (answers[i].ok ? answers[i].physical : undefined) !== (physical === null ? undefined : big(physical)),
  );
}

/** Makes one fixture. */
async function make(name) {
  const folder = join(DUMPS, name);
  const { machine, packages, cpus } = JSON.parse(readFileSync(join(folder, 'qemu.json'), 'utf8'));
  const account = readFileSync(join(folder, 'serial.txt'), 'latin1');
  // The hardware has no page where mprotect took all rights.
  const listed = [...account.matchAll(/^VTOP (\S+) ([0-9a-f]+) (none|[0-9a-f]+)/gm)].map(
    ([, what, virtual, physical]) => [
      what,
      virtual,
      physical === 'none' || what === 'protnone' ? null : physical,
    ],
  );
  const { connector, pages } = recording(folder);
  const core = new WebAssembly.Module(readFileSync(join(root, 'dist/core.wasm')));
  const engine = await Engine.create({ core, connector });
  const sources = [];
  for (const { spaces } of cpus) {
    for (const space of spaces) {
      const rows = among(listed, space);
      if (rows.length === listed.length && (await wrong(engine, space, rows)).length === 0)
        sources.push({ said: 'the process, of its pages', ...space, rows });
      if (sources.length > 0) break;
    }
  }
  if (sources.length === 0)
    throw new Error(`${name}: no processor was running the process; delete ${folder} and boot it again`);
  for (const [i, { answers, spaces }] of cpus.entries())
    for (const space of spaces) {
      const rows = among(answers, space);
      const bad = await wrong(engine, space, rows);
      if (bad.length > 0)
        throw new Error(`${name}: processor ${i} disagrees: ${JSON.stringify(bad.slice(0, 5))}`);
      if (rows.length > 0) sources.push({ said: `QEMU, of processor ${i}`, ...space, rows });
    }
  const order = [...pages.keys()].sort((a, b) => a - b);
  const description = JSON.stringify({
    machine: name,
    arch: machine.arch ?? 'x86_64',
    packages,
    sources: sources.map(({ rows, ...rest }) => ({ ...rest, rows: rows.map(([, ...row]) => row) })),
    pages: order.map((page) => page.toString(16)),
  });
  const text = Buffer.from(description);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(text.length);
  const out = join(root, 'test/tables', `${name}.bin.zst`);
  mkdirSync(join(root, 'test/tables'), { recursive: true });
  execFileSync('zstd', ['-q', '-f', '--ultra', '-22', '-', '-o', out], {
    input: Buffer.concat([length, text, ...order.map((page) => pages.get(page))]),
  });
  const count = sources.reduce((sum, { rows }) => sum + rows.length, 0);
  console.log(`${name}: ${count} addresses, ${order.length} pages, ${statSync(out).size} bytes`);
}

for (const name of process.argv.slice(2)) await make(name);
