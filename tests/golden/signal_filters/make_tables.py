"""Expected numbers of the filters and the spline, from scipy. Run in this folder: python3 make_tables.py"""
import numpy as np
from scipy.interpolate import CubicSpline
from scipy.signal import butter, filtfilt, iirnotch, sosfiltfilt

RNG = np.random.default_rng(20120201)
T, C = 48, 6
SERIES = np.cumsum(RNG.standard_normal((T, C)), axis=0) + 100.0
MOTION = np.cumsum(RNG.standard_normal((T, C)) * ([0.05] * 3 + [0.0008] * 3), axis=0)
CENSORED = [0, 1, 7, 12, 13, 14, 15, 20, 30, 31, 45, 46, 47]
DESIGNS = [(order, high, low, tr) for order in (1, 2, 3, 4, 5) for high, low in ((0.01, 0.1), (0.01, None), (None, 0.1))
           for tr in (0.72, 2.0)] + [(2, 0.01, 0.08, 3.0), (4, 0.009, 0.15, 2.5), (3, 0.02, 0.2, 2.2)]
# filter, band in breaths a minute, TR; the last two fold at the Nyquist frequency.
RESPIRATION = [("lowpass", (6,), 0.72), ("notch", (12, 18), 0.72), ("lowpass", (20,), 2.0), ("notch", (16, 22), 2.0)]


def save(name, values, header=""):
    np.savetxt(name, values, fmt="%.17g", delimiter="\t", header=header, comments="")


def design(order, high, low, tr):
    if high and low:
        return butter(order, [high, low], btype="bandpass", output="sos", fs=1 / tr)
    return butter(order, high or low, btype="highpass" if high else "lowpass", output="sos", fs=1 / tr)


def folded(hertz, rate):
    return np.abs(hertz - np.floor((hertz + rate / 2) / rate) * rate)


def respiration(kind, band, tr):
    """XCP-D: motion_filter_order 4, constant padding of T - 1 samples."""
    rate = 1 / tr
    hertz = folded(np.array(band) / 60, rate)
    if kind == "lowpass":
        b, a = butter(4 / 2, hertz[0], btype="lowpass", output="ba", fs=rate)
    else:
        b, a = iirnotch(hertz.mean(), hertz.mean() / np.abs(np.diff(hertz)[0]), fs=rate)
    return filtfilt(b, a, MOTION, axis=0, padtype="constant", padlen=T - 1)


save("series.tsv", SERIES)
save("motion.tsv", MOTION)
rows = [[k, order, high or np.nan, low or np.nan, tr, *section[[0, 1, 2, 4, 5]]]
        for k, (order, high, low, tr) in enumerate(DESIGNS) for section in design(order, high, low, tr)]
save("designs.tsv", rows, "\t".join("design order high_pass_hz low_pass_hz tr_s b0 b1 b2 a1 a2".split()))
for k in (0, 2, 4, 6, 8, 10, 18, 30):
    save(f"filtered_{k}.tsv", sosfiltfilt(design(*DESIGNS[k]), SERIES, axis=0))
for k, (kind, band, tr) in enumerate(RESPIRATION):
    save(f"respiration_{k}.tsv", respiration(kind, band, tr))
kept = np.setdiff1d(np.arange(T), CENSORED)
filled = CubicSpline(kept, SERIES[kept])(np.clip(np.arange(T), kept[0], kept[-1]))
save("interpolated.tsv", filled)
save("kept.tsv", kept)
