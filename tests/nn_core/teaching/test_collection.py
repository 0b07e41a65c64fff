import multiprocessing
import sqlite3
import threading

import numpy as np
import pytest

from nn_core.cli import main
from nn_core.data import available_splits, dataset_names, load_dataset
from nn_core.data.synthetic import write_digit
from nn_core.errors import DatasetError
from nn_core.ink.drawing import draw_strokes
from nn_core.teaching import Collection, new_digit


@pytest.fixture
def collection(tmp_path):
    return Collection(tmp_path / "deep" / "my-digits.sqlite")


def written(digit, seed=0):
    return new_digit(digit, strokes=write_digit(digit, rng=np.random.default_rng(seed)))


def test_a_digit_comes_back_with_its_strokes_its_image_and_its_answer(collection):
    digit = written(7)
    (key,) = collection.add([digit])
    (kept,) = Collection(collection.path).digits()
    assert (kept.key, kept.label, kept.source, kept.written) == (key, 7, "drawn", digit.written)
    np.testing.assert_array_equal(kept.image, draw_strokes(digit.strokes))
    assert len(kept.strokes) == len(digit.strokes)
    for mine, theirs in zip(kept.strokes, digit.strokes, strict=True):
        np.testing.assert_array_equal(mine.points, theirs.points)
        np.testing.assert_array_equal(mine.widths, theirs.widths)


def test_a_digit_may_be_a_picture_without_strokes(collection):
    image = np.zeros((28, 28), dtype=np.uint8)
    image[4:24, 13:15] = 255
    collection.add([new_digit(1, image=image)])
    (kept,) = collection.digits()
    assert kept.strokes == ()
    np.testing.assert_array_equal(kept.image, image)


def test_nothing_without_ink_is_kept(collection):
    with pytest.raises(DatasetError, match="needs ink"):
        new_digit(1, image=np.zeros((28, 28), dtype=np.uint8))
    with pytest.raises(DatasetError, match="0 to 9"):
        written(7).__class__(11, written(7).image, (), "", "drawn")


def test_digits_are_counted_and_listed_by_class(collection):
    assert len(collection) == 0
    assert collection.digits() == []
    assert not collection.path.exists()
    collection.add([written(3), written(3, 1), written(5)])
    assert collection.counts() == (0, 0, 0, 2, 0, 1, 0, 0, 0, 0)
    assert [digit.label for digit in collection.digits(3)] == [3, 3]
    assert len(collection) == 3


def test_what_was_deleted_can_be_put_back_in_its_place(collection):
    keys = collection.add([written(1), written(2), written(3)])
    gone = collection.delete([keys[1], 999])
    assert [digit.label for digit in gone] == [2]
    assert [digit.key for digit in collection.digits()] == [keys[0], keys[2]]
    collection.restore(gone)
    collection.restore(gone)
    assert [digit.label for digit in collection.digits()] == [1, 2, 3]


def test_the_number_of_a_deleted_digit_is_given_to_no_other(collection):
    (key,) = collection.add([written(1)])
    collection.delete([key])
    assert collection.add([written(2)]) != [key]


def test_a_wrong_answer_is_corrected_and_the_correction_taken_back(collection):
    keys = collection.add([written(1), written(7)])
    before = collection.relabel(dict.fromkeys(keys, 4))
    assert collection.label_of(keys[0]) == 4
    assert collection.label_of(999) is None
    assert [digit.label for digit in collection.digits()] == [4, 4]
    collection.relabel(before)
    assert [digit.label for digit in collection.digits()] == [1, 7]
    with pytest.raises(DatasetError, match="0 to 9"):
        collection.relabel({keys[0]: 10})


def test_of_several_digits_all_are_added_or_none(collection):
    def digits():
        yield written(1)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        collection.add(digits())
    assert len(collection) == 0


def test_a_file_of_a_newer_inkling_is_refused_and_left_alone(collection):
    collection.add([written(1)])
    with sqlite3.connect(collection.path) as connection:
        connection.execute("PRAGMA user_version = 2")
    connection.close()
    for attempt in (collection.digits, collection.counts, lambda: collection.add([written(2)])):
        with pytest.raises(DatasetError, match="written by a newer Inkling: it is of version 2"):
            attempt()
    with sqlite3.connect(collection.path) as connection:
        assert connection.execute("SELECT COUNT(*) FROM digits").fetchone() == (1,)
    connection.close()


def test_a_file_that_is_no_collection_is_told_in_words(collection):
    collection.path.parent.mkdir(parents=True)
    collection.path.write_bytes(b"no database at all" * 100)
    with pytest.raises(DatasetError, match="cannot be read or written"):
        collection.digits()
    with pytest.raises(DatasetError, match="cannot be read or written"):
        collection.add([written(1)])


def test_damaged_strokes_are_told_in_words(collection):
    collection.add([written(1)])
    with sqlite3.connect(collection.path) as connection:
        connection.execute("UPDATE digits SET strokes = x'05000000'")
    connection.close()
    with pytest.raises(DatasetError, match="damaged"):
        collection.digits()


def add_some(path, label):
    for seed in range(10):
        Collection(path).add([written(label, seed)])


def test_two_processes_add_at_the_same_time_and_nothing_is_lost(collection):
    spawned = multiprocessing.get_context("spawn")
    processes = [
        spawned.Process(target=add_some, args=(collection.path, label)) for label in (1, 2)
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
        assert process.exitcode == 0
    assert collection.counts()[1:3] == (10, 10)


def test_several_threads_use_one_collection(collection):
    threads = [
        threading.Thread(target=add_some, args=(collection.path, label)) for label in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert collection.counts()[:4] == (10, 10, 10, 10)


def test_the_collection_is_a_dataset_by_name(user_folder):
    Collection().add([written(3), written(8)])
    dataset = load_dataset("my-digits")
    assert dataset.labels.tolist() == [3, 8]
    assert dataset.class_names == tuple("0123456789")
    assert dataset.provenance == "2 digits of your own"
    assert available_splits("my-digits") == ("train",)
    assert "my-digits" in dataset_names()


def test_an_empty_collection_is_told_in_a_sentence(user_folder):
    with pytest.raises(DatasetError, match="collection that is still empty"):
        load_dataset("my-digits")


def test_the_command_line_trains_on_the_collection_and_reads_it(user_folder, tmp_path, capsys):
    digits = [written(label, seed) for seed in range(3) for label in range(10)]
    Collection().add(digits)
    trained = tmp_path / "run"
    arguments = ["--dataset", "my-digits", "--architecture", "small-30", "--epochs", "1"]
    assert main(["train", *arguments, "--output", str(trained)]) == 0
    assert main(["evaluate", "--data", "my-digits"]) == 0
    assert "30" in capsys.readouterr().out
