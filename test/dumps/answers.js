// Asks QEMU what addresses translate to by each processor's own tables, at the moment of the dump.
import { architectureOf } from './architectures.js';

/** Addresses asked about around each address that the guest or its registers name. */
const AROUND = 12;

/** A generator of numbers below 2^32, the same in every run: xorshift. */
function numbers(seed) {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
}

/** @returns {string} the guest's account between a heading and the next */
const section = (account, name) => account.split(`== ${name}`)[1]?.split('\n== ')[0] ?? '';

/** @returns {[string, bigint][]} kernel symbols and modules that the guest printed, as name and address */
function named(account, kernelHalf) {
  return [
    ...[...section(account, 'kallsyms-some').matchAll(/^([0-9a-f]{8,16}) [A-Za-z] (\w+)\r?$/gm)].map(
      ([, address, name]) => [name, BigInt(`0x${address}`)],
    ),
    ...[...section(account, 'modules').matchAll(/^(\w+) \d+ \d+ \S+ \w+ 0x([0-9a-f]+)/gm)].map(
      ([, name, address]) => [`module ${name}`, BigInt(`0x${address}`)],
    ),
  ].filter(([, address]) => address >= kernelHalf);
}

/** Kernel addresses to ask about: the named ones, values of registers, and random ones near both, near and far. */
function kernelAddresses(account, registers, kernelHalf) {
  const known = named(account, kernelHalf);
  const width = kernelHalf > 0xffffffffn ? 16 : 8;
  const values = [...registers.matchAll(new RegExp(`\\b[0-9a-f]{${width}}\\b`, 'g'))]
    .map(([text]) => BigInt(`0x${text}`))
    .filter((value) => value >= kernelHalf);
  const all = [...known, ...[...new Set(values)].map((value) => ['register', value])];
  const top = 1n << BigInt(4 * width);
  const random = numbers(0x9e3779b9);
  for (const [, base] of [...all])
    for (let i = 0; i < AROUND; i++) {
      const distance = BigInt(random()) >> BigInt(random() % 24);
      const address = random() % 2 === 0 ? base + distance : base - distance;
      if (address >= kernelHalf && address < top) all.push(['random', address]);
    }
  return all;
}

/** @returns {'user' | 'kernel' | 'firmware'} what a processor was running, by its registers as the monitor prints them */
export function runningOn(registers) {
  // OpenSBI lies at the start of RISC-V's memory and runs without translation.
  if (/^ pc +00000000800[0-7][0-9a-f]{4}\r?$/m.test(registers)) return 'firmware';
  const user = /CPL=3|\bEL0t?\b|\busr32\b/.test(registers) || /^ pc +[0-7][0-9a-f]{15}\b/m.test(registers);
  return user ? 'user' : 'kernel';
}

/**
 * QEMU's answers for each processor: the pages that the guest's process listed, and kernel addresses. On ARM and RISC-V QEMU
 * checks the right to read as well, so there a processor in user mode is asked about the process and another about the kernel.
 * @param {object} qmp the monitor
 * @param {object} machine a row of machines.json
 * @param {string} account what the guest printed
 * @param {number} processors how many the guest has
 * @returns {Promise<{registers: string, user: boolean, answers: [string, string, string | null][]}[]>} answers: what, virtual,
 *   physical or null, in hex
 */
export async function askAll(qmp, machine, account, processors) {
  const { kernelHalf, debian } = architectureOf(machine);
  const checksRights = debian !== 'amd64' && debian !== 'i386';
  const all = [];
  for (let processor = 0; processor < processors; processor++) {
    const registers = await qmp.monitor('info registers', processor);
    const running = runningOn(registers);
    const user = running === 'user';
    const pages = [...account.matchAll(/^VTOP (\S+) ([0-9a-f]+) /gm)].map(([, what, virtual]) => [
      what,
      BigInt(`0x${virtual}`),
    ]);
    const addresses = [
      ...(checksRights && !user ? [] : pages),
      ...(checksRights && user ? [] : kernelAddresses(account, registers, kernelHalf)),
    ];
    const answers = [];
    for (const [what, virtual] of running === 'firmware' ? [] : addresses) {
      const said = await qmp.monitor(`gva2gpa 0x${virtual.toString(16)}`, processor);
      const physical = /gpa: (?:0x)?([0-9a-f]+)/.exec(said)?.[1];
      answers.push([what, virtual.toString(16), physical ?? null]);
    }
    all.push({ registers, user, answers });
  }
  return all;
}

/** QEMU's answers for the kernel addresses that the guest named, by the tables of a processor in the kernel. */
export const translationsOf = (cpus, account, kernelHalf) => {
  const names = new Map(
    named(account, kernelHalf).map(([name, address]) => [`${name} ${address.toString(16)}`, true]),
  );
  const { answers } = cpus.find(({ user, answers: given }) => !user && given.length > 0) ?? cpus[0];
  return answers.filter(([name, address]) => names.has(`${name} ${address}`));
};
