// Turns the core's scalar build into C by Debian's wasm2c and compiles it, with the driver, under sanitizers or for coverage.
import { execFileSync } from 'node:child_process';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const here = import.meta.dirname;
const root = resolve(here, '../..');

/** Command or file, and the Debian package that brings it. */
export const NATIVE_TOOLS = { wasm2c: 'wabt', gcc: 'gcc', '/usr/lib/x86_64-linux-gnu/libc.a': 'libc6-dev' };

/** Compiler options of each kind of build. */
const VARIANTS = {
  sanitized: ['-O1', '-fsanitize=address,undefined', '-fno-sanitize-recover=all'],
  coverage: ['-O0', '--coverage'],
};

/** Sources beside the generated one. */
const SOURCES = ['runtime.c', 'world.c', 'scenarios.c', 'driver.c'];

/** Bytes between any two buffers of the core that is tested, which nobody may touch. */
const GUARD = 4096;

/**
 * Copies the core's sources with its buffers moved apart, and gives the places of all buffers: name, offset and size, from the
 * lines of layout.ts, which have the form `NAME: usize = (BEFORE + SIZE OF THAT + 63) & ~63`, or without the rounding.
 */
function spreadSources(folder) {
  cpSync(join(root, 'core-as'), join(folder, 'core-as'), { recursive: true });
  const config = JSON.parse(readFileSync(join(root, 'asconfig.json'), 'utf8'));
  Object.assign(config.options, { initialMemory: 320, maximumMemory: 320, memoryBase: 18 << 20 });
  writeFileSync(join(folder, 'asconfig.json'), JSON.stringify(config));
  const path = join(folder, 'core-as/layout.ts');
  const text = readFileSync(path, 'utf8')
    .replace(/ \+ (63|4095)\) & ~\1/g, ` + $1 + ${GUARD}) & ~$1`)
    .replace(/(usize = \w+ \+ [^;()]+);/g, `$1 + ${GUARD};`);
  writeFileSync(path, text);
  const plain = [...text.matchAll(/const (\w+): (?:u32|usize) =\s+([^;]+);/g)].filter(
    ([, name]) => name !== 'TABLE',
  );
  const declarations = plain.map(([, name, value]) => `const ${name} = ${value};`).join('');
  const form = new RegExp(`usize = \\(*(\\w+) \\+ (.+?)(?: \\+ (?:63|4095))? \\+ ${GUARD}`, 'g');
  const places = [...text.matchAll(form)].map(
    ([, name, size]) => `{ name: '${name}', at: ${name}, size: ${size} }`,
  );
  if (places.length !== [...text.matchAll(/usize = [^;]* \+ /g)].length)
    throw new Error('a line of layout.ts has another form: where its buffer ends is not found');
  return new Function(`${declarations} return [${places.join(', ')}];`)();
}

/** Writes core.c and core.h into a folder. Every loop's label and every function counts a step. */
export function generateC(folder) {
  const places = spreadSources(folder);
  const asc = join(root, 'node_modules/assemblyscript/bin/asc.js');
  const wasm = join(folder, 'core.wasm');
  execFileSync(
    process.execPath,
    [asc, '--config', 'asconfig.json', '--target', 'scalar', '--outFile', wasm],
    { cwd: folder, stdio: 'pipe' },
  );
  const path = join(folder, 'core.c');
  execFileSync('wasm2c', ['-n', 'core', wasm, '-o', path]);
  const text = readFileSync(path, 'utf8')
    .replace('#include "core.h"', '#include "core.h"\nvoid count_step(void);')
    .replace(/^( *\w+_L\d+:) *$/gm, '$1 count_step();')
    .replace(/^ {2}FUNC_PROLOGUE;$/gm, '  count_step();');
  if (!/_L\d+: count_step\(\);/.test(text))
    throw new Error('wasm2c writes loops in another way: no label found');
  writeFileSync(path, text);
  writeFileSync(join(folder, 'exports.inc'), exportTable(readFileSync(join(folder, 'core.h'), 'utf8')));
  const buffers = bufferTable(places);
  writeFileSync(join(folder, 'buffers.inc'), buffers.names);
  writeFileSync(join(folder, 'places.inc'), buffers.places);
}

/** The buffers that hosts touch, as an enumeration in C in the order of the layout table, and the places of all buffers. */
function bufferTable(places) {
  const source = readFileSync(join(root, 'engine/core/buffers.ts'), 'utf8');
  const list = /const NAMES = \[([^\]]*)\]/.exec(source)?.[1] ?? '';
  const names = [...list.matchAll(/'(\w+)'/g)].map(([, name]) =>
    name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase(),
  );
  const rows = places.map(({ name, at, size }) => `  {${at}u, ${size}u}, /* ${name} */\n`);
  return {
    names: `enum { ${names.join(', ')}, HOST_BUFFERS };\n`,
    places: `static const struct {\n  uint32_t at, size;\n} PLACES[] = {\n${rows.join('')}};\n`,
  };
}

/** A table of the core's exports in C, so that the driver can call whatever there is: name, types of arguments, function. */
function exportTable(header) {
  const types = { u32: 'i', u64: 'j' };
  const found = [...header.matchAll(/^(u32|u64|f64|void) Z_coreZ_(\w+)\(Z_core_instance_t\*(.*)\);$/gm)].map(
    ([, result, name, list]) => ({ result, name, list: list.split(', ').slice(1) }),
  );
  const calls = found.map(({ result, name, list }) => {
    const call = `Z_coreZ_${name}(core${list.map((type, i) => `, (${type})a[${i}]`).join('')})`;
    const body =
      result === 'void'
        ? `${call}; return 0;`
        : `return ${result === 'f64' ? '(uint64_t)(int64_t)' : ''}${call};`;
    return `static uint64_t call_${name}(Z_core_instance_t *core, const uint64_t *a) { (void)a; ${body} }\n`;
  });
  const rows = found.map(
    ({ name, list }) => `  {"${name}", "${list.map((type) => types[type]).join('')}", call_${name}},\n`,
  );
  return `${calls.join('')}static const struct export EXPORTS[] = {\n${rows.join('')}};\n`;
}

/**
 * Compiles what {@link generateC} wrote.
 * @param {string} folder where core.c lies
 * @param {'sanitized' | 'coverage'} variant
 * @returns {string} path of the program
 */
export function compile(folder, variant) {
  const program = join(folder, variant);
  const common = [
    '-std=gnu11',
    '-Wall',
    '-Wextra',
    '-Werror',
    '-DWASM_RT_MEMCHECK_SIGNAL_HANDLER=0',
    '-DWASM_RT_USE_STACK_DEPTH_COUNT=0',
  ];
  const mine = [...common, `-I${folder}`, `-I${here}`];
  const quiet = ['-Wno-unused', '-Wno-error'];
  const options = VARIANTS[variant];
  const core = join(folder, `core-${variant}.o`);
  // Only the core's own code is measured; the driver is compiled in one go with it otherwise.
  execFileSync('gcc', [...mine, ...quiet, ...options, '-c', join(folder, 'core.c'), '-o', core], {
    cwd: folder,
  });
  const linked = variant === 'coverage' ? ['-O2'] : options;
  execFileSync(
    'gcc',
    [
      ...mine,
      ...linked,
      core,
      ...SOURCES.map((file) => join(here, file)),
      ...(variant === 'coverage' ? ['--coverage'] : []),
      '-lm',
      '-o',
      program,
    ],
    { cwd: folder },
  );
  return program;
}
