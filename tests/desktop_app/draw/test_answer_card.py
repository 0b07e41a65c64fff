import pytest
from pytestqt.qtbot import QtBot

from desktop_app.draw.answer_card import AnswerCard
from desktop_app.theme import Theme
from nn_core.wording import Words


@pytest.mark.parametrize(
    "answer",
    [
        Words("12345 67890", "Fairly sure of every digit", "83.0 % that all are right"),
        Words("3", "Hard to say: a three, or an eight", "48.1 % · next would be 8"),
    ],
)
def test_the_words_keep_clear_of_the_edges_of_a_small_card(
    answer: Words, theme: Theme, qtbot: QtBot
) -> None:
    card = AnswerCard(theme)
    qtbot.addWidget(card)
    card.resize(320, 112)  # as in the smallest window
    card.show_answer(answer)
    picture = card.grab().toImage()
    background = picture.pixelColor(12, 56)
    for row in (8, 9, 10, 101, 102, 103):
        written = [x for x in range(20, 300) if picture.pixelColor(x, row) != background]
        assert not written, f"something is written in row {row}"


def test_those_who_hear_the_window_are_told_at_once_what_to_do(theme: Theme, qtbot: QtBot) -> None:
    card = AnswerCard(theme)
    qtbot.addWidget(card)
    assert "Draw a digit" in card.accessibleName()
