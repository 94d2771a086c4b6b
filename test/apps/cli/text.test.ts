/** Untrusted text on its way out: over all code points, in every format. */
import pc from 'picocolors';
import { describe, expect, it } from 'vitest';
import { displayWidth, safeJson, safeText } from '../../../apps/cli/escape.js';
import { csvCell, csvRenderer } from '../../../apps/cli/render-csv.js';
import { jsonLinesRenderer, jsonRenderer } from '../../../apps/cli/render-json.js';
import { tableRenderer, orNone } from '../../../apps/cli/render-table.js';
import type { Renderer, Row } from '../../../apps/cli/row.js';

/** Anything that moves a cursor, hides or reorders text. The line ends are the renderers' own. */
const HARMFUL = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}]/u;
const FIELDS = ['name', 'n'];

function rendered(make: (write: (text: string) => void) => Renderer, rows: readonly Row[]): string {
  let text = '';
  const renderer = make((part) => (text += part));
  for (const one of rows) renderer.row(one);
  renderer.end();
  return text;
}
const RENDERERS: Record<string, (write: (text: string) => void) => Renderer> = {
  table: (write) =>
    tableRenderer(
      write,
      FIELDS.map((field) => ({ field })),
      { colors: pc.createColors(false), raw: false },
    ),
  json: (write) => jsonRenderer(write, false, false),
  'json object': (write) => jsonRenderer(write, true, false),
  jsonl: (write) => jsonLinesRenderer(write, false),
  csv: (write) => csvRenderer(write, FIELDS, false),
};

/** Planes without a single character: the first of their blocks stands for them. */
const EMPTY_PLANES = [0x40000, 0xe0000] as const;

/** Every code point, lone surrogates included, 4096 to a text. */
function* allText(): Generator<string> {
  for (let first = 0; first < 0x110000; first += 4096) {
    if (first > EMPTY_PLANES[0] && first < EMPTY_PLANES[1]) continue;
    yield Array.from({ length: 4096 }, (_, i) => String.fromCodePoint(first + i)).join('|');
  }
}

describe('untrusted text', () => {
  it.each(Object.keys(RENDERERS))('no harmful character of any code point leaves the %s renderer', (name) => {
    const make = RENDERERS[name];
    if (make === undefined) throw new Error(name);
    for (const text of allText()) {
      const out = rendered(make, [{ name: text, n: 1, complete: false, reason: text }]);
      expect(HARMFUL.test(out.replaceAll(/\r?\n/g, ''))).toBe(false);
    }
  });

  it('can be told back', () => {
    expect(safeText('a\x1b[2J\\x1b\u202eé漢')).toBe('a\\x1b[2J\\\\x1b\\u{202e}é漢');
    for (const text of allText()) {
      const back = safeText(text).replaceAll(
        /\\(?:\\|x([0-9a-f]{2})|u\{([0-9a-f]+)\})/g,
        (_, x?: string, u?: string) =>
          x === undefined && u === undefined ? '\\' : String.fromCodePoint(parseInt(x ?? u ?? '', 16)),
      );
      expect(back === text).toBe(true);
    }
  });

  it('is the same value in JSON', () => {
    for (const text of allText()) expect(JSON.parse(safeJson(JSON.stringify(text))) === text).toBe(true);
  });

  it('is left as it is when asked', () => {
    const text = 'a\x1bb';
    const raw = rendered(
      (write) => tableRenderer(write, [{ field: 'name' }], { colors: pc.createColors(false), raw: true }),
      [{ name: text }],
    );
    expect(raw).toContain(text);
  });

  it('takes as many columns as a terminal gives it', () => {
    expect(['abc', 'é', 'e\u0301', '漢字', '😀', ''].map(displayWidth)).toEqual([3, 1, 1, 4, 2, 0]);
  });
});

describe('CSV', () => {
  it('quotes as RFC 4180 says', () => {
    expect(['a', 'a,b', 'a"b', '', null, undefined, 5, true].map((value) => csvCell(value, false))).toEqual([
      'a',
      '"a,b"',
      '"a""b"',
      '',
      '',
      '',
      '5',
      'true',
    ]);
  });

  it('defuses formulas, not permissions or numbers', () => {
    expect(['=1+1', '+1', '@x', '-cmd', '---p', '-', '0x10'].map((value) => csvCell(value, false))).toEqual([
      "'=1+1",
      "'+1",
      "'@x",
      "'-cmd",
      '---p',
      '-',
      '0x10',
    ]);
    expect(csvCell(-5, false)).toBe('-5');
    expect(csvCell('=1', true)).toBe('=1');
  });

  it('says of every record whether it is whole', () => {
    const rows = [
      { name: 'a', n: 1 },
      { name: null, n: 2, complete: false, reason: 'gone' },
    ];
    expect(rendered((write) => csvRenderer(write, FIELDS, false), rows)).toBe(
      'name,n,complete,reason\r\na,1,true,\r\n,2,false,gone\r\n',
    );
  });
});

describe('JSON', () => {
  it('is one valid document, empty or not', () => {
    const make = (write: (text: string) => void): Renderer => jsonRenderer(write, false, false);
    expect(JSON.parse(rendered(make, []))).toEqual([]);
    expect(JSON.parse(rendered(make, [{ a: 1 }, { a: null }]))).toEqual([{ a: 1 }, { a: null }]);
    expect(rendered((write) => jsonRenderer(write, true, false), [{ a: [1] }])).toBe(
      '{\n  "a": [\n    1\n  ]\n}\n',
    );
  });

  it('leaves out what is undefined', () => {
    expect(rendered((write) => jsonLinesRenderer(write, false), [{ a: undefined, b: 1 }])).toBe('{"b":1}\n');
  });
});

describe('tables', () => {
  it('null says that there is nothing in a record that is whole, and that it cannot be read in another', () => {
    const show = orNone('-');
    expect(show(null, { complete: true })).toBe('-');
    expect(show(null, { complete: false })).toBe('?');
    expect(show(7, { complete: true })).toBe('7');
  });

  const columns = [{ field: 'name' }, { field: 'n', align: 'right' as const }];
  const table = (rows: readonly Row[]): string =>
    rendered((write) => tableRenderer(write, columns, { colors: pc.createColors(false), raw: false }), rows);

  it('aligns, marks what is unreadable, and says why', () => {
    const rows = [
      { name: 'init', n: 1 },
      { name: null, n: 100, complete: false, reason: 'gone' },
    ];
    expect(table(rows)).toBe('NAME    N\ninit    1\n?     100  ! gone\n');
  });

  it('prints the heading of an empty list', () => {
    expect(table([])).toBe('NAME  N\n');
  });

  it('streams: what comes after the first records keeps their widths', () => {
    const rows = Array.from({ length: 2000 }, (_, n): Row => ({ name: n < 1000 ? 'a' : 'long name', n }));
    const lines = table(rows).trimEnd().split('\n');
    expect(lines.length).toBe(2001);
    expect(lines.at(-1)).toBe('long name  1999');
  });
});
