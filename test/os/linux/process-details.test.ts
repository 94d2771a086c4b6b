/** Details of processes: control groups climbed to their root, namespaces by number, containers by name. */
import { describe, expect, test } from 'vitest';
import { containerOf, Details } from '../../../os/linux/process-details.js';
import type { Task } from '../../../os/linux/tasks.js';
import { FakeMemory, fakeKernel } from '../../kit/fake-kernel.js';

const AT = 0xffff888000000000n;
const ID = '0123456789abcdef'.repeat(4);

describe('containers', () => {
  test.each([
    [`/system.slice/docker-${ID}.scope`, ID],
    [`/docker/${ID}`, ID],
    [`/machine.slice/libpod-${ID}.scope`, ID],
    [`/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod1.slice/cri-containerd-${ID}.scope`, ID],
    ['/lxc.payload.web/init.scope', 'web'],
    ['/user.slice/user-1000.slice', null],
    ['/', null],
  ])('%s', (path, id) => expect(containerOf(path)).toBe(id));
});

describe('details', () => {
  const layouts = {
    task_struct: { start_boottime: [0, 8], cgroups: [8, 8], nsproxy: [16, 8], thread_pid: [24, 8] },
    cred: { gid: [0, 4], cap_effective: [8, 8], user_ns: [16, 8] },
    css_set: { dfl_cgrp: [0, 8] },
    cgroup: { kn: [0, 8] },
    kernfs_node: { name: [0, 8], parent: [8, 8] },
    nsproxy: { uts_ns: [0, 8] },
    uts_namespace: { 'ns.inum': [0, 4] },
    pid: { level: [0, 4], numbers: [8, 16] },
    upid: { nr: [0, 4], ns: [8, 8] },
    pid_namespace: { 'ns.inum': [0, 4] },
  } as const;
  const place = (n: number): bigint => AT + BigInt(n) * 0x100n;
  const task = { address: place(1) } as Task;

  function world(): FakeMemory {
    const memory = new FakeMemory().write(AT, new Uint8Array(0x2000));
    memory.words(place(1), [1_234_567_890n, place(2), place(6), place(8)]);
    memory.words(place(2), [place(3)]).words(place(3), [place(4)]);
    memory.words(place(4), [place(10), place(5)]).words(place(5), [place(11), 0n]);
    memory.text(place(10), 'web.slice');
    memory.words(place(6), [place(7)]).word(place(7), 4026531838n, 4);
    memory.words(place(8), [1n, 0n, 0n, 5n, place(9)]).word(place(9), 4026532077n, 4);
    return memory.words(place(12), [33n, 0x1ffffffffffn, 0n]);
  }
  const details = (memory: FakeMemory) => new Details(fakeKernel(memory, layouts)).of([task], [place(12)]);

  test('all of them', async () => {
    expect(await details(world())).toEqual([
      {
        gid: 33,
        capabilities: '000001ffffffffff',
        started: 1.234567,
        cgroup: '/web.slice',
        container: null,
        namespaces: { pid: 4026532077, uts: 4026531838 },
      },
    ]);
  });

  test('a control group in a circle, and one on a missing page, are unknown', async () => {
    const circle = world().word(place(5) + 8n, place(4));
    expect((await details(circle))[0]?.cgroup).toBeNull();
    const lost = world().word(place(4) + 8n, AT - 0x10000n);
    expect((await details(lost))[0]?.cgroup).toBeNull();
  });
});
