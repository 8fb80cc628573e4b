#!/usr/bin/python3
"""The tables of docs/calibration.md from what the program `calibration` printed. Usage: calibration.py calibration.tsv"""
import collections
import sys

FIXED = "site as fixed effect"
SITES = [FIXED, "ComBat, site in the model", "ComBat, site not in the model", "no site handling"]
POWER = ["FDR", "max-T", "max-T of markers", "NBS extent 2.5", "NBS intensity 2.5", "NBS extent 3.1", "NBS intensity 3.1", "TFNBS"]


def read(path):
    """Section -> rows of cells."""
    sections = collections.defaultdict(list)
    for line in open(path, encoding="utf-8"):
        section, *cells = line.rstrip("\n").split("\t")
        sections[section].append(cells)
    return sections


def table(rows):
    for row in rows:
        print("| " + " | ".join(row) + " |")
    print()


def plus_minus(value, error, digits=1):
    return f"{float(value):.{digits}f} ± {float(error):.{digits}f}"


def error_tables(rows):
    rate = {(cohorts, sites, method): plus_minus(value, error) for cohorts, sites, method, value, error in rows}
    methods = list(dict.fromkeys(row[2] for row in rows))
    table([method] + [rate[cohorts, FIXED, method] for cohorts in ("unequal variances", "equal variances", "1225 edges")]
          for method in methods)
    table([method] + [rate["unequal variances", sites, method] for sites in SITES] for method in methods if method in POWER)


def coverage_table(rows):
    found = collections.defaultdict(list)
    for cohorts, sites, _, covered, error, g, g_error in rows:
        found[f"{sites}, {cohorts}"] += [plus_minus(covered, error), plus_minus(g, g_error, 3)]
    table([name] + cells for name, cells in found.items())


def power_tables(rows):
    found = collections.defaultdict(dict)
    for where, g, sites, method, any_found, _, share, _, false_share, _ in rows:
        found[where, sites, method][g] = (float(any_found), float(share), float(false_share))
    for where in dict.fromkeys(row[0] for row in rows):
        for sites in SITES:
            print(f"{where}, {sites}: any at each g, share at each g, not planted of what is found at each g")
            cells = {method: list(found[where, sites, method].values()) for method in POWER}
            table([method] + [f"{of_g[part]:.0f}" for part in range(3) for of_g in cells[method]] for method in POWER)


def main():
    sections = read(sys.argv[1])
    error_tables(sections["error"])
    coverage_table(sections["coverage"])
    power_tables(sections["power"])
    print("kernel", *sections["kernel"][0], "CPU seconds", *(sections["cpu_s"][0] if "cpu_s" in sections else ["?"]))


if __name__ == "__main__":
    main()
