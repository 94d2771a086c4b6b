/** Sections of modules, as /sys/module/NAME/sections has them. Source: kernel/module/sysfs.c (kernel/module.c before 5.19). */
import { listingOf } from '../listing.js';
import type { Listing, ModuleSection } from '../types.js';
import { readWord, type LinuxKernel } from './kernel.js';
import { StructReader, type Struct } from './structs.js';
import { textsAt } from './texts.js';

/** More sections than this mean that the record was overwritten. */
const MAX_SECTIONS = 4096;

/** An attribute's record: where it lies, and the member that holds the section's address. */
interface Attributes {
  readonly reader: StructReader;
  readonly name: string;
  readonly address: string;
  readonly stride: bigint;
}

/** Reads struct module_sect_attrs, which is there when the kernel was built with KALLSYMS and SYSFS. */
export class ModuleSections {
  private readonly attributes: Attributes;
  private readonly all: StructReader;

  constructor(private readonly kernel: LinuxKernel) {
    this.all = new StructReader(kernel, 'module_sect_attrs', [
      'attrs',
      'nsections?',
      'grp.bin_attrs|grp.bin_attrs_new?',
    ]);
    // Up to 6.13 a structure of their own holds the address; later it is the attribute's private word.
    const own = kernel.types.struct('module_sect_attr') !== undefined && this.all.has('nsections');
    const type = own ? 'module_sect_attr' : 'bin_attribute';
    const [name, address] = own ? ['battr.attr.name', 'address'] : ['attr.name', 'private'];
    this.attributes = {
      reader: new StructReader(kernel, type, [name, address]),
      name,
      address,
      stride: BigInt(kernel.types.struct(type)?.size ?? 0),
    };
  }

  /** Sections of some modules (struct module with `sect_attrs`); `reason` says why modules may be missing. */
  async of(modules: readonly Struct[], reason: string | undefined): Promise<Listing<ModuleSection>> {
    const items: ModuleSection[] = [];
    const reasons = reason === undefined ? [] : [reason];
    for (const module of modules) {
      const name = module.text('name');
      const address = module.word('sect_attrs');
      const sections = address === 0n ? [] : await this.sections(name, address);
      if (sections === undefined) reasons.push(`the sections of ${name} cannot be read`);
      else items.push(...sections);
    }
    return listingOf(items, reasons);
  }

  private async sections(module: string, address: bigint): Promise<ModuleSection[] | undefined> {
    const all = await this.all.at(address);
    const count = all === undefined ? undefined : await this.count(all);
    if (all === undefined || count === undefined) return undefined;
    const { reader, stride } = this.attributes;
    const first = all.addressOf('attrs');
    const structs = await reader.many(Array.from({ length: count }, (_, i) => first + BigInt(i) * stride));
    if (structs.some((struct) => struct === undefined)) return undefined;
    const found = structs as Struct[];
    const names = await textsAt(
      this.kernel,
      found.map((struct) => struct.word(this.attributes.name)),
    );
    return found.map((struct, i) => {
      const name = names[i] ?? null;
      return {
        module,
        name,
        address: struct.word(this.attributes.address),
        complete: name !== null,
        ...(name === null && { reason: 'the name cannot be read' }),
      };
    });
  }

  /** Attributes that a record has: its own count, or pointers up to the first that is zero. */
  private async count(all: Struct): Promise<number | undefined> {
    if (this.all.has('nsections')) {
      const count = all.number('nsections');
      return count <= MAX_SECTIONS ? count : undefined;
    }
    const pointers = all.word('grp.bin_attrs|grp.bin_attrs_new');
    for (let i = 0; i < MAX_SECTIONS; i++) {
      const pointer = await readWord(this.kernel, pointers + BigInt(i * this.kernel.wordSize));
      if (pointer === undefined) return undefined;
      if (pointer === 0n) return i;
    }
    return undefined;
  }
}
