#!/usr/bin/env bash
# Ends the local cluster and removes its namespaces and its folder. Signals go only to daemons that start.sh wrote down and
# to processes inside its namespaces.
set -uo pipefail
. "$(dirname "$0")/settings.sh"
namespaces() { ip netns list | awk -v name="$SLURM_LOCAL_NAME-" 'index($1, name) == 1 && substr($1, length(name) + 1) ~ /^(ctl|n[0-9]+)$/ { print $1 }'; }

for file in "$run"/pid/slurmd-*; do
  [ ! -e "$file" ] || send "$(basename "$file")" TERM
done
for file in "$run"/pid/*; do
  [ ! -e "$file" ] || end "$(basename "$file")"
done
for namespace in $(namespaces); do
  for signal in TERM KILL KILL; do
    pids=$(ip netns pids "$namespace")
    [ -n "$pids" ] || break
    kill -"$signal" $pids 2>/dev/null
    sleep 0.2
  done
  ip netns del "$namespace"
done
[ ! -f "$config" ] || rm -rf -- "$run"
