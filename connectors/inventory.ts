/** The connectors by name: what each reads, and the arguments that it takes. Loads no connector, so that a list costs nothing. */
import type { Format } from './sniff.js';

/** An argument of a connector: `-c NAME:FILE:name=value`. */
export interface ConnectorArgument {
  readonly name: string;
  /** What the value looks like. */
  readonly value: string;
  readonly about: string;
}

/** What is known of a connector. */
export interface ConnectorEntry {
  readonly about: string;
  /** How a file is recognised; absent where only the user can say it. */
  readonly recognised?: string;
  readonly arguments: readonly ConnectorArgument[];
}

/** All connectors. */
export const CONNECTOR_ENTRIES: Readonly<Record<Format, ConnectorEntry>> = {
  raw: {
    about: 'a raw image: the offset is the physical address; also in parts, FILE.001, FILE.002 …',
    arguments: [
      {
        name: 'gaps',
        value: 'FIRST-LAST+…',
        about: 'physical memory that the image leaves out, hexadecimal and inclusive: c0000000-ffffffff',
      },
    ],
  },
  elf: {
    about: "an ELF core of physical memory: QEMU's, /proc/vmcore's, Xen's, VirtualBox's",
    recognised: '7f 45 4c 46 at the start, type ET_CORE at offset 0x10',
    arguments: [],
  },
  lime: { about: 'a LiME dump', recognised: "'EMiL' at the start", arguments: [] },
  avml: { about: 'an AVML dump of version 2', recognised: "'AVML' at the start", arguments: [] },
  kdump: {
    about: 'a kdump-compressed dump, flattened or not, of makedumpfile or QEMU',
    recognised: "'KDUMP   ' or 'makedumpfile' at the start",
    arguments: [],
  },
  qemu: {
    about: 'a migration stream of QEMU',
    recognised: "'QEVM' at the start",
    arguments: [],
  },
  qcow2: {
    about: 'a machine that QEMU saved into a qcow2 image',
    recognised: "'QFI\\xfb' at the start",
    arguments: [
      {
        name: 'snapshot',
        value: 'NAME',
        about: 'which of the saved machines, by name or number; default: the newest',
      },
    ],
  },
  vmware: {
    about: 'a VMware machine: .vmss or .vmsn, with the memory in it or in the .vmem beside it',
    recognised: "the magic number of VMware's tagged files at the start",
    arguments: [],
  },
  'windows-dump': {
    about: 'a Windows crash dump: full, bitmap, ranges',
    recognised: "'PAGEDU64' or 'PAGEDUMP' at the start",
    arguments: [],
  },
};

/** Names of the connectors. */
export const CONNECTOR_NAMES = Object.keys(CONNECTOR_ENTRIES) as readonly Format[];
