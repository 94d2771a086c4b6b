/** The JSON records of the command line, made the same way for every host. */
import {
  describeMissing,
  type Connector,
  type Missing,
  type PageRun,
  type Permissions,
  type Translation,
} from '../engine/index.js';
import { guestRecord } from './records/guests.js';
import type {
  Completeness,
  GuestMachine,
  KernelSymbol,
  LogLine,
  Mapping,
  Module,
  Os,
  Process,
  Thread,
  TypeDescription,
} from './types.js';

export * from './records/check.js';

/** A JSON value. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
/** One record: field order is part of the contract. */
export type JsonRecord = { readonly [key: string]: Json };

/** An address as records spell it: `0x…`, lower case, no padding. */
export function hexAddress(address: bigint | number): string {
  return `0x${address.toString(16)}`;
}

/** Nothing for a whole record, else that it is not and why. */
export function completeness({ complete, reason }: Completeness): JsonRecord {
  return complete ? {} : { complete: false, reason: reason ?? 'unknown' };
}

/** Page permissions as `rwx`, `r--`; `u` behind them for user pages. */
export function permissionText({ write, execute, user }: Permissions): string {
  return `r${write ? 'w' : '-'}${execute ? 'x' : '-'}${user ? 'u' : '-'}`;
}

/** Record of `info`. `os` is undefined when none was recognised. */
export function infoRecord(
  connector: Connector,
  size: number,
  os: Os | undefined,
  guests: readonly GuestMachine[] = [],
): JsonRecord {
  return {
    source: {
      format: connector.format,
      size,
      ranges: connector.ranges.map(({ start, size: bytes }) => ({ start: hexAddress(start), size: bytes })),
    },
    architecture: os?.architecture ?? null,
    paging: os === undefined ? null : { mode: os.paging.mode, root: hexAddress(os.paging.root) },
    os: os === undefined ? null : { family: os.family, release: os.release, banner: os.banner },
    evidence: [
      ...connector.notes.map((value) => ({ what: 'source', where: connector.format, value })),
      ...factsEvidence(connector),
      ...(os?.evidence ?? []).map(({ what, where, value }) => ({ what, where, value })),
    ],
    ...(guests.length > 0 && { guests: guests.map(guestRecord) }),
    complete: os !== undefined && connector.notes.every((note) => !note.includes(' ends at ')),
  };
}

/** What the dump says of the machine beside its memory. */
function factsEvidence({ format, facts }: Connector): JsonRecord[] {
  const { processors = [], vmcoreinfo } = facts ?? {};
  const made: JsonRecord[] = processors.flatMap((registers, i) => {
    const shown = ['rip', 'eip', 'pc', 'rsp', 'esp', 'sp', 'cr3'].filter(
      (name) => registers[name] !== undefined,
    );
    const value = shown.map((name) => `${name} ${hexAddress(registers[name] ?? 0n)}`).join(', ');
    return value === '' ? [] : [{ what: `processor ${i}`, where: format, value }];
  });
  if (vmcoreinfo !== undefined) {
    const release = /^OSRELEASE=.*$/m.exec(new TextDecoder().decode(vmcoreinfo))?.[0];
    made.push({
      what: 'vmcoreinfo',
      where: format,
      value: `${vmcoreinfo.length} bytes, ${release ?? 'no OSRELEASE'}`,
    });
  }
  return made;
}

/** Record of `ps`. */
export function processRecord(p: Process): JsonRecord {
  const { pid, ppid, name, threads, uid, state, command, exe } = p;
  const root = p.root === null ? null : hexAddress(p.root);
  return {
    pid,
    ppid,
    name,
    threads,
    uid,
    state,
    command,
    exe,
    root,
    address: hexAddress(p.address),
    ...(p.gid !== undefined && { gid: p.gid }),
    ...(p.capabilities !== undefined && { capabilities: p.capabilities }),
    ...(p.started !== undefined && { started: p.started }),
    ...(p.cgroup !== undefined && { cgroup: p.cgroup }),
    ...(p.container !== undefined && { container: p.container }),
    ...(p.namespaces !== undefined && { namespaces: p.namespaces }),
    ...completeness(p),
  };
}

/** Record of `threads`. */
export function threadRecord(t: Thread): JsonRecord {
  return {
    pid: t.pid,
    tid: t.tid,
    name: t.name,
    state: t.state,
    address: hexAddress(t.address),
    ...completeness(t),
  };
}

/** Record of `maps`. */
export function mappingRecord(m: Mapping): JsonRecord {
  return {
    start: hexAddress(m.start),
    end: hexAddress(m.end),
    permissions: m.permissions,
    offset: hexAddress(m.offset),
    path: m.path,
    device: m.device,
    inode: m.inode === null ? null : Number(m.inode),
    ...completeness(m),
  };
}

/** Record of `modules`. */
export function moduleRecord(m: Module): JsonRecord {
  return { name: m.name, base: hexAddress(m.base), size: m.size, path: m.path, ...completeness(m) };
}

/** Record of `log`. */
export function logRecord(l: LogLine): JsonRecord {
  return {
    time: l.time,
    level: l.level,
    ...(l.caller !== undefined && { caller: l.caller }),
    text: l.text,
    ...completeness(l),
  };
}

/** Record of `symbols`. */
export function symbolRecord(s: KernelSymbol): JsonRecord {
  return { name: s.name, address: hexAddress(s.address), type: s.type, module: s.module };
}

/** Record of `types`. */
export function typeRecord(t: TypeDescription): JsonRecord {
  return {
    name: t.name,
    kind: t.kind,
    size: t.size,
    members: t.members.map(({ name, offset, bits, type }) => ({ name, offset, bits, type })),
    ...(t.declaration !== undefined && { declaration: t.declaration }),
  };
}

/** Record of `vtop`: what is not mapped has null fields and a reason, by `describe`; not being mapped is an answer, not a gap. */
export function translationRecord(
  t: Translation,
  describe: (missing: Missing) => string = describeMissing,
): JsonRecord {
  if (!t.ok) {
    const missing = t.reason.kind === 'missing-page';
    return {
      virtual: hexAddress(t.virtual),
      physical: null,
      pageSize: null,
      permissions: null,
      level: t.reason.kind === 'not-present' ? t.reason.level : null,
      ...(missing && { complete: false }),
      reason: describe({ start: t.virtual, size: 1n, reason: t.reason }).replace(/^[^:]*: /, ''),
    };
  }
  return {
    virtual: hexAddress(t.virtual),
    physical: hexAddress(t.physical),
    pageSize: Number(t.pageSize),
    permissions: permissionText(t.permissions),
    level: t.level,
    reason: null,
  };
}

/** Record of `pages`. A run that repeats a subtree listed before says where that was. */
export function pageRunRecord(r: PageRun): JsonRecord {
  return {
    virtual: hexAddress(r.virtual),
    physical: hexAddress(r.physical),
    size: Number(r.size),
    permissions: permissionText(r.permissions),
    pageSize: Number(r.pageSize),
    ...(r.repeatOf !== undefined && { repeatOf: hexAddress(r.repeatOf) }),
  };
}

export * from './records/guests.js';
export * from './records/images.js';
export * from './records/kernels.js';
export * from './records/files.js';
export * from './records/mounts.js';
export * from './records/network.js';
export * from './records/kernel-modules.js';
export * from './records/machine.js';
export * from './records/bash.js';
export * from './records/bpf.js';
export * from './records/keys.js';
export * from './records/page-cache.js';
export * from './records/tty.js';
export * from './records/work-queues.js';
export * from './records/input-devices.js';
export * from './records/timers.js';
