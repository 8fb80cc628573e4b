#!/usr/bin/env bash
# on.sh HOST COMMAND...   Runs a command on a host of the local cluster: ctl (the login node), n1, n2, ...
set -euo pipefail
. "$(dirname "$0")/settings.sh"
host=$1
shift
export SLURM_CONF=$config
exec_on "$host" "$@"
