#!/usr/bin/env bash
# Installs the Debian 12 packages that building, testing and running need. Does nothing where all are there.
set -euo pipefail

build=(g++ cmake ninja-build pkg-config libopenmpi-dev openmpi-bin libhdf5-dev libeigen3-dev libboost-dev
       libboost-program-options-dev libfmt-dev libspdlog-dev nlohmann-json3-dev libisal-dev libnifti2-dev nettle-dev librandom123-dev libopenblas-serial-dev)
test=(libgtest-dev libgmock-dev libbenchmark-dev python3 python3-numpy python3-h5py python3-nibabel python3-pandas python3-scipy)

packages=("${build[@]}")
[ "${1:-}" = build ] || packages+=("${test[@]}")

missing=()
for package in "${packages[@]}"; do
  [ "$(dpkg-query -W -f='${Status}' "$package" 2>/dev/null || true)" = "install ok installed" ] || missing+=("$package")
done
[ ${#missing[@]} -gt 0 ] || exit 0

as_root=()
[ "$(id -u)" = 0 ] || as_root=(sudo)
echo "installing: ${missing[*]}" >&2
export DEBIAN_FRONTEND=noninteractive
"${as_root[@]}" apt-get update -qq
"${as_root[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
