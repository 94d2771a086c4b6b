/** Guest memory and system registers through QEMU's debugger stub: only for guests that may stand still. Source: qemu gdbstub/. */
import type { Connector, Registers, SourceRead } from '../../engine/index.js';
import { GdbRemote } from '../gdb-remote.js';
import { inTurn } from './in-turn.js';
import { placeFor } from './listen.js';
import { statusOf } from './machine.js';
import { byAddress, liveConnector, notHere, type PathDefinition } from './path.js';

/** Bytes of one request: half of the stub's packet. */
const LONGEST = 2048;
const TOP = 2 ** 52;
/** Registers of Arm that its monitor does not print: roots, control of translation. */
const SYSTEM = /^(TTBR[01](_EL1)?|TCR(_EL1)?|TTBCR|SCTLR|MAIR(_EL1|0|1))$/;

/** The way. */
export const gdb: PathDefinition = {
  about:
    "reads through the debugger's stub, with Arm's system registers; the guest stands still until it is closed",
  needs: 'that the guest may stand still, and no debugger that is connected',
  adds: 'a stub for debuggers on a socket; of that a character device without another end stays',
  memory: 'live',
  stops: true,
  writes: true,
  open: async (context): Promise<Connector> => {
    const { qmp, host, machine, undo, signal, running, write } = context;
    const place = await placeFor(context, 'gdb');
    undo.add('its stub for debuggers', async () => void (await qmp.monitor('gdbserver none')));
    const device = place.target.replace(/^unix:(.*)$/, 'unix:$1,server=on,wait=off');
    await qmp.monitor(`gdbserver ${device}`, undefined, { signal });
    const stream = await host.connect(place.target, signal);
    const remote = new GdbRemote(stream);
    undo.add('a debugger that stopped the guest', async () => {
      remote.close();
      if (running && !(await statusOf(qmp)).running) await qmp.execute('cont');
    });
    await remote.begin(signal);
    if ((await remote.ask('Qqemu.PhyMemMode:1', signal)) !== 'OK')
      throw notHere('the stub does not read physical memory');
    const read = async (reads: readonly SourceRead[]): Promise<void> => {
      for (const one of reads) await readOne(remote, one);
    };
    const put = async (offset: number, bytes: Uint8Array): Promise<string | undefined> => {
      for (let at = 0; at < bytes.length; at += LONGEST / 2) {
        const part = bytes.subarray(at, at + LONGEST / 2);
        const hex = Array.from(part, (byte) => byte.toString(16).padStart(2, '0')).join('');
        const answer = await remote.ask(`M${(offset + at).toString(16)},${part.length.toString(16)}:${hex}`);
        if (answer !== 'OK') return `the stub refuses to write: ${answer.slice(0, 20)}`;
      }
      return undefined;
    };
    const source = inTurn({
      name: qmp.name,
      size: TOP,
      cost: { block: LONGEST, parallel: 1, latency: 0.2 },
      read,
      ...(write && { write: put }),
      close: () => undefined,
    });
    const connector = liveConnector(source, byAddress(machine));
    return { ...connector, registers: (from) => systemRegisters(remote, machine.processors, from) };
  },
};

async function readOne(remote: GdbRemote, read: SourceRead): Promise<void> {
  while (read.got < read.into.length) {
    const length = Math.min(LONGEST, read.into.length - read.got);
    const answer = await remote.ask(`m${(read.offset + read.got).toString(16)},${length.toString(16)}`);
    if (answer.length !== length * 2 || !/^[0-9a-f]*$/.test(answer)) {
      read.error = `the stub does not read 0x${(read.offset + read.got).toString(16)}: ${answer.slice(0, 20)}`;
      return;
    }
    for (let i = 0; i < length; i++) read.into[read.got + i] = parseInt(answer.slice(i * 2, i * 2 + 2), 16);
    read.got += length;
  }
}

/** Arm's system registers of each processor; none for other machines. Their numbers are in the target's description. */
async function systemRegisters(
  remote: GdbRemote,
  processors: number,
  signal?: AbortSignal,
): Promise<Registers[]> {
  await remote.description('target.xml', signal);
  const text = await remote.description('system-registers.xml', signal);
  const known = [...text.matchAll(/name="([^"]+)"[^>]*regnum="(\d+)"/g)].filter(([, name = '']) =>
    SYSTEM.test(name),
  );
  const all: Registers[] = [];
  for (let processor = 1; processor <= processors; processor++) {
    await remote.ask(`Hg${processor.toString(16)}`, signal);
    const registers: Record<string, bigint> = {};
    for (const [, name = '', number] of known) {
      const value = await remote.ask(`p${Number(number).toString(16)}`, signal);
      // Bytes of the guest, lowest first.
      const bytes = /^([0-9a-f]{2})+$/.test(value) ? value.match(/../g) : null;
      if (bytes !== null) registers[name.toLowerCase()] = BigInt(`0x${bytes.reverse().join('')}`);
    }
    all.push(registers);
  }
  return all;
}
