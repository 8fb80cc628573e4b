# Settings and helpers of the local cluster; sourced by the other scripts, never run.

: "${SLURM_LOCAL_NAME:=dmnslurm}"                       # prefix of the network namespaces
: "${SLURM_LOCAL_DIR:=${TMPDIR:-/tmp}/dmn-slurm-local}" # state, keys, logs; at most 60 characters (Unix sockets)
: "${SLURM_LOCAL_NODES:=3}"
: "${SLURM_LOCAL_CPUS:=4}"                              # announced by each node; may exceed the real ones
: "${SLURM_LOCAL_MEMORY_MIB:=2000}"
: "${SLURM_LOCAL_NET:=10.77.0}"                         # seen inside the namespaces only

run=$SLURM_LOCAL_DIR
config=$run/etc/slurm.conf
controller=$SLURM_LOCAL_NAME-ctl

namespace() { echo "$SLURM_LOCAL_NAME-$1"; }
address() { echo "$SLURM_LOCAL_NET.$((10 + ${1#n}))"; }
fail() { echo "slurm-local: $*" >&2; exit 1; }

# A process is its number and its start time: a number that was given to another process is never signalled.
start_time() {
  local fields
  fields=$(cat "/proc/$1/stat" 2>/dev/null) || return 1
  read -r -a fields <<< "${fields##*) }"
  [ "${fields[0]}" != Z ] && echo "${fields[19]}"
}
remember() { echo "$2 $(start_time "$2")" > "$run/pid/$1"; }
is_alive() {
  local number time
  [ -r "$run/pid/$1" ] || return 1
  read -r number time < "$run/pid/$1"
  [ -n "$time" ] && [ "$(start_time "$number")" = "$time" ]
}
send() {
  local number
  is_alive "$1" || return 0
  read -r number _ < "$run/pid/$1"
  kill -"$2" "$number" 2>/dev/null || true
}
end() {
  send "$1" TERM
  for _ in $(seq 50); do
    is_alive "$1" || break
    sleep 0.1
  done
  send "$1" KILL
}

# Replaces this shell by a command on a host (ctl, n1, n2, ...): its network, its host name, its /etc/hosts.
exec_on() {
  local host=$1
  shift
  exec ip netns exec "$(namespace "$host")" unshare --uts sh -c \
    'hostname "$1" && mount --bind "$2" /etc/hosts && shift 2 && exec "$@"' sh "$host" "$run/etc/hosts" "$@"
}

start_node() {
  mkdir -p "$run/nodes/$1/spool" "$run/nodes/$1/tmp"
  (exec_on "$1" env SLURM_CONF="$config" slurmd -D -N "$1" -f "$config") < /dev/null >> "$run/log/slurmd-$1.out" 2>&1 &
  remember "slurmd-$1" $!
}
