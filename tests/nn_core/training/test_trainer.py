"""Training as its caller sees it: reports, best weights, early ends, determinism."""

import threading
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from nn_core.data.dataset import Dataset
from nn_core.errors import ConfigError, ShapeError
from nn_core.network import Network
from nn_core.training import BatchReport, EpochReport, Trainer, TrainingConfig, TrainingResult

CONV = (
    {"kind": "conv2d", "filters": 8, "kernel_size": 3, "bias": False},
    {"kind": "max_pool2d"},
    {"kind": "batch_norm"},
    {"kind": "relu"},
    {"kind": "flatten"},
    {"kind": "dropout", "rate": 0.2},
    {"kind": "dense", "units": 3},
)
DENSE = (
    {"kind": "flatten"},
    {"kind": "dense", "units": 16},
    {"kind": "relu"},
    {"kind": "dense", "units": 3},
)
CONFIG = TrainingConfig(
    architecture=DENSE, epochs=3, batch_size=32, learning_rate=0.01, validation_fraction=0.2
)


def weights_after(config: TrainingConfig, data: Dataset) -> np.ndarray:
    trainer = Trainer(config, data)
    trainer.train()
    return trainer.network.parameter_vector


def test_reports_come_in_order(bars: Dataset) -> None:
    reports = list(Trainer(CONFIG, bars).run())
    kinds = [type(report) for report in reports]
    assert kinds == ([BatchReport] * 6 + [EpochReport]) * 3 + [TrainingResult]
    batches = [report for report in reports if isinstance(report, BatchReport)]
    assert [(report.epoch, report.batch) for report in batches[:7]] == [
        *((1, batch) for batch in range(1, 7)),
        (2, 1),
    ]
    assert batches[-1].fraction == 1.0
    assert batches[-1].seconds_left == 0.0
    assert all(report.samples_per_second > 0 for report in batches)
    result = reports[-1]
    assert isinstance(result, TrainingResult)
    assert [report.epoch for report in result.history] == [1, 2, 3]
    assert result.stopped_early is None


def test_training_can_be_left_while_much_is_validated(bars: Dataset) -> None:
    much = bars.take(np.arange(700) % len(bars))
    trainer = Trainer(replace(CONFIG, epochs=1), bars, much)
    reports = [report for report in trainer.run() if not isinstance(report, TrainingResult)]
    last_batch, *repeated, epoch = reports[7:]
    assert len(repeated) == 2
    assert all(report == last_batch for report in repeated)
    assert isinstance(epoch, EpochReport)
    assert epoch.validation_accuracy == trainer.network.evaluate(much).accuracy


@pytest.mark.parametrize("architecture", [DENSE, CONV])
def test_it_learns(bars: Dataset, architecture: Any) -> None:
    config = replace(CONFIG, architecture=architecture, epochs=12)
    result = Trainer(config, bars).train()
    first, last = result.history[0], result.history[-1]
    assert last.training_loss < first.training_loss
    assert last.validation_accuracy is not None
    assert last.validation_accuracy > 0.9


def test_what_is_held_back_is_not_learnt_from(bars: Dataset) -> None:
    trainer = Trainer(CONFIG, bars)
    assert trainer.validation is not None
    assert (trainer.training_samples, len(trainer.validation)) == (192, 48)
    held_back = {image.tobytes() for image in trainer.validation.images}
    seen = {image.tobytes() for images, _ in trainer._batches.of_epoch(1) for image in images}
    assert len(seen) == 192
    assert not seen & held_back


def test_the_network_ends_with_the_best_weights(bars: Dataset) -> None:
    trainer = Trainer(replace(CONFIG, epochs=6, learning_rate=0.03), bars)
    result = trainer.train()
    best = max(
        result.history,
        key=lambda report: (report.validation_accuracy, -(report.validation_loss or 0.0)),
    )  # its loss is the cross-entropy by which the best is chosen, as that is what is trained
    assert result.best_epoch == best.epoch
    assert trainer.validation is not None
    evaluation = trainer.network.evaluate(trainer.validation)
    assert evaluation.accuracy == best.validation_accuracy
    assert evaluation.loss == pytest.approx(best.validation_loss)


