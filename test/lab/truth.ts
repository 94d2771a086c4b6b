/** Reads a guest's own account of itself, as test/dumps/init prints it. */

/** A process as the guest's /proc had it. */
export interface TrueProcess {
  readonly pid: number;
  readonly name: string;
  readonly state: string;
  readonly ppid: number;
  readonly uid: number;
  readonly command: string;
  readonly exe: string;
  readonly threads: readonly { readonly tid: number; readonly name: string }[];
  /** Lines as /proc/PID/maps has them, runs of blanks as one: `start-end perms offset device inode path`. */
  readonly maps: readonly string[];
  /** Ticks of 1/100 s from boot to start. */
  readonly start: number;
  /** Effective group. */
  readonly gid: number;
  /** A value of /proc/PID/status: `CapEff`, `Groups`; undefined where the account does not print it. */
  readonly status: (name: string) => string | undefined;
  /** `NAME=value`, in order. The lab joins them by blanks, so a value with blanks falls apart. */
  readonly environment: readonly string[];
  /** What each descriptor's link says, by number. */
  readonly descriptors: ReadonlyMap<number, string>;
  /** Lines of /proc/PID/cgroup; empty where the account does not print them. */
  readonly cgroup: string;
  /** Inode numbers of the namespaces by name: `mnt`, `net`, `pid`. */
  readonly namespaces: ReadonlyMap<string, number>;
}

/** The whole account. */
export interface Truth {
  readonly version: string;
  readonly processes: readonly TrueProcess[];
  /** `name size base`, as numbers and text of /proc/modules. */
  readonly modules: readonly string[];
  /** dmesg's lines. */
  readonly log: readonly string[];
  /** What the guest's pagemap said; physical is undefined where no page was. */
  readonly translations: readonly { what: string; virtual: bigint; physical: bigint | undefined }[];
  /** Processes of the crowd that a rich machine starts; the account says no more of them. */
  readonly crowd: readonly number[];
  /** Lines under a heading of the account: `netlink`, `mounts 135`; none where it is not there. */
  readonly section: (heading: string) => readonly string[];
  /** Addresses that the victim printed, by name. */
  readonly victim: { readonly pid: number; readonly address: (name: string) => bigint };
}

/** The lines between a `== heading` and the next. */
function section(text: string, heading: string): string[] {
  const start = text.indexOf(`== ${heading}\n`);
  if (start < 0) return [];
  const body = text.slice(text.indexOf('\n', start) + 1);
  const end = body.search(/^== /m);
  return (end < 0 ? body : body.slice(0, end)).trimEnd().split('\n');
}

function parseProcess(block: string): TrueProcess {
  const lines = block.split('\n');
  const stat = /^(\d+) \((.*)\) (\w) (\d+)/.exec(lines[1] ?? '');
  const maps = lines.filter((line) => /^[0-9a-f]+-[0-9a-f]+ [r-][w-][x-][ps] /.test(line));
  return {
    pid: Number(stat?.[1]),
    name: stat?.[2] ?? '',
    state: stat?.[3] ?? '',
    ppid: Number(stat?.[4]),
    uid: Number(/^Uid:\s+(\d+)/m.exec(block)?.[1]),
    command: (lines[2] ?? '').trimEnd(),
    exe: /^-- exe ?(.*)$/m.exec(block)?.[1] ?? '',
    threads: [...block.matchAll(/^TASK (\d+) (.*)$/gm)].map((match) => ({
      tid: Number(match[1]),
      name: match[2] ?? '',
    })),
    maps: maps.map((line) => line.replace(/ +/g, ' ').trimEnd()),
    start: Number((lines[1] ?? '').slice((lines[1] ?? '').lastIndexOf(')') + 2).split(' ')[19]),
    gid: Number(/^Gid:\s+\d+\s+(\d+)/m.exec(block)?.[1]),
    status: (name) => new RegExp(`^${name}:[ \\t]*(.*)$`, 'm').exec(block)?.[1]?.trim(),
    environment: (/^-- environ (.*)$/m.exec(block)?.[1] ?? '').split(' ').filter((part) => part !== ''),
    descriptors: new Map(
      (/^-- fds\n((?:\d+ .*\n)*)/m.exec(block)?.[1] ?? '')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => [Number.parseInt(line, 10), line.slice(line.indexOf(' ') + 1)]),
    ),
    cgroup: /^-- cgroup (.*)$/m.exec(block)?.[1] ?? '',
    namespaces: new Map(
      [...(/^-- ns(.*)$/m.exec(block)?.[1] ?? '').matchAll(/(\w+):\[(\d+)\]/g)]
        .map(([, name, inode]) => [name ?? '', Number(inode)] as const)
        // pid_for_children and time_for_children have links of the same name behind the process's own.
        .reverse(),
    ),
  };
}

/** Parses serial.txt. Throws when the account is not whole. */
export function parseTruth(serial: string): Truth {
  const text = serial.replaceAll('\r', '');
  if (!text.includes('LAB-BEGIN') || !text.includes('LAB-END'))
    throw new Error('the guest did not finish its account');
  const victim = /^VICTIM pid .*$/m.exec(text)?.[0] ?? '';
  const dmesg = section(text, 'dmesg');
  const end = dmesg.findIndex((line) => /^(VTOP|LAB-END)/.test(line));
  return {
    version: section(text, 'version')[0] ?? '',
    processes: text
      .split(/^(?=== proc \d+$)/m)
      .filter((block) => block.startsWith('== proc '))
      .map((block) => parseProcess(block.split(/\n== (?!proc)/)[0] ?? '')),
    modules: section(text, 'modules').map((line) => {
      const [name, size, , , , base] = line.split(' ');
      return `${name} ${size} ${base}`;
    }),
    log: end < 0 ? dmesg : dmesg.slice(0, end),
    translations: [...text.matchAll(/^VTOP (\S+) ([0-9a-f]+) (none|[0-9a-f]+)$/gm)].map(
      ([, what, virtual, physical]) => ({
        what: what ?? '',
        virtual: BigInt(`0x${virtual}`),
        physical: physical === 'none' ? undefined : BigInt(`0x${physical}`),
      }),
    ),
    crowd: [...text.matchAll(/^CROWD (\d+)$/gm)].map((match) => Number(match[1])),
    section: (heading) => section(text, heading),
    victim: {
      pid: Number(/pid (\d+)/.exec(victim)?.[1]),
      address: (name) => BigInt(new RegExp(` ${name} (0x[0-9a-f]+)`).exec(victim)?.[1] ?? 0),
    },
  };
}
