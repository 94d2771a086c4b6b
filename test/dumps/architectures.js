// What differs between the architectures that the lab boots: commands, packages, consoles, machines.

/**
 * Rows by the name that QEMU gives an architecture. `debian` is Debian's name for it, `prefix` that of its cross compiler,
 * `kernelHalf` the lowest address that its kernels map for themselves, `raw` says that QEMU 7.2 boots only a plain kernel image.
 */
export const ARCHITECTURES = {
  x86_64: {
    debian: 'amd64',
    console: 'ttyS0',
    machine: 'pc',
    cpu: 'max',
    prefix: '',
    kernelHalf: 1n << 63n,
    raw: false,
    tools: { 'qemu-system-x86_64': 'qemu-system-x86', '/usr/lib/x86_64-linux-gnu/libc.a': 'libc6-dev' },
  },
  i386: {
    debian: 'i386',
    console: 'ttyS0',
    machine: 'pc',
    cpu: 'max',
    prefix: 'i686-linux-gnu-',
    kernelHalf: 0xc0000000n,
    raw: false,
    tools: {
      'qemu-system-i386': 'qemu-system-x86',
      'i686-linux-gnu-gcc': 'gcc-i686-linux-gnu',
      '/usr/i686-linux-gnu/lib/libc.a': 'libc6-dev-i386-cross',
    },
  },
  aarch64: {
    debian: 'arm64',
    console: 'ttyAMA0',
    machine: 'virt',
    cpu: 'max',
    prefix: 'aarch64-linux-gnu-',
    kernelHalf: 1n << 63n,
    raw: true,
    tools: {
      'qemu-system-aarch64': 'qemu-system-arm',
      'aarch64-linux-gnu-gcc': 'gcc-aarch64-linux-gnu',
      '/usr/aarch64-linux-gnu/lib/libc.a': 'libc6-dev-arm64-cross',
    },
  },
  arm: {
    debian: 'armhf',
    console: 'ttyAMA0',
    machine: 'virt',
    cpu: 'cortex-a15',
    prefix: 'arm-linux-gnueabihf-',
    // Modules lie in the 16 MiB below the kernel's three gigabytes.
    kernelHalf: 0xbf000000n,
    raw: false,
    tools: {
      'qemu-system-arm': 'qemu-system-arm',
      'arm-linux-gnueabihf-gcc': 'gcc-arm-linux-gnueabihf',
      '/usr/arm-linux-gnueabihf/lib/libc.a': 'libc6-dev-armhf-cross',
    },
  },
  riscv64: {
    debian: 'riscv64',
    console: 'ttyS0',
    machine: 'virt',
    cpu: 'rv64',
    prefix: 'riscv64-linux-gnu-',
    kernelHalf: 1n << 63n,
    raw: true,
    tools: {
      'qemu-system-riscv64': 'qemu-system-misc',
      'riscv64-linux-gnu-gcc': 'gcc-riscv64-linux-gnu',
      '/usr/riscv64-linux-gnu/lib/libc.a': 'libc6-dev-riscv64-cross',
      '/usr/share/qemu/opensbi-riscv64-generic-fw_dynamic.bin': 'opensbi',
    },
  },
};

/** @param {object} machine a row of machines.json @returns {object} the row of its architecture */
export const architectureOf = (machine) => ARCHITECTURES[machine.arch ?? 'x86_64'];