@pytest.mark.parametrize(
    ("last", "settings"),
    [
        (None, {"label_smoothing": 0.2, "class_weights": (1.0, 5.0, 0.5)}),
        (None, {"class_weights": "balanced"}),
        ("softmax", {"label_smoothing": 0.2}),
        ("sigmoid", {}),
        (None, {"loss": "mean-squared-error"}),
        ("softmax", {"loss": "mean-squared-error"}),
        ("sigmoid", {"loss": "mean-squared-error"}),
        (None, {"loss": "binary-cross-entropy"}),
        ("softmax", {"loss": "binary-cross-entropy"}),
        ("sigmoid", {"loss": "binary-cross-entropy"}),
    ],
)
def test_the_validation_loss_is_the_loss_that_is_trained(
    bars: Dataset, last: str | None, settings: dict[str, Any]
) -> None:
    learnt, new = bars.take(slice(0, 150)), bars.take(np.arange(150, 450) % 240)
    layers = DENSE if last is None else (*DENSE, {"kind": last})
    config = replace(CONFIG, architecture=layers, epochs=1, **settings)
    trainer = Trainer(config, learnt, new)
    report = trainer.train().history[0]
    network = trainer.network
    loss = config.make_loss(np.bincount(learnt.labels).tolist())
    until = network.logit_layers(loss.absorbs)
    outputs = network.forward(network.as_inputs(new.images), until=until)
    assert report.validation_loss == pytest.approx(loss(outputs, new.labels), rel=1e-5)


def test_the_best_epoch_is_chosen_by_cross_entropy_whatever_loss_is_trained(bars: Dataset) -> None:
    # Where one class counts and another does not, the loss falls for ever at the others' cost.
    config = replace(CONFIG, class_weights=(1.0, 50.0, 0.0), epochs=20, learning_rate=0.1)
    trainer = Trainer(config, bars)
    assert trainer.validation is not None
    scores, losses = [], []
    for report in trainer.run():
        if isinstance(report, EpochReport):
            evaluation = trainer.network.copy().evaluate(trainer.validation)
            scores.append((evaluation.accuracy, -evaluation.loss))
            losses.append((report.validation_accuracy, -(report.validation_loss or 0.0)))
    best = trainer.history[scores.index(max(scores))].epoch
    assert losses.index(max(losses)) + 1 != best  # the two would choose differently
    assert [report.epoch for report in trainer.history if report.is_best][-1] == best


def test_without_validation_the_latest_weights_are_the_best(bars: Dataset) -> None:
    result = Trainer(replace(CONFIG, validation_fraction=0.0), bars).train()
    assert result.best_epoch == 3
    assert all(report.is_best and report.validation_loss is None for report in result.history)


def test_given_validation_data_are_used(bars: Dataset) -> None:
    trainer = Trainer(CONFIG, bars.take(slice(0, 200)), bars.take(slice(200, 240)))
    assert trainer.training_samples == 200
    assert trainer.validation is not None
    assert len(trainer.validation) == 40


def test_abandoning_the_run_cancels_it_and_keeps_the_best(bars: Dataset) -> None:
    threads = threading.active_count()
    trainer = Trainer(replace(CONFIG, architecture=CONV, augmentation="light"), bars)
    reports = trainer.run()
    for report in reports:
        if isinstance(report, BatchReport) and report.epoch == 2:
            break
    reports.close()  # type: ignore[attr-defined]  # an Iterator to its users, a generator in fact
    assert threading.active_count() == threads
    assert trainer.validation is not None
    accuracy = trainer.best_network().evaluate(trainer.validation).accuracy
    assert accuracy == trainer.history[0].validation_accuracy


@pytest.mark.parametrize(
    "settings",
    [
        {"architecture": CONV, "augmentation": "standard"},
        {"optimizer": "sgd", "l1": 1e-4, "l2": 1e-3, "clip_norm": 0.5},
        {"architecture": CONV, "optimizer": "adamw", "schedule": "one-cycle", "ema_decay": 0.9},
    ],
)
def test_the_same_configuration_gives_the_same_weights(
    bars: Dataset, settings: dict[str, Any]
) -> None:
    config = replace(CONFIG, **settings)
    np.testing.assert_array_equal(weights_after(config, bars), weights_after(config, bars))


def test_another_seed_gives_other_weights(bars: Dataset) -> None:
    other = weights_after(replace(CONFIG, seed=1), bars)
    assert not np.array_equal(weights_after(CONFIG, bars), other)


def test_what_the_fast_path_does_not_know_is_trained_all_the_same(bars: Dataset) -> None:
    average = [
        {"kind": "conv2d", "filters": 6, "kernel_size": 3},
        {"kind": "average_pool2d"},
        *CONV[3:],
    ]
    config = replace(CONFIG, architecture=average, epochs=8, ema_decay=0.5)
    result = Trainer(config, bars).train()
    assert (result.history[-1].validation_accuracy or 0.0) > 0.6


