"""What no sentence of the program may say (METHODS.md section 8), looked up in everything that a job writes for people.

    from wording import offences_below, offences_in
    self.assertEqual(offences_below(out), [])            # every .html, .md, .txt, .json and .tsv below a folder
    self.assertEqual(offences_in(done.stderr), [])       # what a job said
"""
import html
import pathlib
import re

# The sentence that every page about persons carries; the one place where some of these words may stand.
BANNERS = (
    "Research use only; not a diagnostic device. Values describe statistical position relative to this cohort's controls and do not confirm, refute or explain a person's pain.",
    "Research use only; not a diagnostic device.",
)

FORBIDDEN = {
    "diagnosis": r"diagnos",
    "a biomarker of something": r"biomarkers? (of|for)\b",
    "advice": r"recommend|should receive|is indicated for",
    "proof": r"\bproves?\b|\bproven\b",
    "prediction without an out-of-sample result": r"\bpredicts\b",
    "an explanation of a person's pain": r"\b(has|lacks|exaggerates|will develop|suffers from) (chronic )?(pain|depression|anxiety)\b",
    "a cause": r"\b(causes?|cause of|due to) (the |their |a person's )?pain\b|pain is caused",
    "what correlation cannot show": r"overactiv|hyperactiv|inflammation|structural damage",
    "a fingerprint of pain": r"fingerprint of pain|(?<!not evidence of a )pain fingerprint",
    "a healthy or sick brain": r"\b(abnormal|healthy|normal|diseased|damaged) (brain|connectivity|person|range)\b",
}
TEXTS = {".html", ".md", ".txt", ".json", ".tsv"}


def offences_in(text, place="text"):
    """Sentences of a text that must not be there, with the rule they break and where they stand."""
    plain = re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", text)))
    for banner in BANNERS:
        plain = plain.replace(banner, "")
    found = []
    for rule, pattern in FORBIDDEN.items():
        for match in re.finditer(pattern, plain, re.IGNORECASE):
            found.append(f"{place}: {rule}: ...{plain[max(0, match.start() - 40):match.end() + 40]}...")
    return found


def offences_below(folder):
    """The same for every text file below a folder."""
    found = []
    for path in sorted(pathlib.Path(folder).rglob("*")):
        if path.is_file() and path.suffix in TEXTS:
            found += offences_in(path.read_text(errors="replace"), str(path.relative_to(folder)))
    return found
