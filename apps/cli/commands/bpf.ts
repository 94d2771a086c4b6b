/** `bpf`: loaded BPF programs and maps. */
import { bpfRecord } from '../../../os/records.js';
import { listingCommand } from '../listing-command.js';
import { orNone } from '../render-table.js';

/** The command. */
export const command = listingCommand({
  name: 'bpf',
  about: 'loaded BPF programs and maps',
  list: (os, signal) => os.bpf(signal),
  record: bpfRecord,
  columns: [
    { field: 'kind' },
    { field: 'id', align: 'right' },
    { field: 'type' },
    { field: 'name' },
    { field: 'tag' },
    { field: 'uid', align: 'right' },
    { field: 'code', align: 'right', show: orNone('-') },
    { field: 'codeSize', align: 'right', show: orNone('-') },
    { field: 'keySize', align: 'right' },
    { field: 'valueSize', align: 'right' },
    { field: 'maxEntries', align: 'right' },
  ],
});
