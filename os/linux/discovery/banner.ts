/** Reads the kernel's banner from its image. */
import type { Engine } from '../../../engine/index.js';
import type { SymbolTable } from '../../symbols/types.js';
import { DATA_REACH } from './types.js';

const MAX_BANNER = 512;

/**
 * The kernel's banner; where damage has hit its symbol or its page, another copy in the image. Undefined when there is none.
 * Source: init/version-timestamp.c, linux_banner (a weak copy without a build number is left out).
 */
export async function readBanner(
  engine: Engine,
  symbols: SymbolTable,
  { delta, region }: { readonly delta: bigint; readonly region: number },
): Promise<string | undefined> {
  const named = await namedBanner(engine, symbols, delta);
  if (named !== undefined) return named;
  const bytes = Uint8Array.from('Linux version ', (c) => c.charCodeAt(0));
  const range = {
    start: BigInt(Math.max(0, region - DATA_REACH)),
    end: BigInt(region + DATA_REACH),
  };
  for await (const hit of engine.physical.search([{ bytes }], { range })) {
    const text = await bannerAt(engine, hit.address);
    if (text !== undefined) return text;
  }
  return undefined;
}

/** The banner where the symbol says; undefined when none is there. */
export async function namedBanner(
  engine: Engine,
  symbols: SymbolTable,
  delta: bigint,
): Promise<string | undefined> {
  const address = symbols.address('linux_banner');
  return address === undefined ? undefined : bannerAt(engine, BigInt.asUintN(64, address - delta));
}

async function bannerAt(engine: Engine, phys: bigint): Promise<string | undefined> {
  const { data } = await engine.physical.readPartial(phys, MAX_BANNER);
  const text = new TextDecoder('latin1').decode(data.subarray(0, Math.max(0, data.indexOf(0))));
  return /^Linux version \d[^\n]* #\d[^\n]*\n?$/.test(text) ? text.trimEnd() : undefined;
}
