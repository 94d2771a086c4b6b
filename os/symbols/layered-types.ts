/** Several sources of types behind one interface: what the first lacks, as damage took it, the next may give. */
import type { TypeDescription } from '../types.js';
import { JoinedTypes } from './joined-types.js';
import type { TypeGraph } from './type-graph.js';
import type { StructLayout, TypeSource } from './types.js';

/** Type sources in order of precedence, for kernels whose own types are damaged or missing. */
export class LayeredTypes implements TypeSource {
  private joined: JoinedTypes | undefined;

  constructor(private readonly sources: readonly TypeSource[]) {}

  struct(name: string): StructLayout | undefined {
    const layouts = this.sources.flatMap((source) => source.struct(name) ?? []);
    if (layouts.length === 0) return undefined;
    return {
      name,
      size: layouts.find(({ size }) => size > 0)?.size ?? 0,
      field: (path) => {
        for (const layout of layouts) {
          const field = layout.field(path);
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
    const graphs = this.sources.flatMap((source) => source.graph?.() ?? []);
    const [first, ...others] = graphs;
    if (first === undefined || others.length === 0) return first;
    return (this.joined ??= new JoinedTypes(first, others));
  }
}
