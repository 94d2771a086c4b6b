// What a paging mode must say. Each mode is a class of this shape whose methods compile to constants:
// the walker takes it as a type parameter and calls `changetype<M>(0).levels()`.

/** Shape of a mode; modes do not extend it (a vtable would cost the constants). */
export interface Mode {
  /** Levels of tables, top level first counted from `levels` down to 1. */
  levels(): u32;
  /** Bits of a virtual address that are translated. */
  addressBits(): u32;
}
