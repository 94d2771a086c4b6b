// The engine of this package as a process of the benchmark: `node ours.js FOLDER`, asked by lines, through the public interface only.
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { openRaw } from '../../dist/connectors/index.js';
import { Engine } from '../../dist/engine/index.js';
import { coreBytes, openFile } from '../../dist/host-node/index.js';
import { loadPlan, memorySource } from './plan.js';

const plan = loadPlan(process.argv[2]);
const core = await WebAssembly.compile(coreBytes());
const TOP = 1n << 64n;
const HALVES = {
  user: { start: 0n, end: 1n << 47n },
  kernel: { start: TOP - (1n << 47n), end: TOP },
  all: { start: 0n, end: TOP },
};
const PAGE = 4096;
const BLOCK = 1 << 20;

/** Engines and address spaces, made when a row first asks for them; the caches stay warm. */
const engines = new Map();
async function engineOf(name) {
  const made = engines.get(name);
  if (made !== undefined) return made;
  const connector =
    name === 'file'
      ? openRaw(openFile(plan.dump))
      : memorySource(name === 'synthetic' ? plan.synthetic : plan.ram);
  const engine = await Engine.create({ core, connector });
  engines.set(name, engine);
  return engine;
}
async function spaceOf(what, source = 'memory') {
  const [part] = what.split('-');
  const engine = await engineOf(part === 'synthetic' ? part : source);
  const space = engine.space({ root: plan.roots[part], mode: 'x86-64-4level' });
  return { engine, space, sync: space.sync };
}

/** Sums over words; exact, for at most 2^21 of them. */
function sum32(bytes) {
  const words = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length >> 2);
  let sum = 0;
  for (let i = 0; i < words.length; i++) sum += words[i];
  return BigInt(sum);
}
function sum64(words) {
  const halves = new Uint32Array(words.buffer, words.byteOffset, words.length * 2);
  let low = 0;
  let high = 0;
  for (let i = 0; i < halves.length; i += 2) {
    low += halves[i];
    high += halves[i + 1];
  }
  return BigInt(low) + (BigInt(high) << 32n);
}

/** Leaves of enumerated runs, and the sum of their virtual and physical addresses. */
function leavesOf(batches) {
  let sum = 0n;
  let count = 0n;
  for (const { count: runs, virtual, physical, size, infos } of batches) {
    for (let i = 0; i < runs; i++) {
      if ((infos[i] & 0xff) !== 0) continue;
      const page = 1n << BigInt(3 + 9 * ((infos[i] >> 8) & 0xff));
      const leaves = size[i] / page;
      count += leaves;
      sum += leaves * (virtual[i] + physical[i]) + page * leaves * (leaves - 1n);
    }
  }
  return { sum, count: Number(count) };
}

