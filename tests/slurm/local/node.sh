#!/usr/bin/env bash
# node.sh crash n2   SIGKILL to everything on the node, as by a power loss
# node.sh start n2   starts the node again; its disk is as it was
# node.sh pids n2    numbers of its processes
set -euo pipefail
. "$(dirname "$0")/settings.sh"
node=$2
case $1 in
  crash)
    send "slurmd-$node" KILL
    for _ in 1 2 3 4 5; do
      pids=$(ip netns pids "$(namespace "$node")")
      [ -n "$pids" ] || break
      kill -KILL $pids 2>/dev/null || true
      sleep 0.1
    done
    ;;
  start) start_node "$node" ;;
  pids) ip netns pids "$(namespace "$node")" ;;
  *) fail "unknown: $1" ;;
esac
