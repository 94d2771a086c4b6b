/** Program: FAULT READS SEED. So many random reads through a simulated board with a fault; prints what came of them. */
import { openPcileech } from '../../connectors/pcileech.js';
import { boardOf, checkRandomReads, FAULTS, MEMORY_RANGES } from '../kit/board-trials.js';

/** Share of reads of at most 64 bytes: so that many reads fit into the time. */
const SMALL = 0.97;

const [, , name = '', reads = '0', seed = '1'] = process.argv;
const fault = FAULTS[name];
if (fault === undefined) throw new Error(`no fault is named ${name}`);
const options = fault.options(Number(seed));
const begin = performance.now();
const board = boardOf(options);
const connector = await openPcileech(board, { ranges: MEMORY_RANGES });
const counts = await checkRandomReads(connector, Number(seed), Number(reads), options, SMALL);
await connector.close();
const seconds = (performance.now() - begin) / 1000;
console.log(
  `${name}: ${counts.reads} reads, ${(counts.bytes / 2 ** 20).toFixed(0)} MiB, wrong ${counts.wrong}, not whole ${counts.short} ` +
    `(given up ${counts.lost}); completions ${board.stats.completions}, lost ${board.stats.dropped}, late ${board.stats.late}; ${seconds.toFixed(0)} s`,
);
if (counts.wrong > 0) process.exitCode = 1;
