/** The connector `pcileech` by name: its target, its arguments, and the boards that are plugged in. */
import { defineConnector, hostPort, PagewalkError } from '../engine/index.js';
import { FT601_ID } from './ft601.js';

/** A PCILeech board. What talks to it is loaded when one is opened. */
export const PCILEECH = defineConnector({
  about: "a running machine's memory through a PCILeech board in it, on a USB cable",
  target: { value: 'NUMBER', required: false },
  arguments: {
    ranges: {
      kind: 'ranges',
      value: 'FIRST-LAST+…',
      about:
        "where memory is, hexadecimal and inclusive, as in the target's /proc/iomem; default: the board looks",
    },
    request: {
      kind: 'choice',
      value: 'BYTES',
      choices: ['128', '256', '512', '1024', '2048', '4096'],
      about: 'most bytes of a request; default: the board tries',
    },
  },
  targets: async (host) => {
    const boards = await hostPort(host, 'usb', 'pcileech').devices(FT601_ID);
    return boards.map(({ productName, serialNumber }, number) => ({
      target: String(number),
      about: [productName ?? 'FT601', serialNumber].filter((part) => typeof part === 'string').join(' '),
    }));
  },
  open: async ({ host, target, args, writable, signal }) => {
    if (!/^\d{0,3}$/.test(target))
      throw new PagewalkError('connector', 'usage', `'${target}' is no number of a board`, {
        expected: 'a number from 0 on: -c pcileech:0',
      });
    const { openPcileech } = await import('./pcileech.js');
    const device = await hostPort(host, 'usb', 'pcileech').open(FT601_ID, Number(target));
    const { ranges, request } = args;
    return openPcileech(
      device,
      { writable, ...(ranges && { ranges }), ...(request !== undefined && { request: Number(request) }) },
      signal,
    );
  },
});
