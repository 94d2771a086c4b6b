/** Recognition by content. */
import { describe, expect, it } from 'vitest';
import { openConnector } from '../../connectors/index.js';
import { PagewalkError } from '../../engine/index.js';
import { writeCore } from '../kit/elf-writer.js';
import { memorySource } from '../kit/memory-source.js';

function bytes(head: string, length = 8192): Uint8Array {
  const all = new Uint8Array(length);
  all.set(Array.from(head, (c) => c.charCodeAt(0)));
  return all;
}
async function refusal(content: Uint8Array): Promise<PagewalkError> {
  const error: unknown = await openConnector(memorySource(content, { name: 'x' })).catch(
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(PagewalkError);
  return error as PagewalkError;
}

describe('recognition', () => {
  it('takes an ELF core, and anything unknown as raw', async () => {
    const core = writeCore([{ physical: 0n, data: new Uint8Array(4096) }]);
    expect((await openConnector(memorySource(core))).format).toBe('elf');
    expect((await openConnector(memorySource(new Uint8Array(8192)))).format).toBe('raw');
    expect((await openConnector(memorySource(bytes('S\xff\0\xf0')))).format).toBe('raw');
    // Boot loaders fill memory so; no text has only bytes that are not ASCII.
    expect((await openConnector(memorySource(new Uint8Array(8192).fill(0xcd)))).format).toBe('raw');
    const cyrillic = new TextEncoder().encode('Уважаемые господа, '.repeat(500));
    await expect(openConnector(memorySource(cyrillic))).rejects.toThrow(/looks like text/);
  });

  it('does as it is told', async () => {
    const text = memorySource(bytes('hello', 5));
    expect((await openConnector(text, { format: 'raw' })).format).toBe('raw');
    await expect(openConnector(text, { format: 'elf' })).rejects.toMatchObject({ kind: 'too-short' });
  });

  it.each([
    ['an empty file', new Uint8Array(0), /empty/],
    ['a text', new TextEncoder().encode('Dear sirs,\n'.repeat(1000)), /looks like text/],
    [
      'an ELF program',
      writeCore([{ physical: 0n, data: new Uint8Array(4096) }], { elfType: 2 }),
      /not a core/,
    ],
  ])('does not recognise %s', async (_, content, why) => {
    const error = await refusal(content);
    expect(error.kind).toBe('not-recognised');
    expect(error.message).toMatch(why);
    expect(error.facts.hint).toMatch(/\S/);
  });

  it.each([['%PDF-1.7\n', 'PDF']])('names the format of %j and refuses it', async (head, name) => {
    const error = await refusal(bytes(head));
    expect(error.kind).toBe('unsupported');
    expect(error.message).toContain(name);
  });

  it('says when the first bytes cannot be read', async () => {
    const source = memorySource(new Uint8Array(4096), { failFrom: 0 });
    await expect(openConnector(source)).rejects.toMatchObject({ kind: 'io' });
  });
});
