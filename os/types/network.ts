/** Records of sockets and network interfaces. */
import type { Completeness } from '../types.js';

/** A socket, once for each descriptor that refers to it; once without an owner when none does. */
export interface Socket extends Completeness {
  /** `tcp`, `udp`, `raw`, `unix`, `netlink`, `packet`, or another family's name; null when it cannot be read. */
  readonly protocol: string | null;
  /** `127.0.0.1:80`, `[::1]:80`; a path, `@name`; `route:125`; `0x0800:lo`. Empty where a socket has no name. */
  readonly local: string | null;
  /** The other end, spelled alike; `socket:[number]` for a nameless unix socket; empty where there is none. */
  readonly remote: string | null;
  /** `LISTEN`, `ESTABLISHED`, `TIME_WAIT`…; `UNCONNECTED` for sockets without a connection. */
  readonly state: string | null;
  /** Null when no process holds a descriptor. */
  readonly pid: number | null;
  readonly fd: number | null;
  /** `stream`, `dgram`, `raw`, `seqpacket`. */
  readonly type: string | null;
  /** Number of the inode, as in `socket:[1234]`; 0 when there is none (not accepted yet, or closed). */
  readonly inode: number | null;
  readonly uid: number | null;
  /** Number of the network namespace, as in `net:[4026531840]`. */
  readonly namespace: number | null;
  /** Netlink only: the first 32 multicast groups, a bit each. */
  readonly groups?: number;
  /** Virtual address of the struct sock. */
  readonly address: bigint;
}

/** A network interface. */
export interface NetworkInterface extends Completeness {
  readonly name: string | null;
  readonly index: number | null;
  /** Link-layer address, `02:00:00:00:00:01`; empty where the interface has none. */
  readonly mac: string | null;
  /** Bytes. */
  readonly mtu: number | null;
  /** `up` or `down`, as set by the administrator. */
  readonly state: string | null;
  /** `192.168.1.2/24`, `fe80::1/64`, in the kernel's order, IPv4 first. */
  readonly addresses: readonly string[] | null;
  /** Number of the network namespace, as in `net:[4026531840]`. */
  readonly namespace: number;
  /** As `ip link` names them: `LOOPBACK`, `UP`, `LOWER_UP`, `PROMISC` (it takes packets that are for others). */
  readonly flags: readonly string[] | null;
  /** Virtual address of the struct net_device. */
  readonly address: bigint;
}