/** Row kinds: each gives one pass, what it found (outside the timing), and what must happen before a pass, untimed. */
const kinds = {
  async translate(what) {
    const { sync } = await spaceOf(what);
    const { virtual } = plan.list(what);
    const values = new BigUint64Array(virtual.length);
    const infos = new Uint32Array(virtual.length);
    return {
      pass: () => sync.translateInto(virtual, values, infos),
      answer: () => ({ sum: sum64(values), count: infos.filter((info) => (info & 0xff) === 0).length }),
    };
  },
  async cold(what) {
    const { engine } = await spaceOf(what);
    return { ...(await kinds.translate(what)), before: () => engine.flush() };
  },
  async single(what) {
    const { sync } = await spaceOf(what);
    const addresses = Array.from(plan.list(what).virtual);
    const values = new BigUint64Array(addresses.length);
    return {
      pass: () => {
        for (let i = 0; i < addresses.length; i++) values[i] = sync.physicalOf(addresses[i]) ?? 0n;
      },
      answer: () => ({ sum: sum64(values), count: values.length }),
    };
  },
  async enumerate(half) {
    const { sync } = await spaceOf('user');
    const options = { range: HALVES[half], expand: true };
    let runs = 0;
    return {
      pass: () => {
        for (const batch of sync.runBatches(options)) runs += batch.count;
      },
      answer: () => leavesOf(sync.runBatches(options)),
    };
  },
  async read4k(what, source) {
    const { sync } = await spaceOf(what, source);
    return reads(sync, Array.from(plan.list(what).virtual), PAGE);
  },
  async read1m(what, source) {
    const { sync } = await spaceOf(what, source);
    const addresses = Array.from({ length: plan.blocks }, (_, i) => plan.blocksAt + BigInt(i * BLOCK));
    return reads(sync, addresses, BLOCK);
  },
  async read8(what, how) {
    const { sync } = await spaceOf(what);
    const { virtual } = plan.list(what);
    const values = new BigUint64Array(virtual.length);
    const addresses = Array.from(virtual);
    const single = () => {
      for (let i = 0; i < addresses.length; i++) values[i] = sync.u64(addresses[i]);
    };
    return {
      pass: how === 'single' ? single : () => sync.u64List(virtual, values),
      answer: () => ({ sum: sum64(values), count: values.length }),
    };
  },
  async search(what) {
    const { physical } = await engineOf('memory');
    let count = 0;
    const values = async () => {
      count = 0;
      const query = { type: what, compare: 'equal', value: plan.values[what] };
      for await (const { addresses } of physical.scanValues(query)) count += addresses.length;
    };
    const patterns = async () => {
      count = 0;
      for await (const _ of physical.search([plan.signature])) count++;
    };
    return { pass: what === 'masked' ? patterns : values, answer: () => ({ sum: BigInt(count), count }) };
  },
  /** The core's loop alone over the bytes in its window, without bringing them there. */
  async window(what) {
    const { core: own } = await engineOf('memory');
    const { exports, layout, words } = own;
    const { query, window } = layout;
    let count = 0;
    return {
      before: () => {
        own.bytes.set(plan.ram.subarray(plan.windowAt, plan.windowAt + plan.window), window.at);
        const width = what === 'u32' ? 4 : 8;
        words.setBigUint64(query.at, 0n, true);
        [width === 4 ? 2 : 3, 0, 0, width, 1, 0].forEach((value, i) =>
          words.setUint32(query.at + 8 + 4 * i, value, true),
        );
        for (const at of [32, 40]) words.setBigUint64(query.at + at, plan.values[what], true);
      },
      repeat: true,
      pass: () => {
        count = 0;
        if (exports.scan(0, plan.window, plan.window, 0, 0) !== 1)
          throw new Error('the core refused the question');
        while (exports.scanEnded() === 0) count += exports.scanNext();
      },
      answer: () => ({ sum: BigInt(count), count }),
    };
  },
  async calls(what) {
    const [part] = what.split('-');
    const source = memorySource(part === 'synthetic' ? plan.synthetic : plan.ram);
    const { virtual } = plan.list(what);
    const values = new BigUint64Array(virtual.length);
    let calls = 0;
    const counted = { ...source, readSync: (list) => (calls++, source.readSync(list)) };
    delete counted.direct;
    const engine = await Engine.create({ core, connector: counted });
    const { sync } = engine.space({ root: plan.roots[part], mode: 'x86-64-4level' });
    return {
      pass: () => {
        calls = 0;
        sync.translateInto(virtual, values, new Uint32Array(virtual.length));
      },
      answer: () => ({ sum: sum64(values), count: calls }),
      before: () => engine.flush(),
    };
  },
  async memory() {
    await engineOf('memory');
    const bytes = Math.max(...[...engines.values()].map((engine) => engine.core.bytes.buffer.byteLength));
    return { pass: () => undefined, answer: () => ({ sum: 0n, count: bytes }) };
  },
};

/** Whole reads into one buffer that the caller keeps. */
function reads(sync, addresses, length) {
  const into = new Uint8Array(length);
  const each = (look) => {
    for (let i = 0; i < addresses.length; i++) {
      if (sync.readInto(addresses[i], into).length > 0)
        throw new Error(`0x${addresses[i].toString(16)} is missing`);
      look?.();
    }
  };
  return {
    pass: () => each(),
    answer: () => {
      let sum = 0n;
      each(() => (sum += sum32(into)));
      return { sum, count: addresses.length };
    },
  };
}

const jobs = new Map();
async function jobOf(row) {
  const made = jobs.get(row);
  if (made !== undefined) return made;
  const [kind, ...args] = row.split(' ');
  const job = await kinds[kind]?.(...args);
  if (job !== undefined) jobs.set(row, job);
  return job;
}

/** Microseconds of CPU time of this process, all its threads: the compiler's and the collector's too. */
function cpu() {
  const { user, system } = process.cpuUsage();
  return user + system;
}
async function timed(job, passes) {
  let spent = 0;
  const whole = job.before === undefined || job.repeat === true;
  const runs = whole ? [passes] : Array.from({ length: passes }, () => 1);
  for (const run of runs) {
    job.before?.();
    const from = cpu();
    for (let i = 0; i < run; i++) {
      const later = job.pass();
      if (later !== undefined) await later;
    }
    spent += cpu() - from;
  }
  return spent * 1000;
}

async function answer(line) {
  const checked = /^check (.+)$/.exec(line);
  const [, passes, row = checked?.[1]] = /^time (\d+) (.+)$/.exec(line) ?? [];
  const job = row === undefined ? undefined : await jobOf(row);
  if (job === undefined) return 'none';
  if (checked === null) return String(await timed(job, Number(passes)));
  await timed(job, 1);
  const { sum, count } = job.answer();
  return `${BigInt.asUintN(64, sum).toString(16)} ${count}`;
}

console.log('ready');
for await (const line of createInterface({ input: process.stdin })) {
  let text;
  try {
    text = await answer(line);
  } catch (error) {
    text = `failed: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`;
  }
  console.log(text);
}
