/** Finds the type information of the kernel proper. Source: include/asm-generic/vmlinux.lds.h, BTF. */
import { PagewalkError, type Engine } from '../../../engine/index.js';
import type { SymbolTable } from '../../symbols/types.js';

const MAX_BTF = 64 << 20;

/** Virtual address and bytes of the section. Throws kind `unsupported` when the kernel has none. */
export function btfSection(engine: Engine, symbols: SymbolTable): { start: bigint; size: number } {
  const start = symbols.address('__start_BTF');
  const stop = symbols.address('__stop_BTF');
  if (start === undefined || stop === undefined || stop <= start || stop - start > BigInt(MAX_BTF)) {
    throw new PagewalkError(
      'os',
      'unsupported',
      `${engine.connector.name}: the kernel carries no BTF type information`,
      {
        source: engine.connector.name,
        expected: 'symbols __start_BTF and __stop_BTF',
        hint: 'this version reads kernels built with CONFIG_DEBUG_INFO_BTF only',
      },
    );
  }
  return { start, size: Number(stop - start) };
}
