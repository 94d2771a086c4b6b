/** Paths by climbing dentries and mounts that are built by hand. */
import { describe, expect, test } from 'vitest';
import { Paths } from '../../../os/linux/paths.js';
import { FakeMemory, fakeKernel } from '../../kit/fake-kernel.js';
import { LAYOUTS } from '../../kit/fake-layouts.js';

const AT = 0xffff888000000000n;
const SIMPLE = 0xffffffff81111111n;
const ANON = 0xffffffff81222222n;

/** A tree of dentries and mounts under construction. */
class Tree {
  readonly memory = new FakeMemory();
  private next = AT;

  private place(bytes: bigint): bigint {
    const at = this.next;
    this.next += bytes;
    this.memory.write(at, new Uint8Array(Number(bytes)));
    return at;
  }
  /** A dentry; without a parent it is its own, as roots are. */
  dentry(name: string, parent?: bigint, { hashed = true, op = 0n } = {}): bigint {
    const at = this.place(256n);
    const bytes = new TextEncoder().encode(name).length;
    this.memory.words(at, [hashed ? at : 0n, parent ?? at, at + 128n, BigInt(bytes), 1n, op]);
    this.memory.text(at + 128n, name);
    return at;
  }
  /** A mount of a root dentry on a dentry of another mount; gives its vfsmount. */
  mount(root: bigint, parent?: bigint, mountpoint = 0n): bigint {
    const at = this.place(64n);
    this.memory.words(at, [parent === undefined ? at : parent - 16n, mountpoint, root]);
    return at + 16n;
  }
  /** dentry_operations whose d_dname is that function. */
  operations(maker: bigint): bigint {
    const at = this.place(64n);
    this.memory.word(at + 8n, maker);
    return at;
  }
  of(mnt: bigint, dentry: bigint): Promise<string | null> {
    const symbols = { simple_dname: SIMPLE, anon_inodefs_dname: ANON };
    return new Paths(fakeKernel(this.memory, LAYOUTS, symbols)).of({ mnt, dentry });
  }
}

/** A root file system with /usr/bin. */
function world() {
  const tree = new Tree();
  const root = tree.dentry('/');
  const mount = tree.mount(root);
  const usr = tree.dentry('usr', root);
  const bin = tree.dentry('bin', usr);
  return { tree, root, mount, usr, bin };
}

describe('Paths', () => {
  test('a file under the root, and the root itself', async () => {
    const { tree, root, mount, bin } = world();
    expect(await tree.of(mount, tree.dentry('ls', bin))).toBe('/usr/bin/ls');
    expect(await tree.of(mount, root)).toBe('/');
  });

  test('across two mounts', async () => {
    const { tree, mount, usr } = world();
    const outer = tree.dentry('/');
    const onUsr = tree.mount(outer, mount, usr);
    const data = tree.dentry('data', outer);
    const inner = tree.dentry('/');
    const onData = tree.mount(inner, onUsr, data);
    expect(await tree.of(onData, tree.dentry('file', inner))).toBe('/usr/data/file');
    expect(await tree.of(onData, inner)).toBe('/usr/data');
  });

  test('a bind mount of a folder shows the place it is bound to', async () => {
    const { tree, mount, usr, bin } = world();
    const file = tree.dentry('ls', bin);
    expect(await tree.of(tree.mount(bin, mount, usr), file)).toBe('/usr/ls');
  });

  test('an unlinked file is marked', async () => {
    const { tree, mount, usr } = world();
    const file = tree.dentry('gone', usr, { hashed: false });
    expect(await tree.of(mount, file)).toBe('/usr/gone (deleted)');
  });

  test('names that file systems make: memfd and anonymous inodes', async () => {
    const { tree, mount } = world();
    const memfd = tree.dentry('memfd:scratch', undefined, { op: tree.operations(SIMPLE) });
    const ring = tree.dentry('[io_uring]', undefined, { op: tree.operations(ANON) });
    expect(await tree.of(mount, memfd)).toBe('/memfd:scratch (deleted)');
    expect(await tree.of(mount, ring)).toBe('anon_inode:[io_uring]');
  });

  test('operations that make no name leave the path', async () => {
    const { tree, mount, usr } = world();
    expect(await tree.of(mount, tree.dentry('f', usr, { op: tree.operations(0n) }))).toBe('/usr/f');
  });

  test('operations that cannot be read, or that name by a function not known here, leave no path', async () => {
    const { tree, mount, usr } = world();
    const lost = tree.dentry('f', usr, { op: 0xffff999900000000n });
    const unknown = tree.dentry('f', usr, { op: tree.operations(0xffffffff81444444n) });
    expect([await tree.of(mount, lost), await tree.of(mount, unknown)]).toEqual([null, null]);
  });

  test('UTF-8 names', async () => {
    const { tree, mount, usr } = world();
    expect(await tree.of(mount, tree.dentry('Grüße', usr))).toBe('/usr/Grüße');
  });

  test('parents in a circle end without a path', async () => {
    const { tree, mount, usr, bin } = world();
    tree.memory.word(usr + 8n, bin);
    expect(await tree.of(mount, bin)).toBeNull();
  });

  test('mounts in a circle end without a path', async () => {
    const { tree, root, mount } = world();
    const other = tree.mount(root, mount, root);
    tree.memory.word(mount - 16n, other - 16n).word(mount - 8n, root);
    expect(await tree.of(other, root)).toBeNull();
  });

  test('a parent or a name that cannot be read ends without a path', async () => {
    const { tree, mount, bin } = world();
    const lost = tree.dentry('x', 0xffff999900000000n);
    expect(await tree.of(mount, lost)).toBeNull();
    tree.memory.word(bin + 16n, 0xffff999900000000n);
    expect(await tree.of(mount, bin)).toBeNull();
  });

  test('a name longer than file systems allow is no name', async () => {
    const { tree, mount, bin } = world();
    tree.memory.word(bin + 24n, 256n, 4);
    expect(await tree.of(mount, bin)).toBeNull();
  });
});
