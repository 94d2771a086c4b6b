/** Environments of processes. Source: fs/proc/base.c, environ_read. */
import { userSpace, type LinuxKernel } from './kernel.js';
import type { EnvironmentVariable, Listing } from '../types.js';
import { StructReader } from './structs.js';
import type { Task } from './tasks.js';

/** Longest environment that execve takes, bytes: fs/exec.c, three quarters of _STK_LIM. */
const MAX_ENVIRONMENT = 6 << 20;
const decoder = new TextDecoder();

/** The variables of a process, in order; none for kernel threads. What is no NAME=VALUE is a name without a value. */
export async function environmentOf(kernel: LinuxKernel, task: Task): Promise<Listing<EnvironmentVariable>> {
  if (task.mm === 0n) return { items: [], complete: true };
  const reader = new StructReader(kernel, 'mm_struct', ['pgd', 'env_start', 'env_end']);
  const mm = await reader.at(task.mm);
  if (mm === undefined) return lost(task, 'its mm_struct cannot be read');
  const [start, end] = [mm.word('env_start'), mm.word('env_end')];
  const size = end - start;
  if (size < 0n || size > BigInt(MAX_ENVIRONMENT) || end > kernel.kernelStart)
    return lost(task, `0x${start.toString(16)} to 0x${end.toString(16)} is no environment`);
  const [root] = await kernel.space.translate([mm.word('pgd')]);
  if (root?.ok !== true) return lost(task, 'its page-table root cannot be translated');
  const { data, missing } = await userSpace(kernel, root.physical).readPartial(start, Number(size));
  const items: EnvironmentVariable[] = [];
  for (let at = 0; at < data.length;) {
    const stop = data.indexOf(0, at);
    const next = stop < 0 ? data.length : stop;
    const gap = missing.some(
      (m) => m.start < start + BigInt(next + 1) && start + BigInt(at) < m.start + m.size,
    );
    if (!gap && next > at) {
      const text = decoder.decode(data.subarray(at, next));
      const equals = text.indexOf('=');
      items.push(
        equals < 0
          ? { name: text, value: '' }
          : { name: text.slice(0, equals), value: text.slice(equals + 1) },
      );
    }
    at = next + 1;
  }
  if (missing.length === 0) return { items, complete: true };
  const gaps = missing.reduce((sum, { size: bytes }) => sum + Number(bytes), 0);
  return { items, complete: false, reason: `pid ${task.pid}: ${gaps} bytes of the environment are missing` };
}

function lost({ pid }: Task, why: string): Listing<EnvironmentVariable> {
  return { items: [], complete: false, reason: `pid ${pid}: ${why}` };
}
