"""What a person sees of a network that learns, in windows of any size, by mouse and by key."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.theme import Theme
from desktop_app.train.session import RunState
from desktop_app.train.watch.curve import Curve, CurvePoint
from desktop_app.train.watch.curve_card import CurveCard
from desktop_app.widgets import Text
from nn_core.axis_ticks import accuracy_ticks, loss_ticks
from nn_core.data import Dataset
from nn_core.data.readers.npz import write_npz

LEFT = Qt.MouseButton.LeftButton
USUAL, SMALLEST = (1180, 760), (900, 620)


@pytest.fixture
def watched(person, bars_folder: Path):
    """Give a person whose training has finished a few epochs and stands still."""
    person.fill_in(dataset=str(bars_folder), epochs=1000, batch_size=20)
    person.click("Start training")
    person.wait_for(lambda: len(person.page.watch.learning.entries) >= 3)
    person.click("Pause")
    yield person
    if person.page.is_training():
        person.click("Stop")
        person.wait_until_trained()


def resize(person, size: tuple[int, int]) -> None:
    person.window.resize(*size)
    person.qtbot.waitUntil(lambda: (person.window.width(), person.window.height()) == size)


def test_rate_and_gradient_are_a_click_away_from_the_loss(watched) -> None:
    card = watched.page.watch.loss
    watched.wait_for(lambda: card.words.startswith("Loss 0."))
    watched.click("Rate")
    watched.wait_for(lambda: card.words == "Learning rate 0.02")
    watched.click("Gradient")
    watched.wait_for(lambda: card.words.startswith("Length of the gradient 0."))
    rate = watched.button("Rate")
    rate.setFocus()
    watched.qtbot.keyClick(rate, Qt.Key.Key_Space)
    assert card.accessibleName() == "Learning rate"


def test_accuracy_moves_within_an_epoch(watched) -> None:
    live = watched.page.watch.accuracy._curves[0].live
    assert any(epoch != int(epoch) for epoch, _ in live)
    assert all(0 <= value <= 100 for _, value in live)


def test_curves_and_digits_are_seen_together_in_the_usual_window(watched) -> None:
    resize(watched, USUAL)
    watch = watched.page.watch
    watched.wait_for(lambda: watch.accuracy.isVisible() and watch.learning.wall.isVisible())
    assert watch.learning.wall.visibleRegion().boundingRect().height() >= 110


def test_the_smallest_window_shows_one_or_the_other(watched) -> None:
    resize(watched, SMALLEST)
    watch = watched.page.watch
    watched.wait_for(lambda: not watch.learning.isVisible())
    assert watch.accuracy.isVisible()
    watched.click("What it reads")
    assert watch.learning.isVisible()
    assert not watch.accuracy.isVisible()
    assert watch.learning.wall.visibleRegion().boundingRect().height() >= 110


@pytest.mark.parametrize("size", [USUAL, SMALLEST])
def test_the_digits_keep_their_room_beside_a_result(watched, size: tuple[int, int]) -> None:
    resize(watched, size)
    watched.click("Stop")
    watched.wait_until_judged()
    if size == SMALLEST:
        watched.click("What it reads")
    wall = watched.page.watch.learning.wall
    watched.wait_for(lambda: wall.visibleRegion().boundingRect().height() >= 100)


def test_every_picture_of_the_wall_is_reached_by_key(watched) -> None:
    resize(watched, USUAL)
    wall = watched.page.watch.learning.wall
    view = wall.parentWidget().parentWidget()
    assert wall.height() > view.height()
    learnt, pictures = wall.count_learnt()
    assert pictures == 60
    assert wall.accessibleDescription() == f"{learnt} of 60 pictures are read right"
    view.setFocus()
    watched.qtbot.keyClick(view, Qt.Key.Key_PageDown)
    watched.qtbot.keyClick(view, Qt.Key.Key_PageDown)
    assert view.verticalScrollBar().value() == view.verticalScrollBar().maximum() > 0


def test_the_drawing_is_followed_from_epoch_to_epoch(watched, draw_seven) -> None:
    learning = watched.page.watch.learning
    before = len(learning.entries)
    watched.window.pages.open("draw")
    draw_seven()
    watched.window.pages.open("train")
    watched.click("Resume")
    watched.wait_for(lambda: bool(learning.entries[-1].label) and len(learning.entries) > before)
    watched.wait_for(lambda: learning.detail.text().startswith("it "))
    assert not learning.entries[0].label


def test_weights_change_before_ones_eyes(watched) -> None:
    watched.click("Show its weights")
    weights = watched.page.watch.learning.weights
    watched.wait_for(lambda: weights.accessibleDescription() == "30 neurons or filters")
    before = weights.grab().toImage()
    watched.click("Resume")
    assert watched.page.session.state is RunState.TRAINING
    watched.wait_for(lambda: weights.grab().toImage() != before)


@pytest.fixture
def accuracy_card(theme: Theme, qtbot: QtBot) -> CurveCard:
    card = CurveCard(
        theme,
        (
            Curve(
                "Accuracy", write=str, mark=lambda values: accuracy_ticks(min(values, default=90.0))
            ),
        ),
        has_legend=True,
    )
    qtbot.addWidget(card)
    card.resize(330, 220)
    card.show()
    return card


@pytest.mark.parametrize("epochs", [1, 2, 10])
@pytest.mark.parametrize("shares", [(98.0, 97.0), (50.0, 90.0), (91.0, 30.0), (20.0, 11.0)])
def test_the_legend_hides_no_dot(
    accuracy_card: CurveCard, epochs: int, shares: tuple[float, float]
) -> None:
    accuracy_card.begin(epochs)
    plot, legend = accuracy_card._plot, accuracy_card._legend
    assert plot is not None
    assert legend is not None
    for epoch in range(1, epochs + 1):
        accuracy_card._curve.add(CurvePoint(epoch, *shares), best_epoch=1)
        accuracy_card._refresh()
        QApplication.processEvents()  # the chart is laid out anew
        for share in shares:
            seen = plot.getViewBox().mapViewToScene(QPointF(epoch, share))
            assert not legend.geometry().contains(plot.mapFromScene(seen))


def test_what_runs_away_is_not_drawn() -> None:
    curve = Curve("Loss", write=str, mark=lambda values: loss_ticks(max(values, default=1.0)))
    curve.add_live(0.5, float("inf"))
    curve.add_live(0.6, float("nan"))
    curve.add_live(0.7, 1e30)
    assert curve.latest is None
    curve.add(CurvePoint(1, 0.5, float("inf")))
    assert curve.latest == 0.5
    curve.mark([point.training for point in curve.points])


def test_a_long_run_is_drawn_with_fewer_points() -> None:
    curve = Curve("Loss", write=str, mark=lambda _: loss_ticks(1.0))
    for batch in range(10_000):
        curve.add_live(batch / 100, 1.0)
    assert 100 < len(curve.live) <= 401


def test_a_long_run_is_drawn_from_near_its_beginning() -> None:
    curve = Curve("Loss", write=str, mark=lambda _: loss_ticks(1.0))
    curve.begin(1000)
    assert curve.epochs_shown == 20
    for epoch in range(1, 20):
        curve.add(CurvePoint(epoch, 0.5))
    assert curve.epochs_shown == 50
    curve.begin(12)
    for epoch in range(1, 13):
        curve.add(CurvePoint(epoch, 0.5))
    assert curve.epochs_shown == 12


def test_learning_by_heart_is_pointed_out_while_it_runs_and_at_the_end(
    person, tmp_path: Path
) -> None:
    rng = np.random.default_rng(0)
    path = tmp_path / "by heart.npz"
    pictures = rng.integers(0, 256, (200, 28, 28)).astype(np.uint8)
    labels = rng.integers(0, 10, 200)
    write_npz(path, Dataset(pictures, labels, tuple("0123456789"), "nothing that can be known"))
    person.fill_in(
        dataset=str(path),
        architecture="textbook-256-128",
        epochs=12,
        batch_size=20,
        learning_rate=0.001,
        validation_fraction=0.3,
    )
    seen = []
    person.page.session.progressed.connect(lambda _: seen.append(person.page.watch.progress.words))
    person.click("Start training")
    person.wait_until_judged()
    assert any("learn by heart" in words for words in seen)
    assert "learn by heart" in person.page.result.words


def test_a_long_verdict_is_seen_whole(person, bars_folder: Path) -> None:
    person.fill_in_what_runs_away(bars_folder, epochs=20)
    person.click("Start training")
    person.wait_until_judged()
    for size in (USUAL, SMALLEST):
        resize(person, size)
        texts = [text for text in person.page.result.findChildren(Text) if text.text()]
        person.wait_for(
            lambda texts=texts: all(t.height() >= t.heightForWidth(t.width()) for t in texts)
        )
        buttons = [b for b in person.page.result.findChildren(QPushButton) if b.isVisible()]
        assert all(button.width() >= button.sizeHint().width() for button in buttons)


def test_the_focus_stays_at_the_buttons_when_others_take_their_place(
    person, bars_folder: Path
) -> None:
    person.fill_in(dataset=str(bars_folder), epochs=1000)
    start = person.button("Start training")
    start.setFocus()
    person.qtbot.keyClick(start, Qt.Key.Key_Return)
    assert QApplication.focusWidget().text() == "Stop"
    person.wait_for(lambda: bool(person.page.watch.learning.entries))
    pause = person.button("Pause")
    pause.setFocus()
    person.qtbot.keyClick(pause, Qt.Key.Key_Return)
    assert person.page.session.state is RunState.PAUSED
    assert QApplication.focusWidget().text() == "Resume"
    person.click("Stop")
    person.wait_until_trained()


@pytest.mark.parametrize("rate", [0.02, 0.001, 0.00003])
def test_the_axis_of_the_learning_rate_says_how_much_it_is(
    person, bars_folder: Path, rate: float
) -> None:
    person.fill_in(dataset=str(bars_folder), epochs=2, learning_rate=rate)
    person.click("Start training")
    person.wait_until_judged()
    person.click("Rate")
    plot = person.page.watch.loss._plot
    assert plot is not None
    # The hairlines of the grid begin where the labels end.
    person.wait_for(
        lambda: rows_with_words(plot, left_of=plot.getViewBox().sceneBoundingRect()) > 2
    )


def test_the_link_to_the_hardest_pictures_is_not_cut_off(person, bars_folder: Path) -> None:
    resize(person, SMALLEST)
    person.fill_in(dataset=str(bars_folder), epochs=1)
    person.click("Start training")
    person.wait_until_judged()
    person.click("See what it gets wrong")
    link = person.button("The hardest pictures")
    person.wait_for(lambda: link.height() >= link.sizeHint().height())


def rows_with_words(plot: QWidget, *, left_of: QRectF) -> int:
    """Count the lines of words that are painted left of an area."""
    image = plot.grab().toImage()
    width, ratio = int(left_of.left()) - 2, image.devicePixelRatio()
    inked = [
        any(
            image.pixelColor(round(x * ratio), y).alpha() > 100
            and image.pixelColor(round(x * ratio), y).lightness() < 180
            for x in range(width)
        )
        for y in range(image.height())
    ]
    return sum(now and not before for before, now in pairwise([False, *inked]))
