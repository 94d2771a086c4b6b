/** The text of a layer of a chain: `name[:target[:argument=value,…]]`. */

/** A layer's text, taken apart. */
export interface LayerSpec {
  readonly name: string;
  /** Empty when there is none. */
  readonly target: string;
  readonly args: Readonly<Record<string, string>>;
}

/**
 * Splits `name[:target[:argument=value,…]]`. Targets and values may hold colons: arguments begin at the first colon before a
 * `name=`, and a comma before a `name=` is between two of them.
 */
export function splitSpec(text: string): LayerSpec {
  const colon = text.indexOf(':');
  const name = colon < 0 ? text : text.slice(0, colon);
  const rest = colon < 0 ? '' : text.slice(colon + 1);
  const [, target = '', tail] = /^(?:(.*?):)?([A-Za-z][\w-]*=.*)$/s.exec(rest) ?? [];
  if (tail === undefined) return { name, target: rest, args: {} };
  const pairs = tail.split(/,(?=[A-Za-z][\w-]*=)/).map((pair): [string, string] => {
    const equals = pair.indexOf('=');
    return [pair.slice(0, equals), pair.slice(equals + 1)];
  });
  return { name, target, args: Object.fromEntries(pairs) };
}
