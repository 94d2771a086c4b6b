/** Records: their fields, in the order that the command line documents. */
import { describe, expect, test } from 'vitest';
import {
  logRecord,
  mappingRecord,
  moduleRecord,
  pageRunRecord,
  processRecord,
  threadRecord,
  translationRecord,
} from '../../os/records.js';
import { permissions } from '../kit/permissions.js';

const rights = permissions({ write: true, user: true });

/** Text, because the order of fields is part of the contract. */
const text = (record: unknown) => JSON.stringify(record);

describe('records', () => {
  test('a process, whole and partial', () => {
    const whole = {
      pid: 1,
      ppid: 0,
      name: 'init',
      threads: 1,
      uid: 0,
      state: 'S',
      command: '/init',
      exe: '/init',
      root: 0x1000n,
      address: 0xffff888000000abcn,
      gid: 0,
      capabilities: '000001ffffffffff',
      started: 1.25,
      cgroup: '/',
      container: null,
      namespaces: { mnt: 4026531832 },
      complete: true,
    };
    expect(text(processRecord(whole))).toBe(
      '{"pid":1,"ppid":0,"name":"init","threads":1,"uid":0,"state":"S","command":"/init","exe":"/init",' +
        '"root":"0x1000","address":"0xffff888000000abc",' +
        '"gid":0,"capabilities":"000001ffffffffff","started":1.25,"cgroup":"/","container":null,"namespaces":{"mnt":4026531832}}',
    );
    const partial = { ...whole, root: null, complete: false, reason: 'cannot be read: root' };
    expect(text(processRecord(partial))).toContain(
      '"namespaces":{"mnt":4026531832},"complete":false,"reason":"cannot be read: root"}',
    );
  });

  test('a thread, a mapping, a module, a log line', () => {
    expect(text(threadRecord({ pid: 1, tid: 2, name: 'x', state: 'R', address: 16n, complete: true }))).toBe(
      '{"pid":1,"tid":2,"name":"x","state":"R","address":"0x10"}',
    );
    const mapping = {
      start: 16n,
      end: 32n,
      permissions: 'r--p',
      offset: 0n,
      path: '',
      device: '00:00',
      inode: 0n,
      complete: true,
    };
    expect(text(mappingRecord(mapping))).toBe(
      '{"start":"0x10","end":"0x20","permissions":"r--p","offset":"0x0","path":"","device":"00:00","inode":0}',
    );
    expect(text(moduleRecord({ name: 'm', base: 16n, size: null, path: '', complete: false }))).toBe(
      '{"name":"m","base":"0x10","size":null,"path":"","complete":false,"reason":"unknown"}',
    );
    expect(text(logRecord({ time: 1.5, level: 6, text: 'hello', complete: true }))).toBe(
      '{"time":1.5,"level":6,"text":"hello"}',
    );
  });

  test('a translation: mapped, not mapped, and a table that is missing', () => {
    const mapped = { virtual: 16n, ok: true, physical: 32n, pageSize: 4096n, level: 1, permissions: rights };
    expect(text(translationRecord({ ...mapped, ok: true }))).toBe(
      '{"virtual":"0x10","physical":"0x20","pageSize":4096,"permissions":"rw-u","level":1,"reason":null}',
    );
    const unmapped = translationRecord({
      virtual: 16n,
      ok: false,
      reason: { kind: 'not-present', level: 2, entry: 0n },
    });
    expect(unmapped).toMatchObject({ physical: null, level: 2 });
    expect(unmapped).not.toHaveProperty('complete');
    const reason = { kind: 'missing-page', phys: 64n, table: true, why: 'cut' } as const;
    expect(translationRecord({ virtual: 16n, ok: false, reason })).toMatchObject({
      physical: null,
      level: null,
      complete: false,
    });
  });

  test('a run of pages, and one that repeats another', () => {
    const run = { virtual: 0n, physical: 4096n, size: 8192n, pageSize: 4096n, permissions: rights };
    expect(text(pageRunRecord(run))).toBe(
      '{"virtual":"0x0","physical":"0x1000","size":8192,"permissions":"rw-u","pageSize":4096}',
    );
    expect(pageRunRecord({ ...run, repeatOf: 4096n })).toMatchObject({ repeatOf: '0x1000' });
  });
});
