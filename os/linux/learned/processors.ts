/**
 * struct cpuinfo_x86, from a processor's copy: the name of the vendor stands behind the words of features, and before that
 * of the model. Source: arch/x86/include/asm/processor.h.
 */
import { Sampler } from '../infer/sample.js';
import type { LinuxKernel } from '../kernel.js';
import { knows, teach } from './teach.js';

/** Bytes that are looked at, and where features begin at the earliest. */
const LENGTH = 384;
const FIRST = 16;
/** Bytes of the two names. */
const VENDOR = 16;
const MODEL = 64;
/** Vendors by what their processors say, with their numbers (X86_VENDOR_*). */
const VENDORS: Readonly<Record<string, number>> = {
  GenuineIntel: 0,
  AuthenticAMD: 2,
  CentaurHauls: 5,
  HygonGenuine: 9,
  '  Shanghai  ': 10,
};
/** FPU, TSC and CX8 of the first word of features: every processor that the kernel runs on has them. */
const ALWAYS = 0x111;

/** Learns the structure; leaves it unknown when the copy is not as it should be. */
export async function learnProcessors(kernel: LinuxKernel, copy: bigint): Promise<void> {
  if (knows(kernel, 'cpuinfo_x86', 'x86_vendor_id')) return;
  const block = await new Sampler(kernel).one(copy, LENGTH);
  const places = Array.from({ length: (LENGTH - FIRST) / 4 }, (_, i) => FIRST + 4 * i);
  const vendor = places.find((at) => Object.hasOwn(VENDORS, block.text(at, VENDOR) ?? ''));
  const features = places.find((at) => ((block.u32(at) ?? 0) & ALWAYS) === ALWAYS);
  if (vendor === undefined || features === undefined || features >= vendor) return;
  const number = VENDORS[block.text(vendor, VENDOR) ?? ''];
  const byte = (at: number): number => ((block.u32(0) ?? 0) >>> (8 * at)) & 0xff;
  // Family, vendor, model, stepping; since 6.11 model, family, vendor, an unused byte, stepping.
  const first =
    byte(1) === number ? { family: 0, model: 2, stepping: 3 } : { family: 1, model: 0, stepping: 4 };
  if (first.family === 1 && byte(2) !== number) return;
  teach(kernel, 'cpuinfo_x86', {
    x86: [first.family, 1],
    x86_model: [first.model, 1],
    x86_stepping: [first.stepping, 1],
    x86_capability: [features, vendor - features],
    x86_vendor_id: [vendor, VENDOR],
    x86_model_id: [vendor + VENDOR, MODEL],
  });
}
