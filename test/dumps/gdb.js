// Reads system registers of ARM guests through QEMU's debugger port, for its monitor does not print them.
import { connect } from 'node:net';

/** Registers of interest: the roots, the control of translation and what the processor can do. */
const WANTED = /^(TTBR[01](_EL1)?|TCR(_EL1)?|TTBCR|SCTLR|MAIR(_EL1|0|1)|ID_AA64MMFR[0-2]_EL1)$/;

/** Opens the port and gives a function that sends one packet of the remote protocol and waits for the answer's body. */
async function openGdb(path) {
  const socket = connect(path);
  await new Promise((resolve, reject) => {
    socket.once('connect', resolve).once('error', reject);
  });
  let pending = '';
  let wake = () => {};
  socket.on('data', (bytes) => {
    pending += bytes.toString('latin1');
    wake();
  });
  const ask = async (body) => {
    const sum = [...Buffer.from(body, 'latin1')].reduce((total, byte) => (total + byte) & 255, 0);
    socket.write(`$${body}#${sum.toString(16).padStart(2, '0')}`);
    for (;;) {
      const packet = /\$([^#]*)#../s.exec(pending);
      if (packet !== null) {
        pending = pending.slice(packet.index + packet[0].length);
        socket.write('+');
        return (packet[1] ?? '')
          .replace(/(.)\*(.)/gs, (_, byte, times) => byte.repeat(times.charCodeAt(0) - 28))
          .replace(/\}(.)/gs, (_, byte) => String.fromCharCode(byte.charCodeAt(0) ^ 32));
      }
      await new Promise((resolve) => (wake = resolve));
    }
  };
  return { ask, close: () => socket.destroy() };
}

/** A description file of the target, which comes in pieces. */
async function description(ask, name) {
  let text = '';
  for (;;) {
    const piece = await ask(`qXfer:features:read:${name}:${text.length.toString(16)},ffb`);
    text += piece.slice(1);
    if (!piece.startsWith('m')) return text;
  }
}

/**
 * @param {string} path socket of the debugger port
 * @param {number} processors how many the guest has
 * @returns {Promise<Record<string, string>[]>} for each processor the registers by name, in hex
 */
export async function systemRegisters(path, processors) {
  const { ask, close } = await openGdb(path);
  await ask('qSupported:xmlRegisters=arm');
  await description(ask, 'target.xml');
  const known = [
    ...(await description(ask, 'system-registers.xml')).matchAll(/name="([^"]+)"[^>]*regnum="(\d+)"/g),
  ].filter(([, name]) => WANTED.test(name));
  const all = [];
  for (let processor = 1; processor <= processors; processor++) {
    await ask(`Hg${processor}`);
    const registers = {};
    for (const [, name, number] of known) {
      const value = await ask(`p${Number(number).toString(16)}`);
      if (/^([0-9a-f]{2})+$/.test(value))
        registers[name] = Buffer.from(value, 'hex').reverse().toString('hex');
    }
    all.push(registers);
  }
  close();
  return all;
}
