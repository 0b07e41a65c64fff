"""The track says since when the network knows the drawing."""

import pytest

from desktop_app.train.watch.track import TrackEntry, known_since, track_sentence


def entries(labels: str, confidence: float = 0.9) -> list[TrackEntry]:
    return [
        TrackEntry(epoch, "" if label == "." else label, confidence)
        for epoch, label in enumerate(labels, start=1)
    ]


@pytest.mark.parametrize(
    ("labels", "since"),
    [("1777", 2), ("777", 1), ("7177", 3), ("1117", 4), ("77.", None), ("..7", 3), ("", None)],
)
def test_a_digit_is_known_since_its_last_unbroken_run_began(labels, since):
    assert known_since(entries(labels)) == since


def test_another_drawing_starts_the_count_anew():
    track = [TrackEntry(1, "7", 0.9, drawing=1), TrackEntry(2, "7", 0.9, drawing=2)]
    assert known_since(track) == 2


def test_the_sentence_tells_the_story():
    assert track_sentence(entries("1777")) == "it knew your 7 from epoch 2 on"
    assert track_sentence(entries("18")) == "it now reads an 8"
    assert track_sentence(entries("17", confidence=0.3)) == (
        "it takes it for a 7, but is not sure yet"
    )
    assert "Draw page" in track_sentence([])
