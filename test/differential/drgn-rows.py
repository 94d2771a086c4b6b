"""Prints what drgn sees in an ELF core as JSON lines, for drgn.js to compare: drgn-rows.py CORE VMLINUX."""
import ipaddress
import json
import sys

import drgn
from drgn.helpers.linux.bpf import bpf_map_for_each, bpf_prog_for_each
from drgn.helpers.linux.cgroup import cgroup_path
from drgn.helpers.linux.fs import d_path, for_each_file, for_each_mount, mount_dst, mount_fstype, mount_src
from drgn.helpers.linux.mm import cmdline, environ, for_each_vma
from drgn.helpers.linux.module import for_each_module, module_address_regions
from drgn.helpers.linux.net import (
    SOCKET_I,
    for_each_net,
    for_each_netdev,
    netdev_ipv4_addrs,
    netdev_ipv6_addrs,
    netdev_name,
)
from drgn.helpers.linux.pid import for_each_task
from drgn.helpers.linux.printk import get_printk_records
from drgn.helpers.linux.sched import task_state_to_char

S_IFMT, S_IFSOCK = 0o170000, 0o140000
AF_INET, AF_INET6 = 2, 10
VM_FLAGS = ((1, "r"), (2, "w"), (4, "x"))
VM_MAYSHARE = 0x80


def text(value):
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else value


def show(kind, **fields):
    print(json.dumps({"kind": kind, **{name: text(value) for name, value in fields.items()}}))


def show_task(task):
    pid = task.pid.value_()
    if task.tgid.value_() != pid:
        show("thread", pid=task.tgid.value_(), tid=pid, name=task.comm.string_(), state=task_state_to_char(task))
        return
    show(
        "process",
        pid=pid,
        ppid=task.real_parent.tgid.value_(),
        name=task.comm.string_(),
        state=task_state_to_char(task),
        uid=task.cred.uid.val.value_(),
        gid=task.cred.gid.val.value_(),
        started=task.start_boottime.value_() // 1000 / 1e6,
        cgroup=cgroup_path(task.cgroups.dfl_cgrp),
        address=task.value_(),
    )
    if task.mm:
        words = cmdline(task)
        show("command", pid=pid, command=b" ".join(words or []))
        for setting in environ(task) or []:
            show("environment", pid=pid, setting=setting)
        for vma in for_each_vma(task.mm):
            flags = vma.vm_flags.value_()
            letters = "".join(letter if flags & bit else "-" for bit, letter in VM_FLAGS)
            file = vma.vm_file
            show(
                "mapping",
                pid=pid,
                start=vma.vm_start.value_(),
                end=vma.vm_end.value_(),
                permissions=letters + ("s" if flags & VM_MAYSHARE else "p"),
                offset=vma.vm_pgoff.value_() * 4096 if file else 0,
                path=d_path(file.f_path) if file else b"",
            )
    if task.files:
        for fd, file in for_each_file(task):
            if not file:
                continue
            show("file", pid=pid, fd=fd, path=d_path(file.f_path))
            inode = file.f_inode
            if inode.i_mode.value_() & S_IFMT == S_IFSOCK:
                show_socket(pid, fd, inode)


def endpoint(address, port):
    return f"{ipaddress.ip_address(address)} {port}"


def show_socket(pid, fd, inode):
    socket = SOCKET_I(inode)
    sk = socket.sk
    family = sk.__sk_common.skc_family.value_() if sk else 0
    fields = {"pid": pid, "fd": fd, "inode": inode.i_ino.value_(), "family": family, "type": socket.type.value_()}
    if family in (AF_INET, AF_INET6):
        common = sk.__sk_common
        inet = drgn.cast("struct inet_sock *", sk)
        raw = (
            (common.skc_rcv_saddr, common.skc_daddr)
            if family == AF_INET
            else (common.skc_v6_rcv_saddr, common.skc_v6_daddr)
        )
        local, remote = (drgn.Object.to_bytes_(part.read_()) for part in raw)
        fields["local"] = endpoint(local, int.from_bytes(inet.inet_sport.value_().to_bytes(2, "little"), "big"))
        fields["remote"] = endpoint(remote, int.from_bytes(common.skc_dport.value_().to_bytes(2, "little"), "big"))
        fields["state"] = common.skc_state.value_()
    show("socket", **fields)


def main():
    core, vmlinux = sys.argv[1:]
    prog = drgn.Program()
    prog.set_core_dump(core)
    prog.load_debug_info([vmlinux])
    drgn.set_default_prog(prog)
    for task in for_each_task():
        show_task(task)
    for module in for_each_module():
        regions = [region for region in module_address_regions(module) if region[1] > 0]
        base, size = min(start for start, _ in regions), sum(length for _, length in regions)
        show("module", name=module.name.string_(), base=base, size=size)
    first = prog["init_task"].nsproxy.mnt_ns
    for mount in for_each_mount(first):
        show("mount", source=mount_src(mount), target=mount_dst(mount), type=mount_fstype(mount))
    for net in for_each_net():
        for device in for_each_netdev(net):
            name, namespace = netdev_name(device), net.ns.inum.value_()
            show("interface", name=name, namespace=namespace, mtu=device.mtu.value_())
            for address in [*netdev_ipv4_addrs(device), *netdev_ipv6_addrs(device)]:
                show("address", name=name, namespace=namespace, address=str(address))
    for record in get_printk_records():
        for line in record.text.split(b"\n"):
            show("log", time=record.timestamp // 1000 / 1e6, text=line)
    for program in bpf_prog_for_each():
        show("program", id=program.aux.id.value_(), name=program.aux.name.string_())
    for map_ in bpf_map_for_each():
        show("map", id=map_.id.value_(), name=map_.name.string_())


main()
