// Lets a running QEMU write its own kinds of files: a migration stream, and a snapshot inside a qcow2 image.

/** Waits until a job or a migration has ended well. */
async function ended(state) {
  for (;;) {
    const { status, error } = await state();
    if (status === 'completed' || status === 'concluded') {
      if (error !== undefined) throw new Error(error);
      return;
    }
    if (status === 'failed') throw new Error(`migration: ${error ?? 'failed'}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Runs a command that is a job, and forgets it when it has ended. */
async function job(qmp, command, args) {
  await qmp.execute(command, { 'job-id': command, ...args });
  const state = async () => (await qmp.execute('query-jobs')).find(({ id }) => id === command);
  await ended(state);
  await qmp.execute('job-dismiss', { id: command });
}

/** Saves the state of the machine as `savevm` does, under `tag`, into a qcow2 image that is made for it and stays attached. */
export async function saveSnapshot(qmp, path, tag = 'lab') {
  await job(qmp, 'blockdev-create', { options: { driver: 'file', filename: path, size: 0 } });
  await qmp.execute('blockdev-add', { driver: 'file', 'node-name': 'lab-file', filename: path });
  await job(qmp, 'blockdev-create', { options: { driver: 'qcow2', file: 'lab-file', size: 1 << 20 } });
  await qmp.execute('blockdev-add', { driver: 'qcow2', 'node-name': 'lab-image', file: 'lab-file' });
  await job(qmp, 'snapshot-save', { tag, vmstate: 'lab-image', devices: ['lab-image'] });
}

/** Writes the migration stream of the machine, which stays stopped. */
export async function saveStream(qmp, path) {
  await qmp.execute('migrate', { uri: `exec:cat > '${path}'` });
  await ended(async () => {
    const { status, 'error-desc': error } = await qmp.execute('query-migrate');
    return { status, error };
  });
}
