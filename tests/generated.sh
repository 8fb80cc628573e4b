#!/usr/bin/env bash
# Writes the files that are made of the option table; with --check says which are out of date and fails.
# usage: tests/generated.sh PROGRAM [--check]
set -euo pipefail
program=$(realpath "${1:?usage: tests/generated.sh PROGRAM [--check]}")
cd "$(dirname "$0")/.."
status=0
while read -r form file; do
  if [ "${2:-}" = --check ]; then
    "$program" --help-as "$form" | cmp -s - "$file" && continue
    echo "$file is out of date: tests/generated.sh PROGRAM writes it" >&2
    status=1
  else
    mkdir -p "$(dirname "$file")"
    "$program" --help-as "$form" > "$file"
  fi
done <<'LIST'
markdown docs/options.md
config config/template.cfg
man share/man/man1/dmn-cohort.1
bash share/bash-completion/completions/dmn-cohort
LIST
exit $status
