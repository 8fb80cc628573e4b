#!/usr/bin/env bash
# As root on a bare Debian 12, beside the package: installs it with apt and nothing else, and runs what it brings.
# usage: packaging/smoke.sh dmn-cohort_VERSION_amd64.deb
set -euo pipefail
package=$(realpath "${1:?usage: packaging/smoke.sh PACKAGE.deb}")
out=$(mktemp -d)
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1

apt-get update -qq
apt-get install -y -qq --no-install-recommends "$package" >/dev/null
dmn-cohort --version

# Exit status 1: done, and two participants without a row in the participants table were left out.
dmn-cohort run --config /usr/share/dmn-cohort/fibromyalgia_default_network.cfg --group.permutations 200 --out "$out/study" || [ $? = 1 ]
dmn-cohort verify --out "$out/study" >"$out/digests.txt"
test -s "$out/study/report.html"
test -s "$out/study/methods.md"
mpirun -n 2 --oversubscribe --quiet dmn-cohort simulate --simulate.participants 4 --simulate.volumes 20 --out "$out/images"
test "$(find "$out/images" -name '*_bold.nii.gz' | wc -l)" = 4
echo "the package works"
