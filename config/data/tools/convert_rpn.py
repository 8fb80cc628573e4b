"""Converts the three-site cohort of the RPN study to the compact form in config/data/rpn_pain_sensitivity.

    git clone https://github.com/spisakt/RPN-signature && git -C RPN-signature checkout 7870554122551af270b3fa4be63592fa2df98e1f
    python3 convert_rpn.py RPN-signature OUT

Reads data/<site>-sample/{regional_timeseries,framewise_displacement}, data/atlas*, res/<site>_sample.csv (everybody),
res/<site>_sample_excl.csv (the included, in the row order of the published matrices), res/feature_<site>.sav (the
published partial correlations; a copy re-saved as feature_<site>.npy is taken instead if it is there, so that nothing
needs to be unpickled) and res/predictive_connections.csv. What is changed on the way is listed in SOURCE.md.
"""
import argparse
import csv
import re
import shutil
from pathlib import Path

import numpy as np

from tables import edge_names, unique, write_text, write_tsv

SITES = ("bochum", "essen", "szeged")
TR_SECONDS = {"bochum": "2.5", "essen": "2.52", "szeged": "2.5"}
N_REGIONS = 123
SIGNIFICANT_DIGITS = 11
PUBLISHED_DECIMALS = 11

PARTICIPANT_COLUMNS = (
    "participant_id", "site", "group", "age", "sex", "mean_fd", "median_fd", "max_fd", "perc_scrubbed", "included",
    "exclusion", "pain_sensitivity", "CPT", "HPT", "MPT_log_geom", "rpn_prediction", "row_in_published")


def read_csv(path):
    with open(path, newline="", encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def participant_id(site, row):
    return f"{site}{int(float(row['ID'])):03d}"


def exclusion_words(text):
    """Upstream joins reasons with + and writes an empty start as nan."""
    return "+".join(word for word in re.split(r"[+\s]+", text) if word and word != "nan")


def sex(male):
    return {"1": "M", "0": "F"}.get(male.split(".")[0], "")


def participant_row(site, row, published_row):
    included = published_row is not None
    return [participant_id(site, row), site, "control", row["Age"], sex(row["Male"]),
            row["meanFD"], row["medianFD"], row["maxFD"], row["perc_scrubbed"], "1" if included else "0",
            exclusion_words(row["exclusion_crit"]), row["mean_QST_pain_sensitivity"], row["CPT"], row["HPT"],
            row["MPT_log_geom"], published_row[1]["prediction"] if included else "",
            str(published_row[0]) if included else ""]


def read_series(path):
    """Header of 123 names and T x 123 numbers."""
    lines = path.read_text().splitlines()
    return lines[0].split("\t"), np.array([line.split("\t") for line in lines[1:]], dtype=float)


def framewise_displacement(path, n_volumes):
    """The list starts with the second volume and may be longer than the series: the first is n/a, the surplus is cut."""
    values = path.read_text().split()[1:]
    return (["n/a"] + [repr(float(value)) for value in values])[:n_volumes]


def write_series(path, labels, values):
    rows = ["\t".join(f"%.{SIGNIFICANT_DIGITS}g" % value for value in row) for row in values]
    write_text(path, "\n".join(["\t".join(labels)] + rows) + "\n")


def published_matrix(upstream, site):
    resaved = upstream / "res" / f"feature_{site}.npy"
    if resaved.exists():
        return np.load(resaved)
    import joblib
    return np.asarray(joblib.load(upstream / "res" / f"feature_{site}.sav"))


def upper_triangle(lower):
    """The published order is the row-major lower triangle; ours the row-major upper one."""
    matrix = np.zeros((N_REGIONS, N_REGIONS))
    matrix[np.tril_indices(N_REGIONS, -1)] = lower
    return matrix.T[np.triu_indices(N_REGIONS, 1)]


def write_published(upstream, out, site, included, labels):
    matrix = published_matrix(upstream, site)
    assert matrix.shape == (len(included), N_REGIONS * (N_REGIONS - 1) // 2), matrix.shape
    rows = [[participant_id(site, row), "n/a"] + [f"%.{PUBLISHED_DECIMALS}f" % r for r in upper_triangle(lower)]
            for row, lower in zip(included, matrix)]
    write_tsv(out / "published" / f"{site}.tsv.gz", ["participant_id", "session"] + edge_names(labels), rows)
    write_text(out / "published" / f"{site}.json", '{"Values": "correlation"}\n')


def write_roi_tables(upstream, out):
    """The 123 labels of the series: GlobSig, then the atlas regions in the order of their values."""
    lines = (upstream / "data" / "atlas_relabeled.tsv").read_text().splitlines()[1:]
    atlas = [line.split("\t") for line in lines]
    names = unique(["GlobSig"] + [row[2] for row in atlas])
    networks = ["GlobSig"] + [row[3] for row in atlas]
    positions = [str(k + 1) for k in range(N_REGIONS)]
    write_tsv(out / "rois.tsv", ["label", "network", "index"], zip(names, networks, positions))
    write_tsv(out / "atlas" / "MIST122_rois.tsv", ["index", "label", "network"],
              zip([row[0] for row in atlas], names[1:], networks[1:]))
    shutil.copyfile(upstream / "data" / "atlas" / "MIST" / "atlas_relabeled.nii.gz", out / "atlas" / "MIST122.nii.gz")
    return names, [row[2] for row in atlas]


def convert(upstream, out):
    labels, atlas_names = write_roi_tables(upstream, out)
    participants, manifest = [], []
    for site in SITES:
        included = read_csv(upstream / "res" / f"{site}_sample_excl.csv")
        published_rows = {participant_id(site, row): (k, row) for k, row in enumerate(included)}
        folder = upstream / "data" / f"{site}-sample"
        for row in read_csv(upstream / "res" / f"{site}_sample.csv"):
            name = participant_id(site, row)
            header, values = read_series(folder / "regional_timeseries" / Path(row["ts_file"]).name)
            assert header == ["GlobSig"] + atlas_names, name
            displacement = framewise_displacement(
                folder / "framewise_displacement" / Path(row["fd_file"]).name, len(values))
            assert len(displacement) == len(values), name
            write_series(out / "series" / f"{name}.tsv.gz", labels, values)
            write_text(out / "confounds" / f"{name}.tsv.gz",
                       "\n".join(["framewise_displacement"] + displacement) + "\n")
            participants.append(participant_row(site, row, published_rows.get(name)))
            manifest.append([name, "n/a", f"series/{name}.tsv.gz", TR_SECONDS[site], f"confounds/{name}.tsv.gz",
                             "time_by_roi"])
        write_published(upstream, out, site, included, labels)
    write_tsv(out / "participants.tsv", PARTICIPANT_COLUMNS, participants)
    write_tsv(out / "manifest.tsv", ["participant_id", "session", "file", "tr_s", "confounds", "orientation"], manifest)
    shutil.copyfile(upstream / "res" / "predictive_connections.csv", out / "published" / "predictive_connections.csv")
    shutil.copyfile(upstream / "LICENSE", out / "LICENSE")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("upstream", type=Path, help="clone of spisakt/RPN-signature")
    parser.add_argument("out", type=Path, help="folder to write, e.g. config/data/rpn_pain_sensitivity")
    arguments = parser.parse_args()
    convert(arguments.upstream, arguments.out)
