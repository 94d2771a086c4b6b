/**
 * Variables found by the code that uses them, on every machine whose kernel names its data: with the names taken away, what
 * is found is where the name was. Kernels of x86-64 always name their data, and their code hides some.
 */
import { openConnector } from '../../connectors/index.js';
import { Engine } from '../../engine/index.js';
import { coreBytes, openFile } from '../../host-node/index.js';
import { findKernel } from '../../os/linux/find-kernel.js';
import { LinuxOs } from '../../os/linux/linux-os.js';
import { RememberedSymbols } from '../../os/symbols/remembered.js';
import { expect, test } from 'vitest';
import { MACHINES, isChosen, labFile } from './chosen.js';

const machines = MACHINES.filter(({ name }) => isChosen(name));

/** Those that listings and checks need. */
const NAMES = [
  'key_serial_tree',
  'tty_drivers',
  'tk_core',
  'prog_idr',
  'map_idr',
  'super_blocks',
  'total_swap_pages',
  'num_poisoned_pages',
  'hstates',
  'runqueues',
  'timer_bases',
  'hrtimer_bases',
  'cpu_data',
  'module_kset',
  'sys_call_table',
  'kprobe_table',
  '__start___tracepoints_ptrs',
  '__stop___tracepoints_ptrs',
];
/** Fewer than these would say that code is not read right. */
const EXPECTED = { x86: 8, others: 14 };
/** A kernel that names its data. */
const SIGN = 'key_serial_tree';

for (const { name } of machines) {
  test(`${name}: variables are found where their symbols are`, async (context) => {
    const connector = await openConnector(openFile(labFile(name)));
    try {
      const engine = await Engine.create({ core: coreBytes(), connector });
      const { kernel } = await findKernel(engine);
      const { symbols: known } = kernel;
      known.find(NAMES);
      if (known.address(SIGN) === undefined) return context.skip();
      const hidden = new Set(NAMES);
      const symbols = new RememberedSymbols({}, () => ({
        address: (symbol) => (hidden.has(symbol) ? undefined : known.address(symbol)),
        find: (names) => known.find(names),
        at: (address) => known.at(address),
        entries: () => known.entries(),
      }));
      const os = new LinuxOs({ ...kernel, symbols });
      await os.keys();
      await os.terminals();
      await os.boot();
      await os.bpf();
      await os.timers();
      await os.pageCache();
      await os.memoryStatistics();
      await os.cpus();
      await os.check();
      const found = NAMES.filter((symbol) => typeof symbols.memory[symbol] === 'bigint');
      const wrong = found.filter((symbol) => symbols.memory[symbol] !== known.address(symbol));
      expect(wrong).toEqual([]);
      const least = kernel.space.mode.startsWith('x86') ? EXPECTED.x86 : EXPECTED.others;
      expect(found.length).toBeGreaterThanOrEqual(least);
    } finally {
      await connector.close();
    }
  });
}
