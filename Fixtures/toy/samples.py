"""Samples as an experiment has them: weighted simulation and unweighted data."""

import math

import numpy as np

from .columns import concatenate, take
from .detector import observe
from .experiment import (
    DATA,
    GENERATED_MIX,
    NEGATIVE_FRACTION,
    PILEUP_GENERATED,
    PILEUP_NATURE,
    PROCESSES,
    SIMULATION,
)
from .nature import nature

SIMULATION_ROWS = 24_000
DATA_ROWS = 20_000

def pileup_probability(n, mean, shape):
    """Gamma-Poisson (negative binomial) probability of n vertices."""
    log_gamma = np.vectorize(math.lgamma, otypes=[float])
    p = shape / (shape + mean)
    log_probability = log_gamma(n + shape) - log_gamma(n + 1) - math.lgamma(shape)
    return np.exp(log_probability + shape * math.log(p) + n * math.log1p(-p))


def shuffled_processes(rng, rows, mix):
    return rng.choice(len(PROCESSES), rows, p=mix)


def draw(rng, labels, conditions, pileup=PILEUP_NATURE):
    """Events with the given process labels, in that order, as seen under the conditions."""
    events, order = [], []
    for index, process in enumerate(PROCESSES):
        rows = np.flatnonzero(labels == index)
        events.append(nature(rng, process, rows.size, pileup) | {"process": np.full(rows.size, index)})
        order.append(rows)
    return observe(take(concatenate(events), np.argsort(np.concatenate(order), kind="stable")), conditions)


def simulation_sample(rng, rows=SIMULATION_ROWS, conditions=SIMULATION, expected=DATA_ROWS):
    """Weighted simulation: processes generated in other shares than nature's, another pile-up, 15 % negative."""
    columns = draw(rng, shuffled_processes(rng, rows, GENERATED_MIX), conditions, PILEUP_GENERATED)
    share = np.array(conditions.mix) / np.array(GENERATED_MIX)
    vertices = columns["n_vertices"]
    pileup = pileup_probability(vertices, *PILEUP_NATURE) / pileup_probability(vertices, *PILEUP_GENERATED)
    sign = np.where(rng.random(rows) < NEGATIVE_FRACTION, -1.0, 1.0)
    scale = expected / rows / (1 - 2 * NEGATIVE_FRACTION)
    columns["weight"] = sign * scale * share[columns["process"]] * pileup
    columns["event"] = np.arange(1, rows + 1)
    return columns


def data_sample(rng, rows=DATA_ROWS, conditions=DATA):
    """Unweighted data: as nature has it."""
    enough = rows + rows // 5
    columns = take(draw(rng, shuffled_processes(rng, enough, conditions.mix), conditions), slice(rows))
    columns["event"] = np.cumsum(rng.integers(1, 8, rows))
    return columns


def jets_of(rng, columns, energy_scale):
    """A variable number of jets an event, flat with counts."""
    category = columns["jet_category"]
    counts = category + np.where(category == 2, rng.poisson(0.6, category.size), 0)
    pt = energy_scale * (25 + rng.exponential(30.0, counts.sum()))
    eta = 4.5 * (2 * rng.beta(3.0, 3.0, counts.sum()) - 1)
    event = np.repeat(np.arange(counts.size), counts)
    order = np.lexsort((-pt, event))
    return {"counts": counts, "pt": np.round(pt[order] * 32) / 32, "eta": np.round(eta[order] * 256) / 256}
