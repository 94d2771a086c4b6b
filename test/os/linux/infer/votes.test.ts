/** When an offset is clear, and when it is not. */
import { describe, expect, test } from 'vitest';
import { Block } from '../../../../os/linux/infer/sample.js';
import { clearOffset, offsetsWhere, Votes } from '../../../../os/linux/infer/votes.js';

const block = (...numbers: number[]) => new Block(0n, new Uint8Array(new Uint32Array(numbers).buffer), 4);
const all = { from: 0, to: 16, step: 4 };
const isSeven = (b: Block, at: number) => b.u32(at) === 7;

describe('clearOffset', () => {
  test('the one place where all agree', () => {
    expect(clearOffset([block(1, 7, 2, 3), block(7, 7, 0, 0)], all, isSeven)).toEqual({
      offset: 4,
      witnesses: 2,
    });
  });

  test('one in ten may be otherwise', () => {
    const blocks = [...Array.from({ length: 9 }, () => block(0, 0, 7, 0)), block(1, 1, 1, 1)];
    expect(clearOffset(blocks, all, isSeven)).toEqual({ offset: 8, witnesses: 9 });
    expect(clearOffset(blocks.slice(1), all, isSeven)).toBeUndefined();
  });

  test('two places that as many speak for are not clear', () => {
    const blocks = [block(7, 7, 0, 0), block(7, 7, 1, 1)];
    expect(clearOffset(blocks, all, isSeven)).toBeUndefined();
    expect(offsetsWhere(blocks, all, isSeven).map(({ offset }) => offset)).toEqual([0, 4]);
  });

  test('no objects, no answer', () => {
    expect(clearOffset([], all, () => true)).toBeUndefined();
  });
});

describe('Votes', () => {
  test('most votes win, a tie does not', () => {
    const votes = new Votes<number>();
    votes.add('a', 1);
    votes.add('b', 2);
    expect(votes.winner()).toBeUndefined();
    expect(votes.leaders().map(({ value }) => value)).toEqual([1, 2]);
    votes.add('b', 2);
    expect(votes.winner()).toEqual({ value: 2, witnesses: 2 });
    expect(votes.winner(3)).toBeUndefined();
  });

  test('without votes there is none', () => {
    expect(new Votes<number>().winner()).toBeUndefined();
  });
});

describe('Block', () => {
  test('behind its end there is nothing', () => {
    const short = new Block(16n, Uint8Array.of(1, 0, 0, 0, 0x41), 4);
    expect([short.word(0), short.word(4), short.u32(-4), short.u64(0), short.u16(4)]).toEqual([
      1n,
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });

  test('text is printable and ends', () => {
    const bytes = new TextEncoder().encode('init\0\x01\0\0abcd');
    const named = new Block(0n, bytes, 8);
    expect([named.text(0, 16), named.text(4, 4), named.text(5, 3), named.text(8, 16)]).toEqual([
      'init',
      undefined,
      undefined,
      undefined,
    ]);
  });
});
