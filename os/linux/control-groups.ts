/** Paths of processes in the unified hierarchy of control groups. Sources: kernel/cgroup/cgroup.c, fs/kernfs/dir.c. */
import type { LinuxKernel } from './kernel.js';
import { optionalReader, type StructReader } from './structs.js';
import { textsAt } from './texts.js';

/** Control groups on one path; more means that the chain is damaged. */
const MAX_DEPTH = 64;

/** A path on its way up. */
interface Climb {
  readonly group: bigint;
  node: bigint;
  /** Names from the group upwards. */
  readonly names: string[];
}

/** Reads such paths, as far as this kernel's types reach. */
export class ControlGroups {
  private readonly set: StructReader | undefined;
  private readonly group: StructReader | undefined;
  private readonly node: StructReader | undefined;
  private readonly paths = new Map<bigint, string | null>();

  constructor(private readonly kernel: LinuxKernel) {
    this.set = optionalReader(kernel, 'css_set', ['dfl_cgrp']);
    this.group = optionalReader(kernel, 'cgroup', ['kn']);
    this.node = optionalReader(kernel, 'kernfs_node', ['name', 'parent|__parent']);
  }

  /** True when the types lead to paths. */
  get known(): boolean {
    return this.set !== undefined && this.node !== undefined;
  }

  /** Paths by the addresses of tasks' css_set; null where one cannot be read. Level by level, all of a level at once. */
  async of(sets: readonly bigint[]): Promise<(string | null)[]> {
    const groups = (await this.set?.once(sets))?.map((set) => set?.word('dfl_cgrp') ?? 0n) ?? [];
    await this.climb([...new Set(groups)].filter((group) => group !== 0n && !this.paths.has(group)));
    return sets.map((_, i) => this.paths.get(groups[i] ?? 0n) ?? null);
  }

  private async climb(groups: readonly bigint[]): Promise<void> {
    const structs = (await this.group?.many(groups)) ?? [];
    let open = groups.map((group, i): Climb => ({ group, node: structs[i]?.word('kn') ?? 0n, names: [] }));
    for (const { group } of open) this.paths.set(group, null);
    for (let depth = 0; depth < MAX_DEPTH && open.length > 0; depth++) {
      const nodes = (await this.node?.once(open.map(({ node }) => node))) ?? [];
      const names = await textsAt(
        this.kernel,
        nodes.map((node) => node?.word('name') ?? 0n),
      );
      open = open.filter((climb, i) => {
        const parent = nodes[i]?.word('parent|__parent');
        if (parent === undefined) return false;
        if (parent === 0n) {
          this.paths.set(climb.group, `/${climb.names.toReversed().join('/')}`);
          return false;
        }
        const name = names[i] ?? null;
        if (name === null) return false;
        climb.names.push(name);
        climb.node = parent;
        return true;
      });
    }
  }
}
