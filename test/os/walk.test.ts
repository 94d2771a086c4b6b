/** Walks of kernel lists: whole, cut, circling, unreadable. */
import { describe, expect, test } from 'vitest';
import { walkList } from '../../os/walk.js';

const HEAD = 0x1000n;

/** A circular list of these nodes; `break` changes or removes nodes. */
function list(nodes: readonly bigint[]) {
  const ring = [HEAD, ...nodes];
  return new Map(
    ring.map((node, i) => [
      node,
      {
        next: ring[(i + 1) % ring.length] as bigint,
        prev: ring[(i + ring.length - 1) % ring.length] as bigint,
      },
    ]),
  );
}
const walk = (links: ReturnType<typeof list>, signal?: AbortSignal) =>
  walkList(HEAD, 'things', (node) => Promise.resolve(links.get(node)), signal);

describe('walkList', () => {
  test('an empty list is whole', async () => {
    expect(await walk(list([]))).toEqual({ entries: [] });
  });

  test('a whole list comes in order, without a reason', async () => {
    expect(await walk(list([1n, 2n, 3n]))).toEqual({ entries: [1n, 2n, 3n] });
  });

  test('an unreadable node: the rest is found from the other end, and the gap is told', async () => {
    const links = list([1n, 2n, 3n, 4n, 5n]);
    links.delete(3n);
    const { entries, reason } = await walk(links);
    expect(entries).toEqual([1n, 2n, 4n, 5n]);
    expect(reason).toContain('things: the entry at 0x3, named by 0x2, cannot be read');
    expect(reason).toContain('2 entries were found from the other end');
  });

  test('a prev overwritten: no entry is lost, no entry comes twice', async () => {
    const links = list([1n, 2n, 3n, 4n]);
    links.set(2n, { next: 3n, prev: 0x41n });
    const { entries, reason } = await walk(links);
    expect(entries).toEqual([1n, 2n, 3n, 4n]);
    expect(reason).toContain('does not point back');
  });

  test('an entry that leads to the head at once: those that are skipped are found from the other end', async () => {
    const links = list([1n, 2n, 3n, 4n]);
    links.set(2n, { next: HEAD, prev: 1n });
    const { entries, reason } = await walk(links);
    expect(entries).toEqual([1n, 2n, 3n, 4n]);
    expect(reason).toContain('the list ends at 0x2, but its head names 0x4 as its last entry');
  });

  test('a circle that leaves the head out ends', async () => {
    const links = list([1n, 2n, 3n, 4n]);
    links.set(3n, { next: 2n, prev: 2n });
    const { entries, reason } = await walk(links);
    expect(entries).toEqual([1n, 2n, 3n, 4n]);
    expect(reason).toContain('the list turns in a circle at 0x2');
  });

  test('a node that points at itself ends', async () => {
    const links = list([1n]);
    links.set(1n, { next: 1n, prev: HEAD });
    expect((await walk(links)).reason).toContain('circle at 0x1');
  });

  test('an unreadable head', async () => {
    const links = list([1n]);
    links.delete(HEAD);
    const { entries, reason } = await walk(links);
    expect(entries).toEqual([]);
    expect(reason).toContain('the list head at 0x1000 cannot be read');
  });

  test('an endless list is cut', async () => {
    const { entries, reason } = await walkList(HEAD, 'things', (node) =>
      Promise.resolve({ next: node + 1n, prev: node === HEAD ? HEAD : node - 1n }),
    );
    expect(entries.length).toBeGreaterThanOrEqual(1 << 20);
    expect(reason).toContain('more than');
  });

  test('an abort ends it', async () => {
    await expect(walk(list([1n]), AbortSignal.abort())).rejects.toThrow();
  });
});
