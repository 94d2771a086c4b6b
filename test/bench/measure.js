// Measures one row: the engines' answers are compared, then their windows alternate in rounds.
import { statSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');
/** Nanoseconds of CPU time that our engine is given to be compiled and warm. */
const WARM_UP = 400e6;

/** How long and how often; `rounds` is the number of windows of each engine. */
export const FULL = { rounds: 21, window: 5e6, warmUp: WARM_UP };
export const QUICK = { rounds: 3, window: 1e6, warmUp: WARM_UP / 4 };

/** One engine's one way of doing a row. */
class Lane {
  constructor(engine, command) {
    this.engine = engine;
    this.command = command;
    this.windows = [];
    this.passes = 1;
  }

  async calibrate(row, { window, warmUp }) {
    let least = Infinity;
    let spent = 0;
    const budget = this.engine.name === 'ours' ? warmUp : window;
    do {
      const time = await this.engine.time(this.command, 1);
      spent += Math.max(time, 1000);
      least = Math.min(least, Math.max(time, 1000));
      // A second look at work that is cheap: many passes at once, so that the compiler sees a hot loop.
      if (row.once !== true && spent < budget && least < window) {
        const passes = Math.ceil(window / least);
        const many = await this.engine.time(this.command, passes);
        spent += many;
        least = Math.min(least, many / passes);
      }
    } while (spent < budget);
    this.passes = row.once === true ? 1 : Math.max(1, Math.ceil(window / Math.max(least, 1)));
  }

  async window() {
    const time = await this.engine.time(this.command, this.passes);
    this.windows.push(time / this.passes);
  }

  /** Nanoseconds of a pass. */
  result() {
    const sorted = [...this.windows].sort((a, b) => a - b);
    return {
      engine: this.engine.name,
      command: this.command,
      ...this.answer,
      least: sorted[0],
      median: sorted[sorted.length >> 1],
      windows: sorted.length,
      passes: this.passes,
    };
  }
}

/** The lanes of a row whose engines know it, with their answers; an engine that fails is told of in `wrong`. */
async function lanesOf(row, engines, wrong) {
  const commands = [
    ['ours', row.ours],
    ['floor', row.floor],
    ...(row.memflow ?? []).map((command) => ['memflow', command]),
    ...(row.aside ?? []).map((command) => ['memflow', command]),
  ];
  const lanes = [];
  for (const [name, command] of commands) {
    const engine = engines.get(name);
    if (engine === undefined || command === undefined) continue;
    const lane = new Lane(engine, command);
    try {
      lane.answer = await engine.check(command);
    } catch (error) {
      wrong.push(error.message);
    }
    if (lane.answer !== undefined) lanes.push(lane);
  }
  return lanes;
}

/** Compares the answers: all must be what the list says, or else what the floor says. What is wrong is added to `wrong`. */
function compare(row, lanes, expected, wrong) {
  const truth = expected?.sum ?? lanes.find(({ engine }) => engine.name === 'floor')?.answer.sum;
  if (truth === undefined) return;
  for (const { engine, command, answer } of lanes) {
    if (answer.sum !== truth && engine.name !== row.incomplete)
      wrong.push(`${engine.name} (${command}) answers ${answer.sum}, not ${truth}`);
  }
}

/** Measures a row. `expected`: what its list must translate to. */
export async function measure(row, engines, pace, expected) {
  if (row.file !== undefined)
    return { row, value: statSync(join(ROOT, row.file)).size, lanes: [], wrong: [] };
  const wrong = [];
  const lanes = await lanesOf(row, engines, wrong);
  compare(row, lanes, expected, wrong);
  const ours = lanes.find(({ engine }) => engine.name === 'ours');
  if (row.unit === 'calls' || row.unit === 'bytes') {
    return {
      row,
      value: ours?.answer.count,
      lanes: lanes.map((lane) => ({ engine: lane.engine.name, command: lane.command, ...lane.answer })),
      wrong,
    };
  }
  for (const lane of lanes) await lane.calibrate(row, pace);
  for (let round = 0; round < pace.rounds; round++) {
    for (let i = 0; i < lanes.length; i++) await lanes[(i + round) % lanes.length].window();
  }
  for (const lane of lanes) {
    const again = await lane.engine.check(lane.command);
    if (again?.sum !== lane.answer.sum)
      wrong.push(`${lane.engine.name} (${lane.command}) answers differently afterwards`);
  }
  return { row, lanes: lanes.map((lane) => lane.result()), wrong };
}
