// One engine of the benchmark as a child process that is asked by lines: `check ROW`, `time PASSES ROW`.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** An answer takes at most this long, in ms: the slowest row takes seconds. */
const PATIENCE = 300_000;

/** A process that answers each line with one line. */
export class EngineProcess {
  /**
   * @param {string} name as the table calls it
   * @param {string} command
   * @param {readonly string[]} args
   */
  constructor(name, command, args) {
    this.name = name;
    this.child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    /** Who waits for the next line. */
    this.waiting = undefined;
    this.ended = undefined;
    createInterface({ input: this.child.stdout }).on('line', (line) => this.settle(line));
    const end = (why) => {
      this.ended = new Error(`${name}: ${why}`);
      this.settle(undefined);
    };
    this.child.on('error', (error) => end(error.message));
    this.child.on('exit', (code, signal) => end(`ended with ${signal ?? code}`));
    this.child.stdin.on('error', (error) => end(error.message));
  }

  settle(line) {
    const waiting = this.waiting;
    this.waiting = undefined;
    if (waiting === undefined) return;
    clearTimeout(waiting.timer);
    if (line === undefined) waiting.reject(this.ended);
    else waiting.resolve(line);
  }

  /** The next line of the process. */
  line() {
    if (this.ended !== undefined) return Promise.reject(this.ended);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.waiting = undefined;
        reject(new Error(`${this.name}: no answer in ${PATIENCE / 1000} s`));
      }, PATIENCE);
      this.waiting = { resolve, reject, timer };
    });
  }

  ask(question) {
    const answer = this.line();
    this.child.stdin.write(`${question}\n`);
    return answer;
  }

  /** Checksum and count of one pass; undefined when the engine has no such row. */
  async check(row) {
    const answer = await this.ask(`check ${row}`);
    const parts = /^([0-9a-f]+) (\d+)$/.exec(answer);
    if (parts !== null) return { sum: parts[1], count: Number(parts[2]) };
    if (answer === 'none') return undefined;
    throw new Error(`${this.name}: ${row}: ${answer}`);
  }

  /** Nanoseconds of the process's CPU time for so many passes. */
  async time(row, passes) {
    const answer = await this.ask(`time ${passes} ${row}`);
    if (!/^\d+$/.test(answer)) throw new Error(`${this.name}: ${row}: ${answer}`);
    return Number(answer);
  }

  close() {
    this.child.stdin.end();
  }
}
