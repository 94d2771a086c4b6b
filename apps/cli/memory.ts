/** Which memory a command is about: a process's, the kernel's, physical, or that of a page-table root. */
import {
  isPagingMode,
  PagewalkError,
  PAGING_MODE_NAMES,
  type AddressRange,
  type AddressSpace,
  type MemoryView,
  type Missing,
} from '../../engine/index.js';
import { describeMissingPage } from '../../os/linux/swap/entries.js';
import type { Process } from '../../os/types.js';
import { usageError } from './exit.js';
import { numberOption } from './options.js';
import type { Session } from './session.js';

/** A memory, and the part of it that listings cover when no range is given. */
export interface ChosenMemory {
  readonly view: MemoryView;
  /** What is missing from it, in the words of its operating system; absent: in the engine's. */
  readonly describe?: (missing: Missing) => string;
  /** Absent for physical memory. */
  readonly space?: AddressSpace;
  readonly range?: AddressRange;
}

/** The process of `--pid` or `--name`; undefined when neither is given. Rejects with kind `usage` or `not-found`. */
export async function chosenPid(session: Session): Promise<number | undefined> {
  const pid = numberOption(session.parsed, 'pid');
  const name = session.parsed.text('name');
  if (pid !== undefined && name !== undefined) throw usageError('--pid and --name exclude each other');
  if (name === undefined) return pid;
  const os = await session.os();
  const named = session
    .listing(await os.processes(session.signal))
    .filter((process) => process.name === name);
  const [only] = named;
  if (only === undefined)
    throw new PagewalkError('cli', 'not-found', `there is no process named '${name}'`, {
      hint: 'pagewalk ps SOURCE',
    });
  if (named.length > 1) {
    throw usageError(
      `${named.length} processes are named '${name}'`,
      named
        .slice(0, 8)
        .map(({ pid: one }) => `--pid ${one}`)
        .join(', '),
    );
  }
  return only.pid;
}

/** The process of `--pid` or `--name`. Rejects with kind `usage` when neither is given. */
export async function requiredPid(session: Session): Promise<number> {
  const { parsed } = session;
  if (!parsed.flag('pid') && !parsed.flag('name'))
    throw usageError('which process?', '--pid N or --name NAME');
  return (await chosenPid(session)) as number;
}

/** The memory that the options choose, else `byDefault`. */
export async function chosenMemory(
  session: Session,
  byDefault: 'kernel' | 'physical',
): Promise<ChosenMemory> {
  const { parsed } = session;
  const roots = parsed.flag('root') ? 'root' : 'high-root';
  const given = ['pid', 'name', 'kernel', 'physical', roots].filter((name) => parsed.flag(name));
  if (given.length > 1) throw usageError(`--${given[0]} and --${given[1]} exclude each other`);
  if (parsed.flag('mode') && !parsed.flag(roots)) throw usageError('--mode belongs to --root');
  const which = given[0] ?? byDefault;
  if (which === 'physical') return { view: (await session.mappedEngine()).physical };
  if (which === roots) return rootMemory(session);
  if (which === 'kernel') {
    const { kernel } = await session.os();
    return { view: kernel, space: kernel, ...half(kernel, 'upper') };
  }
  const pid = await requiredPid(session);
  const os = await session.os();
  const process = await processOf(session, pid);
  if (process.root === null && process.complete) {
    throw new PagewalkError(
      'cli',
      'not-found',
      `process ${pid} is a kernel thread: it has no memory of its own`,
      { hint: '--kernel' },
    );
  }
  const space = await os.memory(pid);
  const describe = (missing: Missing): string => describeMissingPage(space.mode, missing);
  return { view: space, space, describe, ...half(space, 'lower') };
}

/** The address space that the options choose. Rejects with kind `usage` for physical memory. */
export async function chosenSpace(
  session: Session,
): Promise<Pick<ChosenMemory, 'range' | 'describe'> & { readonly space: AddressSpace }> {
  const { space, range, describe } = await chosenMemory(session, 'kernel');
  if (space === undefined)
    throw usageError('physical memory has no page tables', '--kernel, --pid N or --root ADDRESS');
  return { space, ...(range && { range }), ...(describe && { describe }) };
}

async function processOf(session: Session, pid: number): Promise<Process> {
  const os = await session.os();
  const found = (await os.processes(session.signal)).items.find((process) => process.pid === pid);
  if (found === undefined)
    throw new PagewalkError('cli', 'not-found', `there is no process ${pid}`, { hint: 'pagewalk ps SOURCE' });
  return found;
}

async function rootMemory(session: Session): Promise<ChosenMemory> {
  const mode = session.parsed.text('mode') ?? 'x86-64-4level';
  if (!isPagingMode(mode)) throw usageError(`--mode ${mode} is unknown`, PAGING_MODE_NAMES);
  const root = await rootOf(session, 'root');
  const highRoot = await rootOf(session, 'high-root');
  const space = (await session.mappedEngine()).space({
    mode,
    ...(root !== undefined && { root }),
    ...(highRoot !== undefined && { highRoot }),
  });
  return { view: space, space };
}

/** The physical address that an option gives. */
async function rootOf(session: Session, option: 'root' | 'high-root'): Promise<bigint | undefined> {
  const text = session.parsed.text(option);
  if (text === undefined) return undefined;
  const root = await session.address(text);
  if (root >= 1n << 56n)
    throw usageError(`--${option} 0x${root.toString(16)} is no physical address: they have 56 bits at most`);
  return root;
}

function half(space: AddressSpace, which: 'lower' | 'upper'): { range?: AddressRange } {
  const range = which === 'lower' ? space.ranges[0] : space.ranges.at(-1);
  return range === undefined ? {} : { range };
}
