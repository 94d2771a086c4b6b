/** What each single bit of a page-table entry does, mode by mode: the manuals' tables as data, for tests that flip them one by one. */
import type { PagingMode } from '../../engine/index.js';

/**
 * Effect of flipping a bit: the permissions whose values change, separated by blanks; nothing; `none`: the entry is not present
 * any more; `address+N`: that bit plus N of the physical address changes; `other`: the entry becomes something else altogether
 * (a table, a page, a table elsewhere).
 */
export type Effect = string;

/** Effects from a bit to another; what is not listed has none. The last row that names a bit counts. */
type Rows = readonly (readonly [from: number, to: number, effect: Effect])[];

/** An entry whose bits are flipped: a page of a level, with all rights or with as few as the mode allows, or a table. */
export interface Flipped {
  readonly level: number;
  readonly what: 'all' | 'few' | 'table';
}

/** `few` where it differs from `all`. */
interface Family {
  all(level: number): Rows;
  few(level: number): Rows;
  table(level: number): Rows;
}

const X86_ALL: Rows = [
  [0, 0, 'none'],
  [1, 1, 'write'],
  [2, 2, 'user userExecute'],
  [5, 5, 'accessed'],
  [6, 6, 'dirty'],
  [8, 8, 'global'],
];

/** SDM volume 3, tables 4-5 (4 KiB pages) and 4-4 (4 MiB pages). There is no bit that forbids execution. */
const x86With32Bits: Family = {
  all: (level) => [
    ...X86_ALL,
    ...(level === 1
      ? ([[12, 31, 'address+0']] as const)
      : ([
          [7, 7, 'other'],
          [13, 20, 'address+19'],
          [22, 31, 'address+0'],
        ] as const)),
  ],
  few: (level) => x86With32Bits.all(level),
  table: () => [
    [0, 0, 'none'],
    [1, 1, 'write'],
    [2, 2, 'user userExecute'],
    [7, 7, 'other'],
    [12, 31, 'other'],
  ],
};

/** SDM volume 3, tables 4-8 to 4-11 and 4-14 to 4-20; `largest`: highest level of pages; `bare`: the level whose entries have no rights. */
const x86 = (largest: number, bare = 0): Family => ({
  all: (level) => [
    ...X86_ALL,
    [63, 63, 'userExecute kernelExecute'],
    [3 + 9 * level, 51, 'address+0'],
    ...(level > 1 ? ([[7, 7, 'other']] as const) : []),
  ],
  // Without user access the user executes nothing, whatever bit 63 says.
  few: (level) => [...x86(largest).all(level), [2, 2, 'user'], [63, 63, 'kernelExecute']],
  table: (level) =>
    level === bare
      ? [
          [0, 0, 'none'],
          [12, 51, 'other'],
        ]
      : [
          [0, 0, 'none'],
          [1, 1, 'write'],
          [2, 2, 'user userExecute'],
          [12, 51, 'other'],
          [63, 63, 'userExecute kernelExecute'],
          ...(level <= largest ? ([[7, 7, 'other']] as const) : []),
        ],
});

/** Arm ARM D8.3: where the address lies, from bit `low` of a page or of a table's granule on. */
function armAddress(mode: string, low: number): Rows {
  const lpa2 = mode.endsWith('-lpa2') || /^aarch64-(4k|16k)-(49|5\d)/.test(mode);
  if (mode.startsWith('aarch64-64k')) {
    return [
      [12, 15, 'address+36'],
      [low, 47, 'address+0'],
    ];
  }
  if (!lpa2) return [[low, 47, 'address+0']];
  return [
    [low, 49, 'address+0'],
    [8, 9, 'address+42'],
  ];
}

const elsewhere = (rows: Rows): Rows => rows.map(([from, to]) => [from, to, 'other'] as const);

/** Arm ARM D8.3 and D8.4; DBM (51) only matters to a page that is read-only otherwise. */
const aarch64 = (mode: string, page: number): Family => ({
  all: (level) => [
    [0, 0, 'none'],
    [1, 1, level === 1 ? 'none' : 'other'],
    [6, 6, 'user'],
    [7, 7, 'write dirty'],
    [10, 10, 'accessed'],
    [11, 11, 'global'],
    [52, 52, 'contiguous'],
    [53, 53, 'kernelExecute'],
    [54, 54, 'userExecute'],
    ...armAddress(mode, page + (page - 3) * (level - 1)),
  ],
  few: (level) => [...aarch64(mode, page).all(level), [51, 51, 'write']],
  table: () => [
    [0, 0, 'none'],
    [1, 1, 'other'],
    [59, 59, 'kernelExecute'],
    [60, 60, 'userExecute'],
    [61, 61, 'user'],
    [62, 62, 'write'],
    ...elsewhere(armAddress(mode, page)),
  ],
});

/** Arm ARM v7 B3.6: execution by users needs user access, and XN (54) forbids all. */
const armLpae: Family = {
  all: (level) => [
    [0, 0, 'none'],
    [1, 1, level === 1 ? 'none' : 'other'],
    [6, 6, 'user userExecute'],
    [7, 7, 'write'],
    [10, 10, 'accessed'],
    [11, 11, 'global'],
    [3 + 9 * level, 39, 'address+0'],
    [52, 52, 'contiguous'],
    [53, 53, 'kernelExecute'],
    [54, 54, 'userExecute kernelExecute'],
  ],
  few: (level) => [...armLpae.all(level), [6, 6, 'user'], [53, 53, ''], [54, 54, '']],
  table: () => [
    [0, 0, 'none'],
    [1, 1, 'other'],
    [12, 39, 'other'],
    [59, 59, 'kernelExecute'],
    [60, 60, 'userExecute kernelExecute'],
    [61, 61, 'user userExecute'],
    [62, 62, 'write'],
  ],
};

