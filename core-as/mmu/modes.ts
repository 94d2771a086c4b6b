// All paging modes by name, and single walks in the mode of a space.
import { NOT_CANONICAL } from '../abi';
import { Aarch64 } from './aarch64';
import { ArmLpae } from './arm-lpae';
import { ArmShort } from './arm-short';
import { RiscvSv32, RiscvSv64 } from './riscv';
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
} from './space';
import { answerAt, answerInfo, extentEnd, walk } from './walk';
import { X8632 } from './x86-32';
import { X8664 } from './x86-64';
import { X86Pae } from './x86-pae';

/** Translates one address; the answer is where answerAt says. The wide mode has no addresses of 64 bits: not canonical. */
export function walkAddress(space: Space, va: u64): u32 {
  const at = answerAt();
  switch (space.mode) {
    case X86_64:
      return walk<X8664>(space, va, at, at + 8);
    case X86_PAE:
      return walk<X86Pae>(space, va, at, at + 8);
    case X86_32:
      return walk<X8632>(space, va, at, at + 8);
    case A64_4K:
    case A64_4K_LPA2:
    case A64_16K:
    case A64_16K_LPA2:
    case A64_64K:
      return walk<Aarch64>(space, va, at, at + 8);
    case ARM_SHORT:
      return walk<ArmShort>(space, va, at, at + 8);
    case ARM_LPAE:
      return walk<ArmLpae>(space, va, at, at + 8);
    case RISCV_32:
      return walk<RiscvSv32>(space, va, at, at + 8);
    case RISCV_64:
      return walk<RiscvSv64>(space, va, at, at + 8);
    default:
      store<u64>(at, 0);
      store<u32>(at, NOT_CANONICAL, 8);
      return NOT_CANONICAL;
  }
}

/** Last address that the answer of the last walkAddress about `va` holds for. */
export function answerEnd(space: Space, va: u64): u64 {
  const info = answerInfo();
  switch (space.mode) {
    case X86_64:
    case X86_PAE:
    case ARM_LPAE:
    case RISCV_64:
      return extentEnd<X8664>(space, va, info);
    case X86_32:
    case RISCV_32:
      return extentEnd<X8632>(space, va, info);
    case A64_4K:
    case A64_4K_LPA2:
    case A64_16K:
    case A64_16K_LPA2:
    case A64_64K:
      return extentEnd<Aarch64>(space, va, info);
    case ARM_SHORT:
      return extentEnd<ArmShort>(space, va, info);
    default:
      return ~(<u64>0);
  }
}
