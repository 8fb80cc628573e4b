#!/usr/bin/env bash
# Starts a Slurm of several nodes on this machine; see README.md.
set -euo pipefail
cd "$(dirname "$0")"
. ./settings.sh

[ "$(id -u)" = 0 ] || fail "must run as root (network namespaces, slurmd)"
[ ! -e "$run" ] || fail "$run exists: run stop.sh first, or set SLURM_LOCAL_DIR"
[ ${#run} -le 60 ] || fail "SLURM_LOCAL_DIR is too long for a Unix socket"

umask 022
mkdir -p "$run"/{etc,log,pid,nodes,munge,ctld}
trap '[ $? = 0 ] || { tail -n 3 "$run"/log/* >&2; ./stop.sh; }' EXIT

# The network: one namespace a host, joined by a bridge in the controller's. The machine's own network is not touched.
ip netns add "$controller"
ip -n "$controller" link set lo up
ip -n "$controller" link add br0 type bridge
ip -n "$controller" addr add "$SLURM_LOCAL_NET.1/24" dev br0
ip -n "$controller" link set br0 up
printf '127.0.0.1 localhost\n%s ctl\n' "$SLURM_LOCAL_NET.1" > "$run/etc/hosts"
node_lines=
for number in $(seq "$SLURM_LOCAL_NODES"); do
  node=n$number
  ip netns add "$(namespace "$node")"
  ip -n "$(namespace "$node")" link set lo up
  ip -n "$controller" link add "v$node" type veth peer name eth0 netns "$(namespace "$node")"
  ip -n "$controller" link set "v$node" master br0 up
  ip -n "$(namespace "$node")" addr add "$(address "$node")/24" dev eth0
  ip -n "$(namespace "$node")" link set eth0 up
  echo "$(address "$node") $node" >> "$run/etc/hosts"
  node_lines+="NodeName=$node NodeHostname=$node NodeAddr=$(address "$node") CPUs=$SLURM_LOCAL_CPUS RealMemory=$SLURM_LOCAL_MEMORY_MIB"$'\n'
done

text=$(< slurm.conf.in)
text=${text//@NAME@/$SLURM_LOCAL_NAME}
text=${text//@ADDRESS@/$SLURM_LOCAL_NET.1}
text=${text//@RUN@/$run}
printf '%s\n' "${text//@NODES@/$node_lines}" > "$config"
echo "CgroupPlugin=cgroup/v1" > "$run/etc/cgroup.conf"  # named, so that slurmd does not look for one; none is made

# A private key and socket; one munged serves every namespace through its socket.
chown munge:munge "$run/munge"
(umask 077 && head -c 1024 /dev/urandom > "$run/munge/munge.key")
chown munge:munge "$run/munge/munge.key"
install -o munge -g munge -m 640 /dev/null "$run/log/munged.log"
(exec setpriv --reuid munge --regid munge --clear-groups munged --foreground --force \
  --key-file "$run/munge/munge.key" --socket "$run/munge/munge.socket.2" --pid-file "$run/munge/munged.pid" \
  --log-file "$run/log/munged.log" --seed-file "$run/munge/munged.seed") < /dev/null >> "$run/log/munged.out" 2>&1 &
remember munged $!
for _ in $(seq 50); do
  [ ! -S "$run/munge/munge.socket.2" ] || break
  sleep 0.1
done

chown slurm: "$run/ctld"
install -o slurm -m 644 /dev/null "$run/log/slurmctld.log"
(exec_on ctl env SLURM_CONF="$config" slurmctld -D -f "$config") < /dev/null >> "$run/log/slurmctld.out" 2>&1 &
remember slurmctld $!
for number in $(seq "$SLURM_LOCAL_NODES"); do start_node "n$number"; done

idle=0
for _ in $(seq 150); do
  is_alive slurmctld || fail "slurmctld ended"
  idle=$(./on.sh ctl sinfo --noheader --Node --states=idle --format=%N 2>/dev/null | wc -l)
  [ "$idle" != "$SLURM_LOCAL_NODES" ] || break
  sleep 0.2
done
[ "$idle" = "$SLURM_LOCAL_NODES" ] || fail "only $idle of $SLURM_LOCAL_NODES nodes came up"
