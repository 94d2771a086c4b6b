/** Several sources of types behind one interface: what the first lacks, as damage took it, the next may give. */
import type { TypeDescription } from '../types.js';
import { JoinedTypes } from './joined-types.js';
import type { TypeGraph } from './type-graph.js';
import type { StructLayout, TypeSource } from './types.js';

/** Type sources in order of precedence, for kernels whose own types are damaged or missing. */
export class LayeredTypes implements TypeSource {
  private joined: TypeGraph | undefined;

  constructor(private readonly sources: readonly TypeSource[]) {}

  /** Each source is asked when those before it have no answer. */
  struct(name: string): StructLayout | undefined {
    const { sources } = this;
    if (!sources.some((source) => source.struct(name) !== undefined)) return undefined;
    return {
      name,
      get size() {
        for (const source of sources) {
          const size = source.struct(name)?.size ?? 0;
          if (size > 0) return size;
        }
        return 0;
      },
      field: (path) => {
        for (const source of sources) {
          const field = source.struct(name)?.field(path);
          if (field !== undefined) return field;
        }
        return undefined;
      },
    };
  }

  describe(name: string): TypeDescription | undefined {
    for (const source of this.sources) {
      const found = source.describe(name);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** Whole types of all sources that have them, those of the first before those of the next. */
  graph(): TypeGraph | undefined {
    return (this.joined ??= this.join());
  }

  private join(): TypeGraph | undefined {
    for (const [i, source] of this.sources.entries()) {
      const first = source.graph?.();
      if (first === undefined) continue;
      const others = this.sources.slice(i + 1).filter((other) => other.graph !== undefined);
      if (others.length === 0) return first;
      return new JoinedTypes(first, () => others.flatMap((other) => other.graph?.() ?? []));
    }
    return undefined;
  }
}
