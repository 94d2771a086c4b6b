// Speed of translation, small reads and search of the built package, each as a ratio to a plain JavaScript loop of the same run.
import { readFileSync } from 'node:fs';
import { Engine } from '../../dist/engine/index.js';

const PAGE = 4096;
const TABLE_PAGES = 70;
const SIZE = 256 << 20;
const bytes = new Uint8Array(SIZE);
const words = new BigUint64Array(bytes.buffer);
for (let i = 0; i < bytes.length; i += 61) bytes[i] = i * 31;

// 64 last-level tables map 32,768 pages at 0; tables from page 1 on.
const [root, upper, middle] = [1, 2, 3].map((page) => page * PAGE);
const link = (table, index, target) => (words[table / 8 + index] = BigInt(target) | 7n);
for (const page of [root, upper, middle]) words.fill(0n, page / 8, page / 8 + 512);
link(root, 0, upper);
link(upper, 0, middle);
for (let t = 0; t < 64; t++) {
  link(middle, t, (4 + t) * PAGE);
  for (let i = 0; i < 512; i++)
    link((4 + t) * PAGE, i, (TABLE_PAGES + (((t * 512 + i) * 7919) % 32_768)) * PAGE);
}

const serve = (reads) => {
  for (const read of reads) {
    read.got = Math.min(read.into.length, SIZE - read.phys);
    read.into.set(bytes.subarray(read.phys, read.phys + read.got));
  }
};
const connector = {
  format: 'memory',
  name: 'benchmark',
  identity: undefined,
  ranges: [{ start: 0, size: SIZE }],
  cost: { block: PAGE, parallel: 1 },
  live: false,
  notes: [],
  read: (reads) => Promise.resolve(serve(reads)),
  readSync: serve,
  close: () => Promise.resolve(),
};

const core = readFileSync(new URL('../../dist/core.wasm', import.meta.url));
const started = performance.now();
const engine = await Engine.create({ core, connector });
console.log(`Engine.create ${(performance.now() - started).toFixed(1)} ms`);
const space = engine.space({ root: BigInt(root), mode: 'x86-64-4level' });

/** Best of `times` runs, in milliseconds. */
async function best(times, work) {
  let least = Infinity;
  for (let i = 0; i < times; i++) {
    const from = performance.now();
    await work();
    least = Math.min(least, performance.now() - from);
  }
  return least;
}
function report(what, count, unit, ours, plain) {
  const rate = (ms) => (count / ms / 1000).toFixed(2);
  console.log(
    `${what}: ${rate(ours)} M ${unit}/s, plain loop ${rate(plain)}, ratio ${(plain / ours).toFixed(2)}`,
  );
}

const COUNT = 1 << 16;
const addresses = Array.from(
  { length: COUNT },
  (_, i) => BigInt((i * 48_271) % 32_768) * 4096n + BigInt(i & 4095),
);
const plainWalk = () => {
  let sum = 0n;
  for (const va of addresses) {
    let table = root;
    for (let shift = 39n; shift >= 12n; shift -= 9n) {
      const entry = words[table / 8 + Number((va >> shift) & 511n)];
      if ((entry & 1n) === 0n) break;
      table = Number(entry & 0xffffffffff000n);
    }
    sum += BigInt(table) + (va & 4095n);
  }
  return sum;
};
report(
  'translate, batch',
  COUNT,
  'addresses',
  await best(7, () => space.translate(addresses)),
  await best(7, plainWalk),
);

const { exports, layout, words: view } = engine.core;
const limit = layout.input.count;
for (let i = 0; i < limit; i++)
  view.setBigUint64(layout.input.at + i * layout.input.size, addresses[i], true);
const slot = space.lastSlot;
report(
  'translate, core alone',
  limit,
  'addresses',
  await best(50, () => exports.translate(slot, limit)),
  (await best(7, plainWalk)) * (limit / COUNT),
);

const hot = addresses.slice(0, 256);
const readHot = async () => {
  for (let i = 0; i < COUNT; i++) await space.u64(hot[i & 255] & ~7n);
};
const readHotSync = () => {
  for (let i = 0; i < COUNT; i++) space.sync.u64(hot[i & 255] & ~7n);
};
const plainRead = () => {
  let sum = 0n;
  for (let i = 0; i < COUNT; i++) sum += words[Number(hot[i & 255] >> 3n)];
  return sum;
};
const plain = await best(7, plainRead);
report('u64 of cached pages, async', COUNT, 'reads', await best(5, readHot), plain);
report('u64 of cached pages, sync', COUNT, 'reads', await best(5, readHotSync), plain);

const signature = { bytes: new TextEncoder().encode('a text that is not there') };
const searched = await best(5, async () => {
  for await (const hit of engine.physical.search([signature])) throw new Error(`found at ${hit.address}`);
});
const buffer = Buffer.from(bytes.buffer);
report('search', SIZE, 'bytes', searched, await best(5, () => buffer.indexOf(signature.bytes)));
const voted = await best(3, () => engine.voteSelfPointers());
const plainVote = await best(3, () => {
  const halves = new Uint32Array(bytes.buffer);
  let count = 0;
  for (let i = 1; i + 2 < halves.length; i += 2)
    if (halves[i] >= 0xff000000 && halves[i + 2] === halves[i]) count++;
  return count;
});
report('vote of self pointers', SIZE, 'bytes', voted, plainVote);
