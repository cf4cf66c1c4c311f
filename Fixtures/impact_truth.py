"""What the differences that are put into the fixtures do to Fixtures/classifiers/bdt.json.

Prints, for each process, the change of the fraction above the threshold when the same 200 000 events of nature are seen
under the conditions of data, and when single features are: the truth that simaudit impact is compared with.
Run from anywhere: python Fixtures/impact_truth.py
"""

import json
import os
import sys

import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)

from toy import detector, experiment, nature  # noqa: E402

MODEL = json.load(open(os.path.join(HERE, "classifiers", "bdt.json")))["learner"]
NAMES = MODEL["feature_names"]
# Score at which 80 % of the signal of simulation.h5 is selected.
THRESHOLD = 0.6436396
EVENTS = 200_000


def scores(columns):
    """Tree by tree, without a library."""
    rows = np.stack([np.asarray(columns[name], np.float32) for name in NAMES], 1)
    total = np.zeros(len(rows), np.float32)
    for tree in MODEL["gradient_booster"]["model"]["trees"]:
        left, right = np.array(tree["left_children"]), np.array(tree["right_children"])
        feature, cut = np.array(tree["split_indices"]), np.array(tree["split_conditions"], np.float32)
        node = np.zeros(len(rows), int)
        while (left[node] >= 0).any():
            below = rows[np.arange(len(rows)), feature[node]] < cut[node]
            node = np.where(left[node] < 0, node, np.where(below, left[node], right[node]))
        total += cut[node]
    base = float(MODEL["learner_model_param"]["base_score"].strip("[]"))
    return 1 / (1 + np.exp(-(total + np.log(base / (1 - base)))))


def selected(columns):
    return float((scores(columns) >= THRESHOLD).mean())


rng = np.random.default_rng(3)
efficiency = {}
for process in experiment.PROCESSES:
    events = nature.nature(rng, process, EVENTS)
    simulation = detector.observe(events, experiment.SIMULATION)
    # The same rows: the dead sector takes events away and moves none.
    moved = detector.observe(events, experiment.Conditions(
        mix=experiment.DATA.mix, energy_scale=experiment.DATA.energy_scale,
        resolution=experiment.DATA.resolution, isolation_offset=experiment.DATA.isolation_offset))
    before = selected(simulation)
    efficiency[process] = before, selected(moved)
    print(f"{process}: {before:.4f} {efficiency[process][1] - before:+.4f}")
    for name in NAMES:
        change = selected(simulation | {name: moved[name]}) - before
        if change != 0:
            print(f"  {name}: {change:+.4f}")
for side, mix in enumerate((experiment.SIMULATION.mix, experiment.DATA.mix)):
    background = sum(share * efficiency[name][side] for share, name in zip(mix[1:], experiment.PROCESSES[1:]))
    print(("simulation", "data")[side], "background efficiency", round(background / sum(mix[1:]), 4))
