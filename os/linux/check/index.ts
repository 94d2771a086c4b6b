/** All checks, in the order of their findings. */
import { PagewalkError, throwIfAborted } from '../../../engine/index.js';
import type { Finding, Listing } from '../../types.js';
import type { Check } from './check.js';
import { Facts, type Layer } from './facts.js';
import { callbacks } from './callbacks.js';
import { credentials } from './credentials.js';
import { disguises } from './disguises.js';
import { hiddenModules } from './hidden-modules.js';
import { hiddenProcesses } from './hidden-processes.js';
import { interrupts } from './interrupts.js';
import { kernelThreads } from './kernel-threads.js';
import { orphanCode } from './orphan-code.js';
import { pointerTables } from './pointer-tables.js';
import { preloads } from './preloads.js';
import { processMemory } from './process-memory.js';
import { prologues } from './prologues.js';
import { Report } from './report.js';
import { systemCalls } from './system-calls.js';
import { ftraceHooks, kprobeHooks } from './tracing.js';

const CHECKS: readonly Check[] = [
  hiddenProcesses,
  hiddenModules,
  orphanCode,
  systemCalls,
  interrupts,
  ftraceHooks,
  kprobeHooks,
  prologues,
  pointerTables,
  callbacks,
  kernelThreads,
  processMemory,
  disguises,
  credentials,
  preloads,
];

/** Runs every check; a check whose structures the kernel's types lack is named in the listing's reason. */
export async function runChecks(layer: Layer, signal?: AbortSignal): Promise<Listing<Finding>> {
  const facts = new Facts(layer);
  const report = new Report();
  for (const check of CHECKS) {
    throwIfAborted(signal);
    try {
      await check.run(facts, report, signal);
    } catch (error) {
      if (!(error instanceof PagewalkError) || error.kind !== 'unsupported') throw error;
      report.unchecked(`${check.name}: ${error.message}`);
    }
  }
  return report.listing();
}
