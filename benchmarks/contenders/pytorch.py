"""PyTorch on two threads, with its fused Adam."""

from collections.abc import Iterator

import torch
from torch import nn

from benchmarks.contenders.race import CLASSES, Race, orders, pictures

__all__ = ["network_of", "train"]


def network_of(race: Race) -> nn.Sequential:
    """Build the same network."""
    layers: list[nn.Module] = []
    channels = 1
    for filters in race.filters:
        layers += [nn.Conv2d(channels, filters, 5), nn.ReLU(), nn.MaxPool2d(2)]
        channels = filters
    layers.append(nn.Flatten())
    features = race.features()
    for units in race.hidden:
        layers += [nn.Linear(features, units), nn.ReLU()]
        features = units
    return nn.Sequential(*layers, nn.Linear(features, CLASSES))


def train(race: Race, samples: int) -> Iterator[int]:
    """Train for ever; give the number of samples of each batch.

    The pictures are floats from the start, which spares PyTorch the conversion.
    """
    torch.set_num_threads(2)
    torch.manual_seed(0)
    images, labels = pictures(samples)
    inputs = torch.from_numpy(images).float().div(255).unsqueeze(1)
    targets = torch.from_numpy(labels)
    network = network_of(race)
    optimizer = torch.optim.Adam(network.parameters(), fused=True)
    loss = nn.CrossEntropyLoss()
    for order in orders(samples, race.batch_size):
        chosen = torch.from_numpy(order)
        optimizer.zero_grad()
        loss(network(inputs[chosen]), targets[chosen]).backward()
        optimizer.step()
        yield len(order)
