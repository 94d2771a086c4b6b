/** What several checks ask; each is asked once. */
import type { LinuxKernel } from '../kernel.js';
import type { Mappings } from '../mappings.js';
import type { Processes } from '../processes.js';
import type { Tasks } from '../tasks.js';
import { CodeMap } from './code-map.js';
import { findHiddenModules, type HiddenModules } from './hidden-modules.js';
import { listTasks, type ListedTasks } from './listed-tasks.js';
import { ModuleReader, type LoadedModule } from './loaded-modules.js';

/** Parts of the layer that checks build on. */
export interface Layer {
  readonly kernel: LinuxKernel;
  /** These three throw kind `unsupported` where the types lack their structures. */
  readonly tasks: () => Tasks;
  readonly processes: () => Processes;
  readonly mappings: () => Mappings;
}

/** Shared facts. */
export class Facts {
  readonly kernel: LinuxKernel;
  private listed: Promise<ListedTasks> | undefined;
  private loaded: Promise<{ modules: LoadedModule[]; reason?: string }> | undefined;
  private unlisted: Promise<HiddenModules> | undefined;
  private map: Promise<CodeMap> | undefined;

  constructor(readonly layer: Layer) {
    this.kernel = layer.kernel;
  }

  /** The tasks of the kernel's lists. */
  tasks(signal?: AbortSignal): Promise<ListedTasks> {
    return (this.listed ??= listTasks(this.kernel, this.layer.tasks(), signal));
  }

  /** The lists once more over live memory; the same over a dump. */
  tasksAgain(signal?: AbortSignal): Promise<ListedTasks> {
    if (this.kernel.engine.connector.live) this.listed = undefined;
    return this.tasks(signal);
  }

  /** The modules of the kernel's list. */
  modules(signal?: AbortSignal): Promise<{ modules: LoadedModule[]; reason?: string }> {
    return (this.loaded ??= new ModuleReader(this.kernel).listed(signal));
  }

  /** Modules that the list lacks. */
  hiddenModules(signal?: AbortSignal): Promise<HiddenModules> {
    return (this.unlisted ??= this.modules(signal).then((list) =>
      findHiddenModules(this.kernel, list, signal),
    ));
  }

  /** Who owns which code. */
  code(signal?: AbortSignal): Promise<CodeMap> {
    return (this.map ??= this.codeMap(signal));
  }

  private async codeMap(signal?: AbortSignal): Promise<CodeMap> {
    const { modules, reason } = await this.modules(signal);
    const hidden = await this.hiddenModules(signal);
    return CodeMap.of(this.kernel, modules, hidden.modules, reason === undefined ? [] : [reason], signal);
  }
}
