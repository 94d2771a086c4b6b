/**
 * Real USB stacks: the simulated board is a device of a QEMU guest (usbredir), and in the guest npm usb and Chromium's WebUSB read the
 * machine behind it: the same bytes and processes as from the file. Takes minutes; what is missing is installed by apt.
 */
import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { coreBytes } from '../../host-node/core-bytes.js';
import { ensure, LAB_TOOLS } from '../dumps/host-tools.js';
import { fetchKernel } from '../dumps/kernel.js';
import { pagewalk } from '../kit/cli.js';
import { samplePath } from '../kit/sample.js';
import { bundle } from '../kit/bundle.js';
import { bundleBoard, program, startBoard } from './board-program.js';

const root = join(import.meta.dirname, '../..');
/** Modules of the guest's kernel; those that they need are found. */
const MODULES = ['xhci-pci', 'virtio_pci', '9pnet_virtio', '9p', 'overlay'];
const PATIENCE = 900_000;
/** Inside node_modules, so that the guest's program finds npm usb. */
const folder = join(root, 'node_modules/.cache/pagewalk-usb');
const work = mkdtempSync(join(tmpdir(), 'pagewalk-usb-'));
let serial = '';

/** Puts modules and what they need into the guest, in the order in which they load. */
function addModules(kernel: string, into: string): void {
  const nameOf = (path: string): string =>
    (path.split('/').at(-1) ?? '').replace(/\.ko$/, '').replaceAll('-', '_');
  const all = new Map(
    readdirSync(join(kernel, 'modules'), { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ko'))
      .map((path) => [nameOf(path), join(kernel, 'modules', path)]),
  );
  let order = 0;
  const loaded = new Set<string>();
  const load = (name: string): void => {
    const key = name.replaceAll('-', '_');
    const path = all.get(key);
    if (path === undefined || loaded.has(key)) return;
    loaded.add(key);
    const bytes = readFileSync(path);
    const needs = /\0depends=([^\0]*)\0/.exec(bytes.toString('latin1'))?.[1] ?? '';
    for (const need of needs.split(',').filter((one) => one !== '')) load(need);
    writeFileSync(join(into, `${String(order++).padStart(2, '0')}-${key}.ko`), bytes);
  };
  MODULES.forEach(load);
}

/** An initramfs of busybox, the modules and the script. */
function initramfs(kernel: string, command: string): string {
  const guest = join(work, 'guest');
  for (const part of ['bin', 'modules']) mkdirSync(join(guest, part), { recursive: true });
  copyFileSync(execFileSync('which', ['busybox']).toString().trim(), join(guest, 'bin/busybox'));
  copyFileSync(join(import.meta.dirname, 'usb-guest-init'), join(guest, 'init'));
  chmodSync(join(guest, 'init'), 0o755);
  addModules(kernel, join(guest, 'modules'));
  writeFileSync(join(guest, 'command'), command);
  const devices = [{ devices: [{ vendor_id: 0x0403, product_id: 0x601f }], urls: ['http://127.0.0.1:8379'] }];
  writeFileSync(join(guest, 'policy.json'), JSON.stringify({ WebUsbAllowDevicesForUrls: devices }));
  execFileSync('sh', ['-c', 'find . | cpio -o -H newc --quiet | gzip -1 > ../initrd.gz'], { cwd: guest });
  return join(work, 'initrd.gz');
}

/** Boots the guest with the board plugged in; gives what it printed. */
async function boot(kernel: string, initrd: string, socket: string): Promise<string> {
  const image = readdirSync(kernel).find((file) => file.startsWith('vmlinuz')) ?? '';
  const qemu = spawn('qemu-system-x86_64', [
    ...['-M', 'q35', '-cpu', 'max', '-m', '1536', '-smp', '2', '-accel', 'tcg,thread=multi', '-nodefaults'],
    ...[
      '-display',
      'none',
      '-no-reboot',
      '-serial',
      'stdio',
      '-kernel',
      join(kernel, image),
      '-initrd',
      initrd,
    ],
    ...['-append', 'console=ttyS0 loglevel=4 panic=-1'],
    ...['-fsdev', 'local,id=files,path=/,security_model=none,readonly=on,multidevs=remap'],
    ...['-device', 'virtio-9p-pci,fsdev=files,mount_tag=host', '-device', 'qemu-xhci'],
    ...['-chardev', `socket,id=board,path=${socket}`, '-device', 'usb-redir,chardev=board'],
  ]);
  let text = '';
  qemu.stdout.on('data', (piece: Buffer) => (text += piece.toString()));
  qemu.stderr.on('data', (piece: Buffer) => (text += piece.toString()));
  const timer = setTimeout(() => qemu.kill('SIGKILL'), PATIENCE);
  await new Promise((resolve) => qemu.on('close', resolve));
  clearTimeout(timer);
  return text;
}

/** What the guest found. */
interface Account {
  readonly by: string;
  readonly error?: string;
  readonly digest?: string;
  readonly records?: readonly object[];
}

describe('the board as a USB device of a QEMU guest', () => {
  beforeAll(async () => {
    const lack = ensure({
      ...LAB_TOOLS,
      chromium: 'chromium',
      '/usr/lib/x86_64-linux-gnu/qemu/hw-usb-redirect.so': 'qemu-system-x86',
    });
    if (lack !== '' && !existsSync('/usr/bin/chromium')) throw new Error(lack);
    mkdirSync(folder, { recursive: true });
    const guest = await program(folder, 'usb-guest-main');
    await bundle(folder, join(import.meta.dirname, '../browser/webusb-worker.ts'));
    writeFileSync(join(folder, 'core.wasm'), coreBytes());
    const dump = await samplePath();
    const socket = join(work, 'board');
    const board = await startBoard(await bundleBoard(work), socket, dump, {}, 'usbredir');
    try {
      const kernel = fetchKernel('bookworm', 'linux-image-amd64');
      const command = `${realpathSync(process.execPath)} ${guest} ${folder} ${dump} /usr/bin/chromium`;
      serial = await boot(kernel, initramfs(kernel, command), socket);
    } finally {
      board.stop();
    }
  }, PATIENCE + 60_000);
  afterAll(() => {
    rmSync(work, { recursive: true, force: true });
    rmSync(folder, { recursive: true, force: true });
  });

  it.each(['node', 'chromium'])('is read right by %s', async (by) => {
    const accounts = [...serial.matchAll(/^GUEST (\{.*\})/gm)].map(
      (match) => JSON.parse(match[1] ?? '') as Account,
    );
    const account = accounts.find((one) => one.by === by);
    if (account === undefined) throw new Error(`nothing from ${by}: ${serial.slice(-3000)}`);
    expect(account.error).toBeUndefined();
    const dump = await samplePath();
    const bytes = readFileSync(dump).subarray(0x1000000, 0x1400000);
    expect(account.digest).toBe(createHash('sha256').update(bytes).digest('hex'));
    const { out } = await pagewalk(['ps', dump, '--format', 'json']);
    expect(account.records).toEqual(JSON.parse(out));
  });
});
