/** The guest's memory in the memory of QEMU's process, through /proc/PID/mem. */
import { blockAddresses, checkSamples } from './host-memory.js';
import { liveConnector, notHere, type PathDefinition } from './path.js';

/** The way. */
export const procmem: PathDefinition = {
  about: "reads QEMU's process, whatever its memory is made of",
  needs: 'QEMU on this machine, run by the same user, or root (CAP_SYS_PTRACE)',
  adds: 'nothing',
  memory: 'live',
  stops: false,
  writes: true,
  open: async (context) => {
    const { host, machine, pid, write } = context;
    if (host.processes === undefined || pid === undefined)
      throw notHere('QEMU does not run on this machine, or not where it can be seen');
    const bases = await blockAddresses(context);
    const source = { ...host.processes.openMemory(pid, write), name: context.qmp.name };
    try {
      const ranges = machine.parts.map(({ start, size, block, offset }) => ({
        start,
        size,
        offset: (bases.get(block) as number) + offset,
      }));
      const connector = liveConnector(source, ranges);
      await checkSamples(context, connector);
      return connector;
    } catch (error) {
      await source.close();
      throw error;
    }
  },
};
