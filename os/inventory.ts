/** The operating-system layers by name. Loads none before it is opened, so that a list costs nothing. */
import { defineSystem } from '../engine/index.js';
import type { DetectOptions } from './detect.js';
import type { LinuxOs } from './linux/linux-os.js';

/** All layers. */
export const SYSTEMS = {
  linux: defineSystem({
    about: 'Linux',
    arguments: {
      kernel: {
        kind: 'number-or-address',
        value: 'N|0xADDRESS',
        about: 'which of several kernels in memory, as pagewalk kernels lists them; default: the running one',
      },
    },
    open: async (engine, { kernel }, options: Omit<DetectOptions, 'kernel'>): Promise<LinuxOs> => {
      const { detectOs } = await import('./detect.js');
      return detectOs(engine, { ...options, ...(kernel && { kernel }) });
    },
  }),
} as const;