/** Arm ARM v7 figures B3-4 and B3-5, table B3-8. AP[0] alone changes nothing once AP[1] gives access. */
const armShort: Family = {
  all: (level) =>
    level === 1
      ? [
          [0, 0, 'userExecute kernelExecute'],
          [1, 1, 'none'],
          [5, 5, 'user userExecute'],
          [9, 9, 'write'],
          [11, 11, 'global'],
          [12, 31, 'address+0'],
        ]
      : [
          [0, 0, 'kernelExecute'],
          [1, 1, 'none'],
          [4, 4, 'userExecute kernelExecute'],
          [11, 11, 'user userExecute'],
          [15, 15, 'write'],
          [17, 17, 'global'],
          [18, 18, 'other'],
          [20, 31, 'address+0'],
        ],
  few: (level) =>
    level === 1
      ? [
          [0, 0, 'kernelExecute'],
          [1, 1, 'other'],
          [4, 4, 'read'],
          [5, 5, 'read user'],
          [11, 11, 'global'],
          [12, 31, 'address+0'],
        ]
      : [
          [1, 1, 'none'],
          [4, 4, 'kernelExecute'],
          [10, 10, 'read'],
          [11, 11, 'read user'],
          [17, 17, 'global'],
          [18, 18, 'other'],
          [20, 31, 'address+0'],
        ],
  table: () => [
    [0, 0, 'none'],
    [1, 1, 'other'],
    [2, 2, 'kernelExecute'],
    [10, 31, 'other'],
  ],
};

/** The privileged architecture, Sv32 to Sv57; `index` bits a level, PPN up to bit `top`. `few` is readable and no more. */
const riscv = (index: number, top: number): Family => ({
  all: (level) => [
    [0, 1, 'none'],
    [2, 2, 'write'],
    [3, 3, 'userExecute'],
    [4, 4, 'user userExecute kernelExecute'],
    [5, 5, 'global'],
    [6, 6, 'accessed'],
    [7, 7, 'dirty'],
    [10, top, 'address+2'],
    ...(level > 1 ? ([[10, 9 + index * (level - 1), 'none']] as const) : []),
    [63, 63, 'none'],
  ],
  few: (level) => [
    ...riscv(index, top).all(level),
    [1, 1, level === 1 ? 'none' : 'other'],
    [3, 3, 'kernelExecute'],
    [4, 4, 'user'],
  ],
  table: () => [
    [0, 0, 'none'],
    [1, 1, 'other'],
    [2, 2, 'none'],
    [3, 3, 'other'],
    [5, 5, 'global'],
    [10, top, 'other'],
    [63, 63, 'none'],
  ],
});

function familyOf(mode: PagingMode): Family {
  if (mode === 'x86-32') return x86With32Bits;
  if (mode === 'x86-pae') return x86(2, 3);
  if (mode.startsWith('x86-64')) return x86(3);
  if (mode === 'wide-128') return x86(1);
  if (mode === 'arm-short') return armShort;
  if (mode === 'arm-lpae') return armLpae;
  if (mode === 'riscv32-sv32') return riscv(10, 31);
  if (mode.startsWith('riscv')) return riscv(9, 53);
  return aarch64(mode, mode.includes('-64k-') ? 16 : mode.includes('-16k-') ? 14 : 12);
}

/** Levels above the last that can have pages. */
export const LARGE_LEVELS: Readonly<Record<string, readonly number[]>> = {
  'x86-32': [2],
  'x86-pae': [2],
  'x86-64-4level': [2, 3],
  'x86-64-5level': [2, 3],
  'aarch64-4k-36': [2, 3],
  'aarch64-4k-39': [2, 3],
  'aarch64-4k-48': [2, 3],
  'aarch64-4k-48-lpa2': [2, 3, 4],
  'aarch64-4k-52': [2, 3, 4],
  'aarch64-16k-36': [2],
  'aarch64-16k-47': [2],
  'aarch64-16k-48': [2],
  'aarch64-16k-52': [2, 3],
  'aarch64-64k-42': [2],
  'aarch64-64k-48': [2, 3],
  'aarch64-64k-52': [2, 3],
  'arm-short': [2],
  'arm-lpae': [2, 3],
  'riscv32-sv32': [2],
  'riscv64-sv39': [2, 3],
  'riscv64-sv48': [2, 3, 4],
  'riscv64-sv57': [2, 3, 4, 5],
  'wide-128': [],
};

/** Effects of the bits of an entry, lowest first. */
export function effectsOf(mode: PagingMode, { level, what }: Flipped, entryBytes: 4 | 8): readonly Effect[] {
  const effects = new Array<Effect>(8 * entryBytes).fill('');
  for (const [from, to, effect] of familyOf(mode)[what](level)) {
    for (let bit = from; bit <= to && bit < effects.length; bit++) effects[bit] = effect;
  }
  return effects;
}
