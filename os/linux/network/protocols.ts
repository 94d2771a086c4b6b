/** Names of socket families, types, states and protocols. Sources: include/linux/{socket,net}.h, include/net/tcp_states.h, include/uapi/linux/{in,netlink}.h. */

/** AF_… numbers of the families whose sockets have records of their own. */
export const AF = { UNIX: 1, INET: 2, INET6: 10, NETLINK: 16, PACKET: 17 } as const;

/** Other families, by number: what a record calls the protocol. */
export const FAMILIES: Readonly<Record<number, string>> = {
  3: 'ax25',
  4: 'ipx',
  5: 'appletalk',
  15: 'key',
  20: 'atmsvc',
  21: 'rds',
  24: 'pppox',
  26: 'llc',
  28: 'mpls',
  29: 'can',
  30: 'tipc',
  31: 'bluetooth',
  33: 'rxrpc',
  36: 'ieee802154',
  38: 'alg',
  39: 'nfc',
  40: 'vsock',
  41: 'kcm',
  42: 'qipcrtr',
  43: 'smc',
  44: 'xdp',
  45: 'mctp',
};

/** SOCK_…. */
export const SOCKET_TYPES: Readonly<Record<number, string>> = {
  1: 'stream',
  2: 'dgram',
  3: 'raw',
  4: 'rdm',
  5: 'seqpacket',
  6: 'dccp',
  10: 'packet',
};

/** TCP_… states, which other protocols use in part. NEW_SYN_RECV is shown as SYN_RECV, as the kernel does. */
export const STATES: Readonly<Record<number, string>> = {
  1: 'ESTABLISHED',
  2: 'SYN_SENT',
  3: 'SYN_RECV',
  4: 'FIN_WAIT1',
  5: 'FIN_WAIT2',
  6: 'TIME_WAIT',
  7: 'CLOSE',
  8: 'CLOSE_WAIT',
  9: 'LAST_ACK',
  10: 'LISTEN',
  11: 'CLOSING',
  12: 'SYN_RECV',
};
/** States of what is no full socket: struct inet_timewait_sock and struct request_sock. */
export const SMALL_STATES: readonly number[] = [6, 12];

/** IPPROTO_…, for the sockets of both internet families that are not raw. */
export const INTERNET_PROTOCOLS: Readonly<Record<number, string>> = {
  1: 'icmp',
  6: 'tcp',
  17: 'udp',
  33: 'dccp',
  58: 'icmp',
  132: 'sctp',
  136: 'udplite',
  262: 'mptcp',
};

/** NETLINK_…. */
export const NETLINK_NAMES: Readonly<Record<number, string>> = {
  0: 'route',
  2: 'usersock',
  3: 'firewall',
  4: 'sock_diag',
  5: 'nflog',
  6: 'xfrm',
  7: 'selinux',
  8: 'iscsi',
  9: 'audit',
  10: 'fib_lookup',
  11: 'connector',
  12: 'netfilter',
  13: 'ip6_fw',
  14: 'dnrtmsg',
  15: 'kobject_uevent',
  16: 'generic',
  18: 'scsitransport',
  19: 'ecryptfs',
  20: 'rdma',
  21: 'crypto',
  22: 'smc',
};