def test_training_goes_on_from_a_network(bars: Dataset) -> None:
    first = Trainer(replace(CONFIG, epochs=8), bars)
    first.train()
    again = Trainer(CONFIG, bars, network=first.network)
    result = again.train()
    assert result.history[0].training_loss < first.history[0].training_loss / 2


def test_a_network_that_was_given_drops_out_by_the_seed(bars: Dataset) -> None:
    layers = (*DENSE[:3], {"kind": "dropout", "rate": 0.5}, DENSE[3])
    given = Network.from_config(layers, input_shape=(1, 12, 12), rng=np.random.default_rng(0))
    config = replace(CONFIG, batch_size=240, validation_fraction=0.0, epochs=1, optimizer="sgd")
    one_picture = bars.take(np.zeros(240, np.intp))  # whose order makes no difference
    rows = np.tile(np.float32([1.0, 0.0, 0.0]), (240, 1))

    def after(seed: int) -> np.ndarray:
        settings = replace(config, seed=seed)
        trainer = Trainer(settings, one_picture, network=given.copy(), targets=rows)
        trainer.train()
        return trainer.network.parameter_vector

    np.testing.assert_array_equal(after(1), after(1))
    assert not np.allclose(after(1), after(2), rtol=0, atol=1e-6)


def test_one_class_alone_is_refused_whoever_trains(bars: Dataset) -> None:
    with pytest.raises(ConfigError, match="all pictures are of one class"):
        Trainer(CONFIG, bars.take(np.flatnonzero(bars.labels == 0)))


def test_soft_targets_are_learnt(bars: Dataset) -> None:
    rows = np.full((240, 3), 0.1, np.float32)
    rows[:, 2] = 0.8
    trainer = Trainer(replace(CONFIG, epochs=15, validation_fraction=0.0), bars, targets=rows)
    trainer.train()
    probabilities = trainer.network.predict_probabilities(bars.images)
    np.testing.assert_allclose(probabilities, rows, atol=0.1)


def test_the_learning_rate_follows_its_schedule_and_may_be_changed(bars: Dataset) -> None:
    config = replace(CONFIG, schedule="step", schedule_step_epochs=1.0, schedule_decay=0.5)
    trainer = Trainer(config, bars)
    rates = []
    for report in trainer.run():
        if isinstance(report, EpochReport):
            rates.append(report.learning_rate)
            if report.epoch == 2:
                trainer.learning_rate = 0.1
    assert rates == pytest.approx([0.01, 0.005, 0.025])
    with pytest.raises(ConfigError):
        trainer.learning_rate = 0.0


def test_patience_ends_training_when_validation_stands_still(bars: Dataset) -> None:
    wrong = replace(bars, labels=np.roll(bars.labels, 1))
    result = Trainer(replace(CONFIG, epochs=100, patience=2), bars, wrong).train()
    assert len(result.history) == result.best_epoch + 2 < 100
    assert result.stopped_early is not None
    assert "2 epochs" in result.stopped_early


def test_a_tolerance_ends_training_when_the_loss_stands_still(bars: Dataset) -> None:
    config = replace(CONFIG, epochs=50, learning_rate=1e-7, optimizer="sgd", tolerance=0.01)
    result = Trainer(config, bars).train()
    assert len(result.history) == 2
    assert result.stopped_early is not None
    assert "tolerance" in result.stopped_early


def test_the_average_of_the_weights_is_what_is_kept(bars: Dataset) -> None:
    config = replace(CONFIG, ema_decay=0.999, validation_fraction=0.0)
    trainer = Trainer(config, bars)
    live = None
    for report in trainer.run():
        if isinstance(report, BatchReport):
            live = trainer.network.parameter_vector.copy()
    assert live is not None
    assert not np.array_equal(trainer.network.parameter_vector, live)


def test_the_probe_is_read_at_each_epoch(bars: Dataset) -> None:
    trainer = Trainer(CONFIG, bars, probe=bars.images[:2])
    history = trainer.train().history
    readings = [report.probe_probabilities for report in history]
    assert all(reading is not None and reading.shape == (2, 3) for reading in readings)


def test_divergence_is_told_with_its_place_and_the_weights_before_it_kept(bars: Dataset) -> None:
    config = replace(CONFIG, optimizer="sgd", learning_rate=1e20, epochs=5)
    trainer = Trainer(config, bars)
    start = trainer.network.parameter_vector.copy()
    result = trainer.train()
    assert result.diverged
    assert result.stopped_early is not None
    assert "epoch 1, batch" in result.stopped_early
    assert "learning rate of 1e+20" in result.stopped_early
    np.testing.assert_array_equal(trainer.network.parameter_vector, start)


