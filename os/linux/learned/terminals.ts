/**
 * struct tty_driver, from the list of drivers: names, numbers and what stands before the list's own links. Sources:
 * include/linux/tty_driver.h, include/linux/tty.h.
 */
import { Sampler, type Block } from '../infer/sample.js';
import { readWord, type LinuxKernel } from '../kernel.js';
import { textAt } from '../texts.js';
import { variable } from '../variables/index.js';
import { walkList } from '../../walk.js';
import { readLinks } from '../lists.js';
import { inOrder, knows, teach } from './teach.js';

/** Bytes before the links that hold a driver, of all kernels. */
const REACH = 256;
/** include/linux/kdev_t.h: majors have 12 bits. */
const MAX_MAJOR = 1 << 12;
const MAX_LINES = 1 << 20;
/** TTY_DRIVER_MAGIC of include/linux/tty_driver.h, which was the first member up to 5.19. */
const MAGIC = 0x5402;
/** Lines of a table and bytes of a terminal that are looked at. */
const MAX_TABLE = 64;
const TERMINAL = 512;
const NAME = /^[\w/]{1,31}$/;

/** Address of the list of drivers, for kernels that do not name it; its drivers' layout is learned with it. Users: drivers/tty/tty_io.c. */
export async function listOfDrivers(kernel: LinuxKernel): Promise<bigint | undefined> {
  return variable(kernel, {
    name: 'tty_drivers',
    users: ['tty_register_driver', 'tty_dev_name_to_number', 'tty_find_polling_driver', 'tty_open'],
    fits: async (head) => {
      const next = await readWord(kernel, head);
      if (next === undefined || next === head || next < kernel.kernelStart) return false;
      const { entries, reason } = await walkList(head, 'tty_drivers', (node) => readLinks(kernel, node));
      return reason === undefined && (await namesAt(kernel, entries)) !== undefined;
    },
  });
}

/** Learns struct tty_driver and struct tty_struct from the drivers of the list, unless the types have them. */
export async function learnDrivers(kernel: LinuxKernel, head: bigint): Promise<void> {
  if (knows(kernel, 'tty_driver', 'tty_drivers')) return;
  const { entries } = await walkList(head, 'tty_drivers', (node) => readLinks(kernel, node));
  const before = await namesAt(kernel, entries);
  if (before === undefined) return;
  const word = kernel.wordSize;
  // A count, perhaps behind the magic number, an array of devices and the owner stand before the names.
  const sampler = new Sampler(kernel);
  const [first] = await sampler.many([(entries[0] ?? 0n) - BigInt(before)], 4);
  const magic = (await sampler.one((first?.address ?? 0n) - BigInt(8 + 2 * word), 4)).u32(0) === MAGIC;
  const names = (magic ? 8 : word) + 2 * word;
  const link = names + before;
  const numbers = inOrder(
    [
      ['driver_name', word],
      ['name', word],
      ['name_base', 4],
      ['major', 4],
      ['minor_start', 4],
      ['num', 4],
    ],
    { from: names },
  );
  teach(kernel, 'tty_driver', { ...numbers, ttys: link - 5 * word, tty_drivers: [link, 2 * word] });
  const drivers = await sampler.many(
    entries.map((node) => node - BigInt(link)),
    link,
  );
  await learnTerminals(kernel, drivers, {
    name: names + word,
    lines: names + 2 * word + 12,
    ttys: link - 5 * word,
  });
}

/** Learns struct tty_struct from the terminals of tables: each leads back to its driver and is called like it. */
async function learnTerminals(
  kernel: LinuxKernel,
  drivers: readonly Block[],
  at: { readonly name: number; readonly lines: number; readonly ttys: number },
): Promise<void> {
  const sampler = new Sampler(kernel);
  const word = kernel.wordSize;
  for (const driver of drivers) {
    const device = (await textAt(kernel, driver.word(at.name) ?? 0n, 64)) ?? '';
    const lines = Math.min(driver.u32(at.lines) ?? 0, MAX_TABLE);
    const table = await sampler.one(driver.word(at.ttys) ?? 0n, lines * word);
    const places = Array.from(
      { length: Math.floor(table.length / word) },
      (_, i) => table.word(i * word) ?? 0n,
    );
    for (const tty of await sampler.many(places, TERMINAL)) {
      const back = wordsOf(tty).find((offset) => tty.word(offset) === driver.address);
      const name = wordsOf(tty).find((offset) => isNamed(tty.text(offset, 64), device));
      if (back === undefined || name === undefined) continue;
      const number = Number(/\d+$/.exec(tty.text(name, 64) ?? '')?.[0] ?? 0);
      // The number stands behind the operations, and perhaps the port; in later kernels behind the count at the start.
      const index = [back + 2 * word, back + 3 * word, 4].find((offset) => tty.u32(offset) === number);
      if (index === undefined) continue;
      teach(kernel, 'tty_struct', { driver: back, index: [index, 4], name: [name, 64] });
      teach(kernel, 'upid', { nr: [0, 4] });
      return;
    }
  }
}

/** Offsets of the words of a block. */
const wordsOf = ({ length, wordSize }: Block): number[] =>
  Array.from({ length: Math.floor(length / wordSize) }, (_, i) => i * wordSize);

const isNamed = (name: string | undefined, device: string): boolean =>
  name !== undefined && name.startsWith(device) && /^\d*$/.test(name.slice(device.length));

/** How far before the list's links the names stand in all drivers, bytes; undefined when these are no drivers. */
async function namesAt(kernel: LinuxKernel, nodes: readonly bigint[]): Promise<number | undefined> {
  const blocks = await new Sampler(kernel).many(
    nodes.map((node) => node - BigInt(REACH)),
    REACH,
  );
  if (blocks.length === 0) return undefined;
  const word = kernel.wordSize;
  for (let at = REACH - 4 * word; at >= 0; at -= word) {
    if (!blocks.every((block) => isNumbered(block, at))) continue;
    const names = await Promise.all(blocks.map((block) => textAt(kernel, block.word(at + word) ?? 0n, 64)));
    const drivers = await Promise.all(blocks.map((block) => textAt(kernel, block.word(at) ?? 0n, 64)));
    if (names.every((name) => NAME.test(name ?? '')) && drivers.some((name) => NAME.test(name ?? '')))
      return REACH - at;
  }
  return undefined;
}

/** Whether behind two words at `at` the numbers of a driver stand: base of names, major, first minor, lines. */
function isNumbered(block: Block, at: number): boolean {
  const from = at + 2 * block.wordSize;
  const [major = MAX_MAJOR, first = MAX_LINES, lines = 0] = [4, 8, 12].map((n) => block.u32(from + n));
  return major > 0 && major < MAX_MAJOR && first < MAX_LINES && lines > 0 && lines <= MAX_LINES;
}
