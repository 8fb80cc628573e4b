#!/usr/bin/env bash
# Installs the Debian 12 packages that building, testing and running need. Does nothing where all are there.
set -euo pipefail

build=(g++ cmake ninja-build pkg-config libopenmpi-dev openmpi-bin libhdf5-dev libeigen3-dev libboost-dev
       libboost-program-options-dev libfmt-dev libspdlog-dev nlohmann-json3-dev libisal-dev libnifti2-dev nettle-dev librandom123-dev libopenblas-serial-dev)
test=(clang libclang-rt-14-dev valgrind libgtest-dev libgmock-dev libbenchmark-dev python3 python3-numpy python3-h5py python3-nibabel python3-pandas python3-scipy chromium python3-websocket
      r-base-core r-cran-hdf5r octave dpkg-dev file man-db
      slurmctld slurmd slurm-client slurm-wlm-basic-plugins munge libpmix2 iproute2)

packages=("${build[@]}")
[ "${1:-}" = build ] || packages+=("${test[@]}")

# Every start of MPI looks up the machine's own name: where nothing answers it would wait seconds for a name server.
getent hosts "$(uname -n)" >/dev/null || packages+=(libnss-myhostname)

missing=()
for package in "${packages[@]}"; do
  [ "$(dpkg-query -W -f='${Status}' "$package" 2>/dev/null || true)" = "install ok installed" ] || missing+=("$package")
done
[ ${#missing[@]} -gt 0 ] || exit 0

as_root=()
[ "$(id -u)" = 0 ] || as_root=(sudo)
echo "installing: ${missing[*]}" >&2
# Debian starts the daemons it installs; the tests have their own, so none is started now.
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
  printf '#!/bin/sh\nexit 101\n' | "${as_root[@]}" tee "$policy" >/dev/null
  "${as_root[@]}" chmod 755 "$policy"
  trap '"${as_root[@]}" rm -f "$policy"' EXIT
fi
export DEBIAN_FRONTEND=noninteractive
"${as_root[@]}" apt-get update -qq
"${as_root[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
