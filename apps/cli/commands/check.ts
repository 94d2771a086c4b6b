/** `check`: signs of manipulation in the operating system. */
import { findingRecord } from '../../../os/records.js';
import { listingCommand } from '../listing-command.js';

/** The command. */
export const command = listingCommand({
  name: 'check',
  about: 'signs of manipulation: hidden processes and modules, hooks, injected code; JSON has the evidence',
  list: (os, signal) => os.check(signal),
  record: findingRecord,
  columns: [{ field: 'kind' }, { field: 'what' }, { field: 'address' }, { field: 'detail' }],
});
