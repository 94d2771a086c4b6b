/** Spelling of network addresses: IPv4, IPv6 (RFC 5952), link-layer, and with ports. */

/** `127.0.0.1`, of 4 bytes. */
export function ipv4Text(bytes: Uint8Array): string {
  return bytes.join('.');
}

/** `fe80::1`, `::ffff:1.2.3.4`, of 16 bytes: the longest run of two or more zero groups is `::`. */
export function ipv6Text(bytes: Uint8Array): string {
  const groups = Array.from({ length: 8 }, (_, i) => ((bytes[2 * i] ?? 0) << 8) | (bytes[2 * i + 1] ?? 0));
  if (groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff)
    return `::ffff:${ipv4Text(bytes.subarray(12, 16))}`;
  let start = 0;
  let length = 0;
  for (let i = 0; i < 8; i++) {
    let end = i;
    while (end < 8 && groups[end] === 0) end++;
    if (end - i > length) [start, length] = [i, end - i];
  }
  const text = (part: number[]): string => part.map((group) => group.toString(16)).join(':');
  return length < 2 ? text(groups) : `${text(groups.slice(0, start))}::${text(groups.slice(start + length))}`;
}

/** `127.0.0.1:80`, `[::1]:80`. */
export function endpointText(address: Uint8Array, port: number): string {
  return address.length === 4 ? `${ipv4Text(address)}:${port}` : `[${ipv6Text(address)}]:${port}`;
}

/** `02:00:00:00:00:01`; empty for no bytes. */
export function linkAddressText(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(':');
}
