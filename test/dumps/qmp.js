// A client for QEMU's monitor: one command at a time over a Unix socket.
import { connect } from 'node:net';
import { createInterface } from 'node:readline';

/** @param {string} path socket @returns {Promise<{execute: Function, monitor: Function, close: Function}>} */
export async function openQmp(path) {
  const socket = connect(path);
  const lines = createInterface({ input: socket })[Symbol.asyncIterator]();
  const next = async () => {
    const { value, done } = await lines.next();
    if (done) throw new Error('QEMU closed its monitor');
    return JSON.parse(value);
  };
  await next();
  /** Runs a command and waits for its answer, over events. */
  const execute = async (command, args = {}) => {
    socket.write(`${JSON.stringify({ execute: command, arguments: args })}\n`);
    for (;;) {
      const answer = await next();
      if ('return' in answer) return answer.return;
      if ('error' in answer) throw new Error(`${command}: ${answer.error.desc}`);
    }
  };
  await execute('qmp_capabilities');
  return {
    execute,
    /** Runs a line of the human monitor, as seen by a processor, and gives its text. */
    monitor: (line, processor = 0) =>
      execute('human-monitor-command', { 'command-line': line, 'cpu-index': processor }),
    close: () => socket.destroy(),
  };
}
