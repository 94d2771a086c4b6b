/** Addresses of what `pagewalk serve` serves. Loads no connector. */
import { PagewalkError } from '../engine/errors.js';

/** True for what `openRemote` takes: `ws://…`, `wss://…`. */
export function isRemoteAddress(text: string): boolean {
  return /^wss?:\/\//i.test(text);
}

/** The parts of `ws://HOST:PORT/#TOKEN`. Throws kind `usage` for one without a token. */
export function remoteAddress(text: string): { readonly url: string; readonly token: string } {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw new PagewalkError('connector', 'usage', `'${text}' is no address`, {
      hint: 'ws://HOST:PORT/#TOKEN',
    });
  }
  const token = url.hash.slice(1);
  if (token === '')
    throw new PagewalkError('connector', 'usage', `${text}: the token is missing`, {
      hint: 'the whole address as `pagewalk serve` prints it: ws://HOST:PORT/#TOKEN',
    });
  url.hash = '';
  return { url: url.href, token };
}
