#!/usr/bin/env bash
# The simulated consortium end to end: eight sites, of which six share images and two only sums (config/consortium*.cfg).
# usage: jobs/consortium.sh DIR [RANKS]       PROGRAM names another binary than the release build's
set -euo pipefail
here=$(cd "$(dirname "$0")/.." && pwd)
out=${1:?usage: jobs/consortium.sh DIR [RANKS]}
program=${PROGRAM:-$here/build/release/bin/dmn-cohort}
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
ranks=(mpirun --quiet --oversubscribe --bind-to none -n "${2:-3}" "$program")
images=$out/images

# Exit status 1: done, and some runs were excluded, which is what the exclusion rules are for.
allow_exclusions() { "$@" || [ $? = 1 ]; }

[ -e "$images/truth" ] || allow_exclusions "${ranks[@]}" simulate --config "$here/config/consortium_simulation.cfg" --out "$images"

# A site knows its own people only.
for site in "$images"/site-*; do
  awk -F'\t' -v site="$(basename "$site")" 'NR == 1 || $3 == site' "$images/participants.tsv" > "$site/participants.tsv"
done

# Each of the two sites on its own machine; one file leaves it.
for site in site-07 site-08; do
  allow_exclusions "${ranks[@]}" run --config "$here/config/consortium_site.cfg" --input.derivatives "$site=$images/$site" --out "$out/$site"
done

derivatives=()
for site in site-01 site-02 site-03 site-04 site-05 site-06; do derivatives+=(--input.derivatives "$site=$images/$site"); done
allow_exclusions "${ranks[@]}" run --config "$here/config/consortium.cfg" "${derivatives[@]}" \
  --pool.input "$out/site-07/share/site-07.h5" --pool.input "$out/site-08/share/site-08.h5" --out "$out/consortium"
