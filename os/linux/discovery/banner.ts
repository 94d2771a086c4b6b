/** Reads the kernel's banner from its image. */
import type { Engine } from '../../../engine/index.js';
import type { SymbolTable } from '../../symbols/types.js';
import { outward } from './outward.js';

const MAX_BANNER = 512;

/** A banner and its physical address. */
export interface Banner {
  readonly at: bigint;
  readonly text: string;
}

/**
 * The kernel's banner; where damage has hit its symbol or its page, another copy in the image. Undefined when there is none.
 * Source: init/version-timestamp.c, linux_banner (a weak copy without a build number is left out).
 */
export async function readBanner(
  engine: Engine,
  symbols: SymbolTable,
  { delta, region }: { readonly delta: bigint; readonly region: number },
): Promise<Banner | undefined> {
  const named = await namedBanner(engine, symbols, delta);
  if (named !== undefined) return named;
  const bytes = Uint8Array.from('Linux version ', (c) => c.charCodeAt(0));
  for (const range of outward(region))
    for await (const hit of engine.physical.search([{ bytes }], { range })) {
      const text = await bannerAt(engine, hit.address);
      if (text !== undefined) return { at: hit.address, text };
    }
  return undefined;
}

/** The banner where the symbol says; undefined when none is there. */
export async function namedBanner(
  engine: Engine,
  symbols: SymbolTable,
  delta: bigint,
): Promise<Banner | undefined> {
  const address = symbols.address('linux_banner');
  if (address === undefined) return undefined;
  const at = BigInt.asUintN(64, address - delta);
  const text = await bannerAt(engine, at);
  return text === undefined ? undefined : { at, text };
}

/** The banner at a physical address; undefined when none is there. */
export async function bannerAt(engine: Engine, phys: bigint): Promise<string | undefined> {
  const { data } = await engine.physical.readPartial(phys, MAX_BANNER);
  const text = new TextDecoder('latin1').decode(data.subarray(0, Math.max(0, data.indexOf(0))));
  return /^Linux version \d[^\n]* #\d[^\n]*\n?$/.test(text) ? text.trimEnd() : undefined;
}
