"""A cohort of ready-made matrices with known effects, for the tests of the clinical jobs; written without our program."""
import json

import numpy
import pandas

ROIS = [("aMPFC_L", "DMN", "core"), ("PCC_L", "DMN", "core"), ("PCu", "DMN", "core"), ("vMPFC", "DMN", "medial_temporal"),
        ("pIPL_L", "DMN", "medial_temporal"), ("Rsp_L", "DMN", "medial_temporal"), ("dACC", "Salience", "cingulate"),
        ("aINS_L", "Salience", "insula"), ("NAc_L", "Striatal", "accumbens"), ("aHC_L", "Limbic", "hippocampus")]
EDGES = [(i, j) for i in range(len(ROIS)) for j in range(i + 1, len(ROIS))]
NAMES = [f"{ROIS[i][0]}--{ROIS[j][0]}" for i, j in EDGES]
WITHIN_DMN = numpy.array([ROIS[i][1] == "DMN" == ROIS[j][1] for i, j in EDGES])
DMN_SALIENCE = numpy.array([{ROIS[i][1], ROIS[j][1]} == {"DMN", "Salience"} for i, j in EDGES])  # M4
M5 = numpy.array([{ROIS[i][0], ROIS[j][0]} == {"aMPFC_L", "NAc_L"} for i, j in EDGES])
MODEL = ["--group.model", "group + age + sex + mean_fd + site"]


def people(n, sites=4, seed=1):
    """Participants table: group, site, age, sex, mean_fd, depression (higher in patients)."""
    rng = numpy.random.default_rng(seed)
    patient = (numpy.arange(n) // sites) % 2 == 1
    return pandas.DataFrame({
        "participant_id": [f"sub-{i:03d}" for i in range(n)], "group": numpy.where(patient, "patient", "control"),
        "site": [f"s{i % sites + 1}" for i in range(n)], "age": rng.normal(45, 12, n).round(1), "sex": rng.choice(["F", "M"], n),
        "mean_fd": rng.uniform(0.05, 0.3, n).round(4), "depression": (rng.normal(6, 4, n) + 6 * patient).round(1)})


def edges_of(table, seed=2, shared=0.08, own=0.12, offset=0.08):
    """Fisher z: a person's own level, site offsets, noise of every edge."""
    rng = numpy.random.default_rng(seed)
    offsets = {site: rng.normal(0, offset) for site in sorted(table["site"].unique())}
    level = rng.normal(0, shared, len(table)) + table["site"].map(offsets).to_numpy()
    return 0.3 + level[:, None] + rng.normal(0, own, (len(table), len(EDGES))) - 0.4 * (table["mean_fd"].to_numpy()[:, None] - 0.15)


def write(folder, table, *sessions):
    """Files of a cohort, and the arguments that name them. Each session: (label, rows of the table, N x E)."""
    folder.mkdir(parents=True, exist_ok=True)
    table.to_csv(folder / "participants.tsv", sep="\t", index=False, na_rep="n/a")
    (folder / "rois.tsv").write_text("label\tnetwork\tsubsystem\n" + "".join("\t".join(roi) + "\n" for roi in ROIS))
    parts = []
    for label, rows, values in sessions:
        part = pandas.DataFrame(values, columns=NAMES)
        part.insert(0, "session", label)
        part.insert(0, "participant_id", table["participant_id"].to_numpy()[rows])
        parts.append(part)
    pandas.concat(parts).to_csv(folder / "matrices.tsv", sep="\t", index=False, na_rep="n/a")
    (folder / "matrices.json").write_text(json.dumps({"Values": "fisher_z"}))
    return ["--input.matrices", folder / "matrices.tsv", "--input.participants", folder / "participants.tsv", "--rois.labels", folder / "rois.tsv"]


def one_session(folder, table, values):
    return write(folder, table, ("n/a", numpy.arange(len(table)), values))