def test_targets_that_are_no_numbers_are_told_apart_from_divergence(bars: Dataset) -> None:
    targets = np.full((240, 3), np.nan, np.float32)
    result = Trainer(CONFIG, bars, targets=targets).train()
    assert result.diverged
    assert "targets" in (result.stopped_early or "")


def test_weights_that_are_no_numbers_at_the_beginning_are_told(bars: Dataset) -> None:
    network = Network.from_config(DENSE, input_shape=(1, 12, 12), rng=np.random.default_rng(0))
    network.parameters()["3.weight"][1, 2] = np.nan
    why = Trainer(CONFIG, bars, network=network).train().stopped_early or ""
    assert "weights that training began with are not all finite numbers" in why
    assert "targets" not in why


def test_dead_neurons_are_reported(bars: Dataset) -> None:
    network = Network.from_config(DENSE, input_shape=(1, 12, 12), rng=np.random.default_rng(0))
    network.parameters()["1.bias"][...] = -1000.0
    report = Trainer(CONFIG, bars, network=network).train().history[0]
    assert any("layer 2 (relu), 100%" in warning for warning in report.warnings)


def test_a_vanished_gradient_is_reported(bars: Dataset) -> None:
    network = Network.from_config(
        [{"kind": "flatten"}, {"kind": "dense", "units": 3}, {"kind": "relu"}],
        input_shape=(1, 12, 12),
        rng=np.random.default_rng(0),
    )
    network.parameters()["1.bias"][...] = -1000.0
    report = Trainer(CONFIG, bars, network=network).train().history[0]
    assert any("gradient has vanished" in warning for warning in report.warnings)


def test_a_healthy_run_has_no_warnings(bars: Dataset) -> None:
    assert not any(report.warnings for report in Trainer(CONFIG, bars).train().history)


def test_data_that_do_not_fit_are_refused(bars: Dataset) -> None:
    with pytest.raises(ShapeError, match=r"\(240, 3\)"):
        Trainer(CONFIG, bars, targets=np.zeros((240, 4), np.float32))
    network = Network.dense([100, 3], rng=np.random.default_rng(0))
    with pytest.raises(ShapeError, match="samples of shape"):
        Trainer(CONFIG, bars, network=network)
    with pytest.raises(ConfigError, match="no samples to choose"):
        Trainer(CONFIG, bars, bars.take(np.arange(0)))
    with pytest.raises(ConfigError, match="3 logits"):
        Trainer(replace(CONFIG, architecture=DENSE[:2]), bars)
    with pytest.raises(ConfigError, match="no samples"):
        Trainer(CONFIG, bars.take(slice(0, 0)))


def test_the_initializer_is_that_of_layers_that_name_none() -> None:
    layers = (
        {"kind": "flatten"},
        {"kind": "dense", "units": 4, "initializer": "he"},
        {"kind": "dense", "units": 2},
    )
    data = Dataset(np.zeros((4, 2, 2), np.uint8), np.array([0, 1, 0, 1]), ("a", "b"), "nothing")
    config = TrainingConfig(architecture=layers, initializer="zeros", validation_fraction=0.0)
    weights = Trainer(config, data).network.parameters()
    assert weights["1.weight"].any()
    assert not weights["2.weight"].any()


def test_balanced_weights_make_a_rare_class_count_as_much_as_a_common_one() -> None:
    config = TrainingConfig(class_weights="balanced")
    assert config.make_loss([30, 10, 0]).class_weights == (40 / 60, 40 / 20, 1.0)
    assert TrainingConfig.from_dict(config.to_dict()) == config
    data = Dataset(
        np.zeros((10, 2, 2), np.uint8),
        np.array([0] * 9 + [1], np.int64),
        ("common", "rare"),
        "one rare picture",
    )
    layers = ({"kind": "flatten"}, {"kind": "dense", "units": 2})
    shares = {}
    for weights in (None, "balanced"):
        config = TrainingConfig(
            architecture=layers,
            class_weights=weights,
            validation_fraction=0.0,
            epochs=200,
            learning_rate=0.05,
        )
        trainer = Trainer(config, data)
        trainer.train()
        shares[weights] = float(trainer.network.predict_probabilities(data.images)[0, 1])
    assert shares[None] == pytest.approx(0.1, abs=0.02)
    assert shares["balanced"] == pytest.approx(0.5, abs=0.02)
