#!/usr/bin/env python3
"""The two-sample classifier as one would write it: xgboost on K folds, the AUC of each by scikit-learn.

    xgboost_two_sample.py SIMULATION.h5 DATA.h5 [--folds 5] [--rounds 50] [--depth 4] [--threads 1]
                          [--repetitions 1] [--weight weight]

Needs h5py, numpy, scikit-learn and xgboost. It leaves out: intervals, the spread over divisions, what the trees rely on, a
null, reports, and the signs of weights: xgboost refuses negative ones, and scikit-learn's AUC fails on them.
"""

import argparse
import time

import h5py
import numpy as np
import xgboost
from sklearn.metrics import roc_auc_score


def columns(path, weight):
    with h5py.File(path) as file:
        table = next(group for group in file.values() if isinstance(group, h5py.Group))
        names = sorted(name for name in table if name != weight)
        values = np.stack([table[name][:] for name in names], axis=1).astype("f4")
        return values, table[weight][:] if weight in table else np.ones(len(values), "f4")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("simulation")
    parser.add_argument("data")
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--rounds", type=int, default=50)
    parser.add_argument("--depth", type=int, default=4)
    parser.add_argument("--bins", type=int, default=64)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--repetitions", type=int, default=1)
    parser.add_argument("--weight", default="weight")
    options = parser.parse_args()

    simulation, data = columns(options.simulation, options.weight), columns(options.data, options.weight)
    x = np.concatenate([simulation[0], data[0]])
    w = np.concatenate([simulation[1], data[1]])
    y = np.repeat([0, 1], [len(simulation[0]), len(data[0])])
    start = time.process_time()
    divisions = []
    for seed in range(options.repetitions):
        fold = np.random.default_rng(seed + 1).integers(options.folds, size=len(y))
        areas = []
        for number in range(options.folds):
            train, test = fold != number, fold == number
            model = xgboost.XGBClassifier(
                n_estimators=options.rounds, max_depth=options.depth, learning_rate=0.2, tree_method="hist",
                max_bin=options.bins, min_child_weight=5, n_jobs=options.threads)
            model.fit(x[train], y[train], sample_weight=np.abs(w[train]))
            areas.append(roc_auc_score(y[test], model.predict_proba(x[test])[:, 1], sample_weight=np.abs(w[test])))
        divisions.append(areas)
    means = [np.mean(areas) for areas in divisions]
    print(f"AUC {np.mean(means):.4f}, folds {np.min(divisions):.4f} to {np.max(divisions):.4f}, "
          f"divisions {min(means):.4f} to {max(means):.4f}; {time.process_time() - start:.1f} s of CPU time after reading")


if __name__ == "__main__":
    main()
