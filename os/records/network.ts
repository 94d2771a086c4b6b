/** JSON records of sockets and network interfaces. */
import { completeness, hexAddress, type JsonRecord } from '../records.js';
import type { NetworkInterface, Socket } from '../types.js';

/** Record of `sockets`. */
export function socketRecord(s: Socket): JsonRecord {
  const { protocol, local, remote, state, pid, fd, type, inode, uid, namespace, groups } = s;
  return {
    protocol,
    local,
    remote,
    state,
    pid,
    fd,
    type,
    inode,
    uid,
    namespace,
    ...(groups !== undefined && { groups: hexAddress(groups) }),
    address: hexAddress(s.address),
    ...completeness(s),
  };
}

/** Record of `interfaces`. */
export function interfaceRecord(i: NetworkInterface): JsonRecord {
  const { name, index, mac, mtu, state, addresses, namespace, flags } = i;
  return {
    name,
    index,
    mac,
    mtu,
    state,
    addresses,
    namespace,
    flags,
    address: hexAddress(i.address),
    ...completeness(i),
  };
}
