// The jobs whose inner loop is compiled once for each mode.
import { Aarch64 } from '../mmu/aarch64';
import { ArmLpae } from '../mmu/arm-lpae';
import { ArmShort } from '../mmu/arm-short';
import { RiscvSv32, RiscvSv64 } from '../mmu/riscv';
import {
  A64_16K,
  A64_16K_LPA2,
  A64_4K,
  A64_4K_LPA2,
  A64_64K,
  ARM_LPAE,
  ARM_SHORT,
  RISCV_32,
  RISCV_64,
  Space,
  X86_32,
  X86_64,
  X86_PAE,
} from '../mmu/space';
import { X8632 } from '../mmu/x86-32';
import { X8664 } from '../mmu/x86-64';
import { X86Pae } from '../mmu/x86-pae';
import { enumeratePass } from './enumerate';
import { translatePass, translateWidePass } from './translate';

/** Translates what still waits; returns how many addresses wait then. */
export function translateInMode(space: Space): u32 {
  switch (space.mode) {
    case X86_64:
      return translatePass<X8664>(space);
    case X86_PAE:
      return translatePass<X86Pae>(space);
    case X86_32:
      return translatePass<X8632>(space);
    case A64_4K:
    case A64_4K_LPA2:
    case A64_16K:
    case A64_16K_LPA2:
    case A64_64K:
      return translatePass<Aarch64>(space);
    case ARM_SHORT:
      return translatePass<ArmShort>(space);
    case ARM_LPAE:
      return translatePass<ArmLpae>(space);
    case RISCV_32:
      return translatePass<RiscvSv32>(space);
    case RISCV_64:
      return translatePass<RiscvSv64>(space);
    default:
      return translateWidePass(space);
  }
}

/** Goes on with an enumeration; the wide mode has none, which the exports refuse. */
export function enumerateInMode(space: Space): i32 {
  switch (space.mode) {
    case X86_64:
      return enumeratePass<X8664>(space);
    case X86_PAE:
      return enumeratePass<X86Pae>(space);
    case X86_32:
      return enumeratePass<X8632>(space);
    case A64_4K:
    case A64_4K_LPA2:
    case A64_16K:
    case A64_16K_LPA2:
    case A64_64K:
      return enumeratePass<Aarch64>(space);
    case ARM_SHORT:
      return enumeratePass<ArmShort>(space);
    case ARM_LPAE:
      return enumeratePass<ArmLpae>(space);
    case RISCV_32:
      return enumeratePass<RiscvSv32>(space);
    default:
      return enumeratePass<RiscvSv64>(space);
  }
}
