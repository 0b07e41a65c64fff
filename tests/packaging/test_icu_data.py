import os
import subprocess
import sys
from pathlib import Path

import PySide6
import pytest

pytestmark = pytest.mark.packages

CHECKOUT = Path(__file__).resolve().parents[2]

# Sorts words by the rules of several languages and changes letters' case by Turkish rules, which
# is all that Inkling's window can make Qt ask of ICU.
QUESTIONS = """
from PySide6.QtCore import QCollator, QLocale
words = ["öl", "zebra", "ol", "Äpfel", "apfel", "a10", "a9", "漢", "字", "ñu", "nz", "čaj", "cz"]
for name in ("C", "en_US", "sv_SE", "de_DE", "es_ES", "cs_CZ", "ja_JP", "zh_CN"):
    collator = QCollator(QLocale(name))
    collator.setNumericMode(True)
    print(ascii(sorted(words, key=collator.sortKey)))
print(ascii(QLocale("tr_TR").toUpper("iı") + QLocale("lt_LT").toLower("Ì")))
print([line.split()[-1] for line in open("/proc/self/maps") if "libicudata" in line][0])
"""


def answers(library: Path) -> list[str]:
    result = subprocess.run(
        [sys.executable, "-c", QUESTIONS],
        env={**os.environ, "LD_PRELOAD": str(library)},
        capture_output=True,
        text=True,
        check=True,
    )
    return result.stdout.splitlines()


def test_the_trimmed_library_answers_as_the_whole_one_does(tmp_path: Path) -> None:
    (whole,) = (Path(PySide6.__path__[0]) / "Qt" / "lib").glob("libicudata.so.*")
    trimmed = tmp_path / whole.name
    script = CHECKOUT / "packaging" / "trim_icu.py"
    subprocess.run([sys.executable, script, whole, trimmed], check=True)

    *expected, whole_in_use = answers(whole)
    *given, trimmed_in_use = answers(trimmed)

    assert given == expected
    assert whole_in_use == str(whole)
    assert trimmed_in_use == str(trimmed)
    assert trimmed.stat().st_size < whole.stat().st_size / 4
