/** Spelling of addresses against Node's own reading of them. */
import { isIPv6 } from 'node:net';
import { describe, expect, test } from 'vitest';
import { endpointText, ipv6Text, linkAddressText } from '../../../../os/linux/network/addresses.js';
import { random as seeded } from '../../../kit/random.js';

const six = (...groups: number[]) => Uint8Array.from(groups.flatMap((group) => [group >> 8, group & 255]));

describe('IPv6', () => {
  test.each([
    [six(0, 0, 0, 0, 0, 0, 0, 0), '::'],
    [six(0, 0, 0, 0, 0, 0, 0, 1), '::1'],
    [six(0xfe80, 0, 0, 0, 1, 2, 3, 4), 'fe80::1:2:3:4'],
    [six(1, 0, 0, 2, 0, 0, 0, 3), '1:0:0:2::3'],
    [six(1, 0, 0, 2, 0, 0, 3, 4), '1::2:0:0:3:4'],
    [six(1, 2, 3, 4, 5, 6, 7, 0), '1:2:3:4:5:6:7:0'],
    [six(1, 2, 3, 4, 5, 6, 0, 0), '1:2:3:4:5:6::'],
    [six(0, 0, 0, 0, 0, 0xffff, 0x7f00, 1), '::ffff:127.0.0.1'],
  ])('%s', (bytes, text) => {
    expect(ipv6Text(bytes)).toBe(text);
  });

  test('is what a URL makes of the long form', () => {
    const random = seeded(7);
    for (let i = 0; i < 500; i++) {
      const groups = Array.from({ length: 8 }, () => (random() < 0.5 ? 0 : Math.floor(random() * 0xffff)));
      const text = ipv6Text(six(...groups));
      expect(isIPv6(text)).toBe(true);
      const long = groups.map((group) => group.toString(16)).join(':');
      expect(new URL(`http://[${text}]/`).hostname).toBe(new URL(`http://[${long}]/`).hostname);
    }
  });
});

test('ends with ports, link-layer addresses', () => {
  expect(endpointText(Uint8Array.of(127, 0, 0, 1), 80)).toBe('127.0.0.1:80');
  expect(endpointText(six(0, 0, 0, 0, 0, 0, 0, 1), 80)).toBe('[::1]:80');
  expect(linkAddressText(Uint8Array.of(2, 0, 0, 0, 0, 0xff))).toBe('02:00:00:00:00:ff');
  expect(linkAddressText(new Uint8Array())).toBe('');
});
