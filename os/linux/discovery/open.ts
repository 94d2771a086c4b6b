/** Opens the kernel that findings describe, and tells what it rests on. */
import { PagewalkError, type Engine } from '../../../engine/index.js';
import { RememberedSymbols, RememberedTypes } from '../../symbols/remembered.js';
import type { Evidence } from '../../types.js';
import { withHole } from '../holes.js';
import type { LinuxKernel } from '../kernel.js';
import { architectureNamed, kernelStart, pageShiftOf } from './architectures.js';
import { bannerAt } from './banner.js';
import { findModuleList } from '../infer/index.js';
import { imageSymbols } from './image-symbols.js';
import { imageTypes } from './image-types.js';
import { aboutOthers } from './other-symbols.js';
import { imageWord, PROBES } from './probes.js';
import { spaceOf } from './prove.js';
import { withBase } from './ram-base.js';
import { hex, type Findings, type FindOptions } from './types.js';

/**
 * Opens the kernel that findings describe. Rejects with kind `not-found` when its banner is no longer there, `malformed`
 * or `unsupported` when its types cannot be read.
 */
export async function openKernel(
  engine: Engine,
  findings: Findings,
  options: FindOptions = {},
): Promise<LinuxKernel> {
  const evidence: Evidence[] = [];
  const note = (what: string, where: string, value: string): void => {
    evidence.push({ what, where, value });
    options.onEvidence?.({ what, where, value });
  };
  const { region, place, delta, root, mode, banner, architecture, hole, base = 0 } = findings;
  const facts = architectureNamed(architecture);
  const { wordSize } = facts;
  const whole = hole === undefined ? await withBase(engine, base) : await withHole(engine, hole.low);
  const table = await imageSymbols(whole, findings);
  const symbols = new RememberedSymbols({ ...findings.symbols }, table);
  symbols.find(PROBES);
  if ((await bannerAt(whole, findings.bannerAt)) !== banner) {
    throw new PagewalkError(
      'os',
      'not-found',
      `${engine.connector.name}: the kernel is no longer where it was found`,
    );
  }
  note('banner', hex(findings.bannerAt), banner);
  if (place !== undefined)
    note('kallsyms', hex(region + place.tokenTable), `${place.count} symbols, ${place.kind} addresses`);
  else {
    note('kallsyms', 'none', 'missing or damaged; what is below stands in for it');
    const idle = symbols.address('init_task');
    const nameless = Object.keys(findings.others ?? {}).length === 0;
    if (nameless && idle !== undefined)
      note('idle task', hex(idle), 'named swapper, its own parent and leader: nothing names addresses');
  }
  for (const { what, where, value } of aboutOthers(findings.others)) note(what, where, value);
  note('image delta', hex(region), hex(delta));
  note('root', hex(root), mode);
  const directMap = await imageWord(whole, symbols, delta, 'page_offset_base', wordSize);
  if (directMap !== undefined) note('direct map', 'page_offset_base', hex(directMap));
  if (base !== 0) note('ram base', hex(0), hex(base));
  if (hole !== undefined) {
    note(
      'hole',
      hex(hole.low),
      `the file goes on at 0x100000000; ${hole.agree} self pointers there agree with the direct map`,
    );
  }
  for (const { address, text } of findings.alsoSeen ?? []) note('other kernel', hex(address), text);
  const space = await spaceOf(whole, findings, symbols);
  if (findings.directMap !== undefined) {
    const value = 'page tables are damaged: all memory and the image are read as they lie, not by the tables';
    note('linear', hex(findings.directMap), value);
  }
  const start = kernelStart(facts, BigInt(region) + delta);
  if (symbols.address('modules') === undefined) {
    const list = await findModuleList({ engine: whole, symbols, space, delta, wordSize, kernelStart: start });
    if (list !== undefined) {
      symbols.memory['modules'] = list;
      note('modules', 'found by their list', hex(list));
    }
  }
  const { derived: kept, others, btf } = findings;
  const known = findings.types !== undefined;
  const at = { symbols, space, delta, region, wordSize, kernelStart: start };
  const learn = (name: string, address: bigint): void => {
    symbols.memory[name] = address;
    note(name, 'by what it is used for', hex(address));
  };
  const image = { ...at, btf, derived: kept, known, others, learn };
  const { source, derived, btf: own, ...about } = await imageTypes(whole, image);
  note(about.what, about.where, about.value);
  const types = new RememberedTypes({ ...findings.types }, source);
  return {
    engine: whole,
    space,
    root,
    symbols,
    types,
    architecture,
    wordSize,
    pageShift: pageShiftOf(mode),
    kernelStart: start,
    banner,
    release: banner.split(' ')[2] ?? '',
    evidence,
    ...(derived && { derived }),
    ...(own && { btf: own }),
  };
}
