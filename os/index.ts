/** The operating-system layers. */
export * from './types.js';
export * from './records.js';
export { detectOs, type DetectOptions } from './detect.js';
export { listKernels, type KernelChoice, type Sighting } from './linux/find-kernel.js';
export { LinuxOs } from './linux/linux-os.js';
export { ProcessModules } from './linux/process-modules.js';
