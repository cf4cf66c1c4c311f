"""What the samples tend to: population distances of each column, and what was put in."""

import json
import math
from dataclasses import asdict

import numpy as np

from .columns import concatenate
from .detector import observe
from .experiment import CATEGORIES, DATA, FEATURES, MISSING, PROCESSES, SEED, SIMULATION
from .nature import nature

TRUTH_ROWS = 2_000_000


def distances(first, first_weights, second, second_weights):
    """Kolmogorov-Smirnov and Wasserstein-1 distance of two weighted samples."""
    values = np.concatenate([first, second])
    steps = np.concatenate([first_weights / first_weights.sum(), -second_weights / second_weights.sum()])
    order = np.argsort(values, kind="stable")
    values, difference = values[order], np.cumsum(steps[order])
    last = np.append(values[1:] > values[:-1], True)  # ties count once
    width = np.diff(values[last])
    difference = difference[last]
    return np.abs(difference).max(), np.sum(np.abs(difference[:-1]) * width)


def population(rng, conditions_pair, rows):
    """The same events of nature under both conditions, weighted to the two mixes: what the samples tend to."""
    seen = [[], []]
    for index, process in enumerate(PROCESSES):
        events = nature(rng, process, rows // len(PROCESSES))
        for side, conditions in enumerate(conditions_pair):
            columns = observe(events, conditions)
            size = columns["pt"].size
            columns["weight"] = np.full(size, conditions.mix[index] / size)
            seen[side].append(columns)
    return [concatenate(parts) for parts in seen]


def present(columns, name):
    rows = columns[name] != MISSING if FEATURES[name].missing else slice(None)
    return columns[name][rows], columns["weight"][rows]


def truth_of_features(batches):
    """Population distances of each touched feature: mean over independent batches, with its standard error."""
    result = {}
    for name, feature in FEATURES.items():
        entry = {"unit": feature.unit, "touched": bool(feature.effects), "effects": list(feature.effects)}
        if feature.effects:
            found = np.array([distances(*present(a, name), *present(b, name)) for a, b in batches])
            error = found.std(axis=0, ddof=1) / math.sqrt(len(batches))
            ks, wasserstein = found.mean(axis=0)
            entry |= {"ks": ks, "ksError": error[0], "wasserstein": wasserstein, "wassersteinError": error[1]}
        else:
            entry |= {"ks": 0.0, "ksError": 0.0, "wasserstein": 0.0, "wassersteinError": 0.0}
        result[name] = entry
    return result


def truth_of_categories(batches):
    result = {}
    for name, effects in CATEGORIES.items():
        entry = {"touched": bool(effects), "effects": list(effects), "totalVariation": 0.0}
        if effects:
            shares = [[shares_of(side[name], side["weight"]) for side in pair] for pair in batches]
            entry["totalVariation"] = float(np.mean([np.abs(a - b).sum() / 2 for a, b in shares]))
        result[name] = entry
    return result


def shares_of(levels, weights):
    counts = np.bincount(levels, weights)
    return counts / counts.sum()


def camel_case(conditions):
    """As keys are written in the project's JSON."""
    words = {key: key.split("_") for key in asdict(conditions)}
    return {first + "".join(w.title() for w in rest): getattr(conditions, key) for key, (first, *rest) in words.items()}


def summary(columns):
    weights = columns.get("weight", np.ones(columns["pt"].size)).astype("f4").astype("f8")
    return {
        "rows": int(weights.size),
        "sumOfWeights": float(weights.sum()),
        "effectiveRows": float(weights.sum() ** 2 / np.square(weights).sum()),
        "negativeWeightFraction": float((weights < 0).mean()),
        "processShares": dict(zip(PROCESSES, shares_of(columns["process"], weights).tolist())),
    }


def write_truth(path, rng, simulation, data, training, rows=TRUTH_ROWS, count=4):
    batches = [population(rng, (SIMULATION, DATA), rows // count) for _ in range(count)]
    document = {
        "source": "Fixtures/make_fixtures.py",
        "seed": SEED,
        "populationRows": rows,
        "processes": PROCESSES,
        "conditions": {"simulation": camel_case(SIMULATION), "data": camel_case(DATA)},
        "samples": {"simulation": summary(simulation), "data": summary(data)},
        "features": truth_of_features(batches),
        "categories": truth_of_categories(batches),
        "trainingSet": training,
    }
    path.write_text(json.dumps(rounded(document), indent=2) + "\n")


def rounded(value):
    """Six significant digits: more are neither known nor the same on every machine."""
    if isinstance(value, dict):
        return {key: rounded(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [rounded(item) for item in value]
    return float(f"{value:.6g}") if isinstance(value, float) else value
