"""One neuron that learns to tell two classes apart."""

import math
import random


# #region neuron
def predict(weights: list[float], x: list[float]) -> float:
    """Return how sure the neuron is that `x` belongs to class 1."""
    z = sum(w * value for w, value in zip(weights, x, strict=True))
    return 1 / (1 + math.exp(-z))


# #endregion neuron


# #region train
def train(points: list[list[float]], labels: list[int], rate: float = 0.1) -> list[float]:
    """Walk down the gradient of the loss, one point at a time."""
    weights = [random.uniform(-0.1, 0.1) for _ in points[0]]  # noqa: S311  # no secret hangs on it
    for x, y in zip(points, labels, strict=True):
        error = predict(weights, x) - y
        weights = [w - rate * error * value for w, value in zip(weights, x, strict=True)]
    return weights


# #endregion train
