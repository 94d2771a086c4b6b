/** Names of kinds of BPF programs and maps by number: they are part of the kernel's interface and never change. Source: include/uapi/linux/bpf.h. */

/** enum bpf_prog_type, without `BPF_PROG_TYPE_`. */
export const PROGRAM_TYPES: readonly string[] = (
  'unspec socket_filter kprobe sched_cls sched_act tracepoint xdp perf_event cgroup_skb cgroup_sock lwt_in lwt_out lwt_xmit ' +
  'sock_ops sk_skb cgroup_device sk_msg raw_tracepoint cgroup_sock_addr lwt_seg6local lirc_mode2 sk_reuseport flow_dissector ' +
  'cgroup_sysctl raw_tracepoint_writable cgroup_sockopt tracing struct_ops ext lsm sk_lookup syscall netfilter'
).split(' ');

/** enum bpf_map_type, without `BPF_MAP_TYPE_`; of those that were renamed the name that stands first. */
export const MAP_TYPES: readonly string[] = (
  'unspec hash array prog_array perf_event_array percpu_hash percpu_array stack_trace cgroup_array lru_hash lru_percpu_hash ' +
  'lpm_trie array_of_maps hash_of_maps devmap sockmap cpumap xskmap sockhash cgroup_storage_deprecated reuseport_sockarray ' +
  'percpu_cgroup_storage_deprecated queue stack sk_storage devmap_hash struct_ops ringbuf inode_storage task_storage ' +
  'bloom_filter user_ringbuf cgrp_storage arena insn_array'
).split(' ');
