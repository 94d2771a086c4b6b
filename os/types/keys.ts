/** Records of keys and keyrings. */

/** A key that the kernel keeps, as a line of /proc/keys tells of it. */
export interface KernelKey {
  /** Number by which programs name the key; above 0. */
  readonly serial: number;
  /**
   * Seven letters or dashes: I instantiated, R revoked, D dead, Q counted against a quota, U being made by a program,
   * N negative, i invalidated.
   */
  readonly flags: string;
  /** References to the key. */
  readonly usage: number;
  /** Seconds since 1970; null for a key that does not expire. Of a revoked key older kernels keep the time of that here. */
  readonly expires: number | null;
  /** A byte each for the possessor, the user, the group and others, the possessor's on top. */
  readonly permissions: number;
  /** Null for a key of no user; /proc/keys shows the overflow user then. */
  readonly uid: number | null;
  /** Null for a key of no group. */
  readonly gid: number | null;
  /** `keyring`, `user`, `asymmetric`; null when it cannot be read. */
  readonly type: string | null;
  /** Null when it cannot be read; a key without one is `[anon]`. */
  readonly description: string | null;
  /**
   * What the type adds: how many keys a keyring links to or `empty`, the bytes of a user's key, the algorithm and the
   * identifier of an asymmetric one. Null where the type is not among these, or the key has no payload.
   */
  readonly detail: string | null;
  /** Address of the key (struct key). */
  readonly address: bigint;
  readonly complete: boolean;
  readonly reason?: string;
}
