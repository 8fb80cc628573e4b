#!/usr/bin/env bash
# Installs what is missing, builds, and runs the main job end to end on the data that ships with the project:
# 119 people at three sites (their real regional series painted into 4-D images) and a fibromyalgia cohort (real matrices).
set -euo pipefail
cd "$(dirname "$0")/.."

jobs/install-deps.sh build
cmake --preset release -DBUILD_TESTING=OFF >/dev/null
cmake --build --preset release -- --quiet

export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
program=build/release/bin/dmn-cohort
three_ranks=(mpirun --quiet --oversubscribe --bind-to none -n 3 "$program")   # the master deals, two ranks work
study=config/data/rpn_pain_sensitivity
images=results/demo/images
pain=results/demo/pain_sensitivity
fibromyalgia=results/demo/fibromyalgia
network=results/demo/fibromyalgia_default_network

# Exit status 1: done, and some runs were excluded, which is what the exclusion rules are for.
allow_exclusions() { "$@" || [ $? = 1 ]; }

echo "== paint the series of 119 people into 4-D images" >&2
allow_exclusions "${three_ranks[@]}" simulate --simulate.from_series $study/manifest.tsv --input.participants $study/participants.tsv \
  --simulate.atlas $study/atlas/MIST122.nii.gz --rois.labels $study/atlas/MIST122_rois.tsv --simulate.grid_mm 4 --out $images

echo "== the main job: images and confounds in, cohort.h5 out" >&2
allow_exclusions "${three_ranks[@]}" connectivity --config config/pain_sensitivity_images.cfg --input.derivatives $images/derivatives --out $pain

echo "== pain sensitivity and connectivity, adjusted for age, sex, motion and site" >&2
"${three_ranks[@]}" group --config config/pain_sensitivity_images.cfg --out $pain

echo "== fibromyalgia: patients against controls" >&2
"${three_ranks[@]}" group --config config/fibromyalgia.cfg --out $fibromyalgia

echo "== the same within the default network: 10,000 permutations, edges and connected groups of edges" >&2
"${three_ranks[@]}" group --config config/fibromyalgia_default_network.cfg --out $network

echo "== each person of the fibromyalgia cohort against its 33 controls" >&2
"${three_ranks[@]}" profile --config config/fibromyalgia.cfg --out $fibromyalgia

echo "== three reports" >&2
for study in $pain $fibromyalgia $network; do
  echo "-- found:" >&2
  "$program" report --out $study
done

cat >&2 <<TXT

Effects are patients minus controls (fibromyalgia) or per unit of the pain-sensitivity score; q is the Benjamini-Hochberg
false discovery rate, p_FWE the family-wise error by permutation. Research use only; not a diagnostic device.
The reports, and the tables behind them:
TXT
ls {$pain,$fibromyalgia,$network}/report.html $pain/cohort.h5 $pain/group/*/edges.tsv {$fibromyalgia,$network}/group/*/edges.tsv $fibromyalgia/profile/profiles.tsv
echo "one card a person: $fibromyalgia/profile/cards/"
