/** `read`: bytes as a hex dump, raw, or as typed values. */
import { describeMissing, type MemoryView } from '../../../engine/index.js';
import { hexAddress } from '../../../os/records.js';
import { parseSize } from '../address.js';
import type { Command } from '../command.js';
import { usageError } from '../exit.js';
import { hexLines, hexText, missingMap } from '../hex-dump.js';
import { chosenMemory, type ChosenMemory } from '../memory.js';
import { MEMORY_OPTIONS, numberOption, OUTPUT_OPTIONS, SOURCE_OPTIONS, TYPE_OPTIONS } from '../options.js';
import type { Row } from '../row.js';
import type { Session } from '../session.js';
import { printValues } from '../print-values.js';
import { isScalar, scalarRows } from '../typed-values.js';

/** Bytes of one step. */
const STEP = 1 << 18;
const MAX_LENGTH = Number.MAX_SAFE_INTEGER;

/** The command. */
export const command: Command = {
  name: 'read',
  about: 'bytes of memory; missing ones are shown as ??',
  positionals: [
    { name: 'SOURCE', about: 'a memory dump' },
    {
      name: 'ADDRESS',
      about: 'names, + - and C: init_task.mm->pgd, *ptr, list(init_task.tasks).comm',
    },
    { name: 'LENGTH', about: 'bytes: 64, 0x1000, 16M; may be left out where the type is known' },
  ],
  options: {
    raw: { type: 'boolean', about: 'the bytes themselves on stdout; missing ones as zeros' },
    as: {
      type: 'string',
      value: 'TYPE',
      about: 'u8 u16 u32 i32 u64 ptr string, or a kernel type such as "struct task_struct"',
    },
    depth: { type: 'string', value: 'N', about: 'opens nested structures only so far' },
    ...TYPE_OPTIONS,
    ...MEMORY_OPTIONS,
    ...SOURCE_OPTIONS,
    ...OUTPUT_OPTIONS,
  },
  async run(session, parsed) {
    const as = parsed.text('as');
    const [where = '', size] = session.arguments(1, 2, 'ADDRESS LENGTH');
    if (as !== undefined && parsed.flag('raw')) throw usageError('--raw and --as exclude each other');
    if (as === undefined && size === undefined && /^(0x[0-9a-f]+|\d+)$/i.test(where))
      throw usageError(
        'ADDRESS LENGTH is missing: a number says nothing of what is there',
        'a length, or --as TYPE',
      );
    const length = size === undefined ? undefined : parseSize(size, MAX_LENGTH);
    const memory = await chosenMemory(session, 'kernel');
    const { view } = memory;
    if (length === undefined && (as === undefined || !isScalar(as)) && !parsed.flag('raw')) {
      const depth = numberOption(parsed, 'depth');
      return printValues(session, view, await session.meanings(where, view, as === undefined), as, depth);
    }
    const address = await session.address(where, view);
    if (address + BigInt(length ?? 0) > 1n << 64n) throw usageError('the range goes beyond 2^64');
    if (as !== undefined) return printTyped(session, view, address, length, as);
    if (length === undefined) throw usageError('ADDRESS LENGTH is missing', 'pagewalk read --help');
    if (parsed.flag('raw')) return writeRaw(session, memory, address, length);
    if (session.style.format === 'table') return writeHex(session, memory, address, length);
    return session.print(hexRows(session, memory, address, length), [
      { field: 'address' },
      { field: 'size' },
      { field: 'bytes' },
    ]);
  },
};

interface Step {
  readonly address: bigint;
  readonly data: Uint8Array;
  readonly absent: Uint8Array;
  readonly reason: string | undefined;
}

async function* steps(
  session: Session,
  memory: ChosenMemory,
  address: bigint,
  length: number,
  step: number,
): AsyncGenerator<Step> {
  const { view, describe = describeMissing } = memory;
  for (let done = 0; done < length; done += step) {
    session.signal.throwIfAborted();
    const at = address + BigInt(done);
    const { data, missing } = await view.readPartial(at, Math.min(step, length - done));
    for (const gap of missing) session.partial(describe(gap));
    const [first] = missing;
    yield {
      address: at,
      data,
      absent: missingMap(at, data.length, missing),
      reason: first && describe(first),
    };
    session.progress.update('reading', BigInt(done + data.length), BigInt(length));
  }
}

async function writeHex(
  session: Session,
  memory: ChosenMemory,
  address: bigint,
  length: number,
): Promise<void> {
  for await (const { address: at, data, absent } of steps(session, memory, address, length, STEP)) {
    for (const line of hexLines(at, data, absent)) session.sink.write(`${line}\n`);
    await session.flush();
  }
  await session.flush(true);
}

async function writeRaw(
  session: Session,
  memory: ChosenMemory,
  address: bigint,
  length: number,
): Promise<void> {
  for await (const { data } of steps(session, memory, address, length, STEP)) {
    session.sink.write(data);
    await session.flush();
  }
  await session.flush(true);
}

async function* hexRows(
  session: Session,
  memory: ChosenMemory,
  address: bigint,
  length: number,
): AsyncGenerator<Row> {
  for await (const { address: at, data, absent, reason } of steps(session, memory, address, length, 4096)) {
    yield {
      address: hexAddress(at),
      size: data.length,
      bytes: hexText(data, absent),
      ...(reason !== undefined && { complete: false, reason }),
    };
  }
}

async function printTyped(
  session: Session,
  view: MemoryView,
  address: bigint,
  length: number | undefined,
  as: string,
): Promise<void> {
  if (!isScalar(as)) throw usageError('a kernel type has a length of its own: leave LENGTH out');
  await session.print(scalarRows(view, address, length, as), [
    { field: 'address' },
    { field: 'type' },
    { field: 'value' },
  ]);
}
