"""A person chooses what to learn from, and puts a network together, by mouse and by key."""

import re
import shutil
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QDoubleSpinBox,
    QFileDialog,
    QSpinBox,
    QWidget,
)

from desktop_app.train.session import RunState
from desktop_app.train.setup.outline import examine_layers
from desktop_app.train.setup.settings_file import save_settings
from nn_core.cli.toml_file import read_toml
from nn_core.data import Dataset, load_dataset
from nn_core.data.readers.idx import write_idx
from nn_core.data.readers.npz import write_npz
from nn_core.model_file import load_model
from nn_core.teaching import Collection
from nn_core.teaching.own_digit import DRAWN, new_digit
from nn_core.training import TrainingConfig
from nn_core.training.recipes import RECIPES

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture(autouse=True)
def few_synthetic(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nn_core.data.loading.SYNTHETIC_SAMPLES", {"train": 120, "test": 40})
    monkeypatch.setattr("nn_core.data.loading.SIGN_SAMPLES", {"train": 40, "test": 20})


def box_named(person, name: str) -> QWidget:
    kinds = (QComboBox, QDoubleSpinBox, QSpinBox)
    boxes = [box for kind in kinds for box in person.page.findChildren(kind)]
    return next(box for box in boxes if box.accessibleName() == name and box.isVisible())


def is_seen(person, name: str) -> bool:
    boxes = person.page.findChildren(QDoubleSpinBox)
    return any(box.accessibleName() == name and box.isVisible() for box in boxes)


def choose(person, name: str, words: str) -> None:
    """Choose in a list by key, from the top down."""
    box = box_named(person, name)
    box.setFocus()
    person.qtbot.keyClick(box, Qt.Key.Key_Home)
    while not box.currentText().startswith(words):
        before = box.currentIndex()
        person.qtbot.keyClick(box, Qt.Key.Key_Down)
        assert box.currentIndex() > before, f"{name} offers nothing called {words}"


def type_in(person, name: str, words: str) -> None:
    box = box_named(person, name)
    person.qtbot.mouseDClick(box.lineEdit(), LEFT)
    person.qtbot.keyClick(box, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    person.qtbot.keyClicks(box, words)
    person.qtbot.keyClick(box, Qt.Key.Key_Return)


def drop(person, *paths: Path) -> None:
    """Drop files or folders on the page."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    actions, buttons = Qt.DropAction.CopyAction, LEFT
    none = Qt.KeyboardModifier.NoModifier
    entering = QDragEnterEvent(QPoint(400, 300), actions, data, buttons, none)
    QApplication.sendEvent(person.page, entering)
    assert entering.isAccepted()
    QApplication.sendEvent(person.page, QDropEvent(QPointF(400, 300), actions, data, buttons, none))


def wait_for_pictures(person, words: str) -> None:
    person.wait_for(lambda: words in person.page.stage.preview.words)


def test_datasets_are_mixed_by_share(person, bars_folder: Path, own_folder: Path) -> None:
    person.fill_in(dataset=str(bars_folder), epochs=2)
    wait_for_pictures(person, "600 in all")
    person.click("Mix with another")
    assert QApplication.focusWidget().accessibleName() == "Learn from 2"
    form = person.page.setup.form
    assert form.config().dataset == f"{bars_folder} 80%, synthetic 20%"
    type_in(person, "Share of dataset 1", "60")
    assert form.config().dataset == f"{bars_folder} 60%, synthetic 40%"
    wait_for_pictures(person, "1,000 in all")
    assert "60 % bars, 40 % Synthetic strokes" in person.page.stage.preview.words
    assert form.dataset.detail.text() == "900 + 100"

    person.click("Start training")
    person.wait_until_judged()
    person.click("Use this network")
    trained = person.page.finished.trained
    assert trained.config.dataset == f"{bars_folder} 60%, synthetic 40%"
    assert "60 % " in trained.provenance
    assert "(400 from 120)" in trained.provenance
    kept = next((own_folder / "models").glob("*.safetensors"))
    assert "40%" in load_model(kept).training["dataset"]


def test_a_mixture_is_saved_opened_and_mixed_alike_by_the_engine(
    person, bars_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = str(tmp_path / "mixed.toml")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (path, ""))
    text = f"{bars_folder} 72.5%, synthetic 27.5%"
    person.fill_in(dataset=text)
    wait_for_pictures(person, "828 in all")
    person.qtbot.mouseClick(person.named("Save these settings as a file"), LEFT)
    assert read_toml(Path(path))["dataset"] == text
    shown = person.page.datasets.data()
    loaded = load_dataset(text)
    assert np.array_equal(shown.images, loaded.images)

    person.fill_in(dataset="synthetic")
    drop(person, Path(path))
    assert person.page.setup.form.config().dataset == text


def test_a_warning_about_one_file_goes_when_the_next_is_dropped(
    person, bars_folder: Path, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.toml"
    broken.write_text("epochs = 'many'\n")
    drop(person, broken)
    assert "epochs is a number" in person.page.stage.banner.words
    drop(person, bars_folder)
    assert person.page.stage.banner.words == ""


def test_several_folders_that_are_dropped_are_mixed(person, bars_folder: Path) -> None:
    other = bars_folder.with_name("more bars")
    shutil.copytree(bars_folder, other)
    drop(person, bars_folder, other)
    wait_for_pictures(person, "1,200 in all")
    assert person.page.setup.form.config().dataset == f"{bars_folder} 50%, {other} 50%"


def test_a_dataset_leaves_the_mixture(person, bars_folder: Path) -> None:
    person.fill_in(dataset=f"{bars_folder} 60%, synthetic 20%, signs 20%")
    wait_for_pictures(person, "1,000 in all")
    person.qtbot.mouseClick(person.named("Do without Synthetic strokes"), LEFT)
    assert person.page.setup.form.config().dataset == f"{bars_folder} 75%, signs 25%"
    person.qtbot.mouseClick(person.named("Do without Signs, no digits"), LEFT)
    assert person.page.setup.form.config().dataset == str(bars_folder)
    assert person.button("Mix with another")


def test_what_does_not_go_together_is_refused_in_a_sentence(
    person, bars_folder: Path, tmp_path: Path
) -> None:
    clothes = tmp_path / "clothes"
    for name in ("bag", "coat"):
        (clothes / name).mkdir(parents=True)
        Image.new("L", (28, 28), 255).save(clothes / name / "a.png")
    person.fill_in(dataset=f"{bars_folder} 50%, {clothes} 50%")
    wait_for_pictures(person, "the one shows 0, 1, 2 and more, the other bag, coat")
    person.click("Start training")
    person.wait_for(lambda: "cannot be mixed" in person.page.stage.banner.words)
    assert not person.page.is_training()


def test_pictures_of_another_size_are_mixed_in_and_trained_with(
    person, bars_folder: Path, tmp_path: Path
) -> None:
    large = tmp_path / "large"
    for label in range(10):
        (large / str(label)).mkdir(parents=True)
        picture = Image.new("L", (56, 56), 255)
        picture.paste(0, (8, 4 + 4 * label, 48, 8 + 4 * label))
        for copy in range(4):
            picture.save(large / str(label) / f"{copy}.png")
    person.fill_in(dataset=f"{bars_folder} 60%, {large} 40%")
    wait_for_pictures(person, "1,000 in all")
    person.click("Start training")
    person.wait_until_trained()
    trained = person.page.finished.trained
    assert "brought from 56×56 to 28×28 pixels" in trained.provenance
    assert person.button("Use this network").isEnabled()


def test_files_that_cannot_be_read_are_counted_beside_the_samples(
    person, bars_folder: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "mine"
    for label in "01":
        (folder / label).mkdir(parents=True)
        Image.new("L", (28, 28), 255).save(folder / label / "a.png")
    (folder / "0" / "notes.txt").write_text("a zero")
    drop(person, folder)
    wait_for_pictures(person, "2 in all")
    assert "One file could not be read as a picture." in person.page.stage.preview.words
    (folder / "1" / "torn.png").write_bytes((folder / "1" / "a.png").read_bytes()[:40])
    person.fill_in(dataset=f"{bars_folder} 60%, {folder} 40%")
    wait_for_pictures(person, "1,000 in all")
    assert "2 files could not be read as pictures." in person.page.stage.preview.words
    person.fill_in(dataset=str(bars_folder))
    wait_for_pictures(person, "600 in all")
    assert "could not be read" not in person.page.stage.preview.words


def test_the_same_dataset_twice_cannot_be_started(person, bars_folder: Path) -> None:
    person.fill_in(dataset=f"{bars_folder} 50%, synthetic 50%")
    choose(person, "Learn from 1", "Synthetic")
    assert not person.button("Start training").isEnabled()
    choose(person, "Learn from 2", "Pen")
    assert person.button("Start training").isEnabled()


def test_a_missing_part_is_offered_and_the_mixture_follows(
    person, bars_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    person.fill_in(dataset="synthetic 50%, mnist 50%")
    wait_for_pictures(person, "MNIST is not on this computer yet")

    def download(name, *, progress, cancelled):
        monkeypatch.setenv("INKLING_DATASETS", str(bars_folder.parent))
        bars_folder.rename(bars_folder.parent / "mnist")

    monkeypatch.setattr("desktop_app.train.setup.dataset_jobs.download", download)
    person.click("Download")
    wait_for_pictures(person, "1,200 in all")
    assert person.page.setup.form.config().dataset == "synthetic 50%, mnist 50%"


def test_an_empty_collection_is_told_and_a_full_one_is_learnt_from(person, bars: Dataset) -> None:
    person.fill_in(dataset="my-digits", epochs=1)
    wait_for_pictures(person, "still empty")
    own = [
        new_digit(int(label), image=image, source=DRAWN)
        for image, label in zip(bars.images[:40], bars.labels[:40], strict=True)
    ]
    Collection().add(own)
    person.window.pages.open("draw")
    person.window.pages.open("train")
    wait_for_pictures(person, "40 in all, as many of each")
    Collection().add(own)
    person.click("Start training")
    person.wait_until_judged()
    assert person.page.finished.trained.validation is not None
    words = person.page.result.words.replace("\u00a0", " ")
    assert re.search(r"It reads \d+\.\d+ % ± \d+\.\d+ of \d+ pictures held back\. These", words), (
        words
    )
    assert "no test of their own" in words


def test_the_balance_of_the_classes_is_told(person, tmp_path: Path) -> None:
    folder = tmp_path / "uneven"
    folder.mkdir()
    labels = np.repeat(np.arange(10, dtype=np.uint8), [30, *[10] * 9])
    write_idx(folder / "train-images-idx3-ubyte", np.zeros((120, 28, 28), np.uint8))
    write_idx(folder / "train-labels-idx1-ubyte", labels)
    drop(person, folder)
    wait_for_pictures(person, "120 in all, 10 to 30 of each")


def test_the_recipe_that_ships_is_taken_over_with_a_click(person) -> None:
    person.fill_in(dataset="synthetic")
    choose(person, "Network", "Inkling")
    person.click("Use its recipe")
    recipe = RECIPES["inkling"].config
    assert person.page.setup.form.config() == recipe
    wait_for_pictures(person, "MNIST is not on this computer yet")
    assert not [b for b in person.page.findChildren(QWidget) if _says(b, "Use its recipe")]
    choose(person, "Network", "Small")
    assert not [b for b in person.page.findChildren(QWidget) if _says(b, "Use its recipe")]


def _says(widget: QWidget, words: str) -> bool:
    return widget.isVisible() and getattr(widget, "text", str)() == words


def test_signs_make_an_eleventh_class(person) -> None:
    person.fill_in(dataset="synthetic 75%, signs 25%", epochs=1)
    wait_for_pictures(person, "160 in all")
    assert person.page.setup.form.network.outline().rows[-1].words == "Dense 11 · Softmax"
    person.click("Start training")
    person.wait_until_judged()
    assert person.page.finished.trained.class_names[-1] == "not a digit"
    assert person.button("Use this network").isEnabled()


def test_own_layers_must_suit_the_datasets_classes(person, tmp_path: Path) -> None:
    path = tmp_path / "three.npz"
    labels = np.arange(60, dtype=np.int64) % 3
    images = np.zeros((60, 12, 12), np.uint8)
    write_npz(path, Dataset(images, labels, ("a", "b", "c"), "three letters"))
    person.fill_in(
        dataset=str(path), architecture=[{"kind": "flatten"}, {"kind": "dense", "units": 10}]
    )
    wait_for_pictures(person, "60 in all")
    person.click("Edit the layers")
    editor = person.page.stage.editor
    assert "has to give 3 numbers" in editor.problem
    box = next(b for b in editor.findChildren(QWidget) if b.accessibleName().startswith("Neurons"))
    box.setFocus()
    person.qtbot.keyClick(box, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    person.qtbot.keyClicks(box, "3")
    person.qtbot.keyClick(box, Qt.Key.Key_Return)
    assert editor.problem == ""
    assert person.page.setup.form.network.outline().parameters == 12 * 12 * 3 + 3


def test_layers_are_moved_by_key_and_keep_the_focus(person) -> None:
    person.fill_in(dataset="synthetic", architecture="conv-32-64-128")
    person.click("Edit the layers")
    editor = person.page.stage.editor
    down = person.named("Move down: layer 1")
    down.setFocus()
    person.qtbot.keyClick(down, Qt.Key.Key_Space)
    assert [layer["kind"] for layer in editor.layers[:2]] == ["max_pool2d", "conv2d"]
    focused = QApplication.focusWidget()
    assert focused.accessibleName() == "Move down: layer 2"
    person.qtbot.keyClick(focused, Qt.Key.Key_Space)
    assert editor.layers[2]["kind"] == "conv2d"


def test_a_layer_that_does_not_fit_says_so_where_it_stands(person) -> None:
    person.fill_in(dataset="synthetic", architecture="conv-32-64-128")
    person.window.resize(900, 620)
    person.click("Edit the layers")
    person.qtbot.mouseClick(person.named("Remove: layer 7"), LEFT)
    editor = person.page.stage.editor
    row = editor._rows[6]
    assert row.property("tone") == "warning"
    person.wait_for(lambda: row.visibleRegion().boundingRect().height() == row.height())
    assert any("put a Flatten before it" in getattr(w, "text", str)() for w in row.children())


def number_box(person, name: str) -> QSpinBox:
    boxes = person.page.stage.editor.findChildren(QSpinBox)
    return next(box for box in boxes if box.accessibleName() == name)


def write_into(person, name: str, number: str) -> None:
    """Write a number into a box, and leave it."""
    box = number_box(person, name)
    box.setFocus()
    person.qtbot.keyClick(box, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    person.qtbot.keyClicks(box, number)
    person.qtbot.keyClick(box, Qt.Key.Key_Return)


LAYERS = [
    {"kind": "conv2d", "filters": 8, "kernel_size": [3, 5], "padding": "same"},
    {"kind": "max_pool2d", "pool_size": 2},
    {"kind": "flatten"},
    {"kind": "dense", "units": 10},
]


def test_stride_and_padding_of_a_convolution_are_set(person) -> None:
    person.fill_in(dataset="synthetic", architecture=LAYERS)
    person.click("Edit the layers")
    editor = person.page.stage.editor
    assert number_box(person, "Padding of layer 1").text() == "same"
    write_into(person, "Stride of layer 1", "2")
    write_into(person, "Padding of layer 1", "0")
    assert editor.layers[0] == {
        "kind": "conv2d",
        "filters": 8,
        "kernel_size": [3, 5],  # what was not changed stays as it was
        "padding": 0,
        "stride": 2,
    }
    assert examine_layers(editor.layers)[0].shape == (8, 13, 12)
    person.qtbot.keyClick(number_box(person, "Padding of layer 1"), Qt.Key.Key_Down)
    assert editor.layers[0]["padding"] == "same"


def test_windows_of_pooling_lie_side_by_side_until_their_stride_is_set(person) -> None:
    person.fill_in(dataset="synthetic", architecture=LAYERS)
    person.click("Edit the layers")
    editor = person.page.stage.editor
    assert number_box(person, "Stride of layer 2").value() == 2
    write_into(person, "Wide of layer 2", "4")
    assert (editor.layers[1]["pool_size"], editor.layers[1]["stride"]) == (4, 4)
    write_into(person, "Stride of layer 2", "3")
    write_into(person, "Wide of layer 2", "5")
    assert (editor.layers[1]["pool_size"], editor.layers[1]["stride"]) == (5, 3)
    assert examine_layers(editor.layers)[1].shape == (8, 8, 8)


def test_all_settings_of_a_layer_fit_into_the_smallest_window(person) -> None:
    person.fill_in(dataset="synthetic", architecture=[*LAYERS[:2], *LAYERS[2:] * 3])
    person.window.resize(900, 620)
    person.click("Edit the layers")
    rows = person.page.stage.editor._rows
    person.wait_for(lambda: all(row.width() >= row.minimumSizeHint().width() for row in rows))
    room = person.page.stage.editor._scroll.viewport().width()
    assert all(row.width() <= room for row in rows)


def test_pictures_are_varied_anew_while_one_looks(person, bars_folder: Path) -> None:
    person.fill_in(dataset=str(bars_folder))
    wait_for_pictures(person, "600 in all")
    sample = person.page.setup.form._more.sample
    person.click("More settings")
    assert not sample.isVisible()
    choose(person, "Variation of the pictures", "Standard")
    assert sample.isVisible()
    assert sample.images.shape == (6, 28, 28)
    before = sample.images
    person.wait_for(lambda: not np.array_equal(sample.images, before))
    person.click("Fewer settings")
    person.wait_for(lambda: not sample.isVisible())
    assert not sample._timer.isActive()


def test_the_way_weights_begin_is_a_setting(person) -> None:
    person.fill_in(dataset="synthetic")
    person.click("More settings")
    choose(person, "First weights", "Glorot")
    assert person.page.setup.form.config().initializer == "glorot"


def test_an_optimizer_shows_its_own_settings_and_not_those_of_others(
    person, tmp_path: Path
) -> None:
    person.fill_in(dataset="synthetic")
    person.click("More settings")
    form = person.page.setup.form
    choose(person, "Optimizer", "Momentum")
    assert is_seen(person, "Momentum")
    assert not is_seen(person, "Memory of the direction")
    choose(person, "Optimizer", "AdamW")
    assert not is_seen(person, "Momentum")
    assert is_seen(person, "Memory of the direction")
    type_in(person, "Memory of the direction", "0.85")
    type_in(person, "Smallest divisor", "0.0000001")
    assert form.config().beta1 == 0.85
    assert form.config().beta2 is None

    file = tmp_path / "run.toml"
    person.page.settings_desk.save(file)
    person.fill_in(dataset="synthetic")
    drop(person, file)
    assert form.config().beta1 == 0.85
    assert form.config().epsilon == 1e-7


@pytest.mark.parametrize(
    "settings",
    [
        {"epsilon": 1e-15, "beta1": 0.98765, "beta2": 0.999999},
        {"learning_rate": 1.23456789e-7, "l2": 1e-8},
        {"learning_rate": 50.0, "weight_decay": 20.0, "epochs": 5000, "threads": 100},
        {"seed": 3_000_000_000},
        {"seed": 2**63 - 1},
    ],
)
def test_what_a_file_sets_is_trained_as_it_stands_there(
    person, tmp_path: Path, settings: dict[str, float]
) -> None:
    file = tmp_path / "run.toml"
    config = TrainingConfig.from_dict({"dataset": "synthetic"} | settings)
    save_settings(file, config)
    form = person.page.setup.form
    drop(person, file)
    assert form.config() == config
    type_in(person, "Seed", "12")
    assert form.config().seed == 12
    if "seed" in settings:
        person.fill_in(seed=settings["seed"])
        assert box_named(person, "Seed").text() == str(settings["seed"])


def test_between_usual_and_0_there_is_nothing(person) -> None:
    person.fill_in(dataset="synthetic")
    person.click("More settings")
    form, box = person.page.setup.form, box_named(person, "Memory of the direction")
    box.setFocus()
    person.qtbot.keyClick(box, Qt.Key.Key_Up)
    assert form.config().beta1 == 0
    person.qtbot.keyClick(box, Qt.Key.Key_Down)
    assert form.config().beta1 is None
    type_in(person, "Memory of the direction", "-0.005")
    assert form.config().beta1 == 0


def test_a_schedule_shows_what_decides_on_it(person) -> None:
    person.fill_in(dataset="synthetic")
    person.click("More settings")
    assert not is_seen(person, "Decay of the schedule")
    choose(person, "Schedule", "In steps")
    assert is_seen(person, "Decay of the schedule")
    assert is_seen(person, "Epochs between steps")
    choose(person, "Schedule", "Cosine")
    assert not is_seen(person, "Epochs between steps")


def test_tab_goes_through_the_form_from_top_to_bottom(person, bars_folder: Path) -> None:
    person.fill_in(dataset=f"{bars_folder} 50%, synthetic 50%")
    first = box_named(person, "Learn from 1")
    first.setFocus()
    names = []
    for _ in range(15):
        focused = QApplication.focusWidget()
        names.append(focused.accessibleName() or getattr(focused, "text", str)())
        person.qtbot.keyClick(focused, Qt.Key.Key_Tab)
    wanted = [
        "Learn from 1",
        "Share of dataset 1",
        "Do without bars",
        "Learn from 2",
        "Share of dataset 2",
        "Do without Synthetic strokes",
        "Add another",
        "Network",
        "Edit the layers",
        "Epochs",
        "Batch size",
        "Optimizer",
        "Learning rate",
        "Schedule",
        "Seed",
    ]
    assert names == wanted


@pytest.mark.parametrize("size", [(1180, 760), (900, 620)])
def test_every_setting_is_reached_by_scrolling_and_nothing_is_squeezed(
    person, size: tuple[int, int]
) -> None:
    person.fill_in(dataset="synthetic")
    person.click("More settings")
    person.window.resize(*size)
    form = person.page.setup.form
    fields = [field for field in form._fields.values() if not field.isHidden()]
    person.wait_for(lambda: form.minimumHeight() > person.window.height())
    person.wait_for(lambda: all(f.height() >= f.sizeHint().height() for f in fields))
    assert all(field.width() <= form.width() for field in fields)


def test_settings_of_a_mixture_survive_a_restart(person, make_window, bars_folder: Path) -> None:
    text = f"{bars_folder} 60%, synthetic 40%"
    person.fill_in(dataset=text)
    person.page.stop_and_wait()
    person.window.close()
    again = make_window()
    again.pages.open("train")
    config = again.pages.train.setup.form.config()
    again.pages.train.stop_and_wait()
    assert config.dataset == text
    assert isinstance(config, TrainingConfig)


def test_a_stopped_training_on_a_mixture_goes_on_to_the_same_weights(
    person, bars_folder: Path
) -> None:
    settings = {
        "dataset": f"{bars_folder} 60%, synthetic 40%",
        "epochs": 4,
        "batch_size": 8,
        "augmentation": "light",
    }
    person.fill_in(**settings)
    person.click("Start training")
    person.wait_until_judged()
    whole = person.page.finished.trained.network.state()
    person.page.finished.decide()

    person.fill_in(**settings)
    person.click("Start training")
    person.wait_for(lambda: person.page.session.state is RunState.TRAINING)
    person.click("Pause")
    person.click("Stop")
    person.wait_for(lambda: not person.page.is_training())
    person.click("Go on")
    person.wait_until_judged()
    resumed = person.page.finished.trained.network.state()
    assert all(np.array_equal(resumed[name], values) for name, values in whole.items())
