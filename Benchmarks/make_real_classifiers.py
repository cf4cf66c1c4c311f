#!/usr/bin/env python3
"""Trains classifiers on real labelled samples, to audit them with `simaudit robustness`.

    make_real_classifiers.py DATA DIR

DATA is the folder of real samples (../shared/data/real). Writes into DIR

* from labelled_sets/magic_gamma_mc.h5 (gamma or hadron shower in a Cherenkov telescope): magic_training.h5 and
  magic_test.h5, two halves by turns; magic_trees.json (XGBoost, 150 trees of depth 4) and magic_network.onnx (10-32-16-1,
  ReLU, standardisation inside), each trained on the first half;
* from labelled_sets/atlas_wtloop_mc_multiweight.h5 (simulated tW events with 82 weights of systematic variations):
  atlas_trees.json, which tells events with one b jet from others by their kinematics, trained on every second event,
  and atlas.yaml, a configuration that runs it through all variations.

Needs the packages of requirements_robustness.txt. Then, for example:

    simaudit robustness --sample DIR/magic_test.h5 --training DIR/magic_training.h5 --label is_gamma \\
      --model trees=DIR/magic_trees.json net=DIR/magic_network.onnx \\
      --inputs fLength fWidth fSize fConc fConc1 fAsym fM3Long fM3Trans fAlpha fDist --expectation overtraining \\
      --expectation 'independence:fSize' --by fSize fDist
    simaudit audit DIR/atlas.yaml
"""

import argparse
from pathlib import Path

import h5py
import numpy as np
import xgboost
from make_robustness_models import write_network
from sklearn.metrics import roc_auc_score
from sklearn.neural_network import MLPClassifier

SEED = 19
MAGIC = ["fLength", "fWidth", "fSize", "fConc", "fConc1", "fAsym", "fM3Long", "fM3Trans", "fAlpha", "fDist"]
ATLAS = [
    "pT_lep1", "pT_lep2", "pT_jet1", "met", "sumet", "mass_lep1lep2", "mass_lep1jet1", "mass_lep2jet1",
    "deltaR_lep1_jet1", "deltaR_lep1_lep2", "pTsys_lep1lep2jet1met", "mT_jet1met",
]


def train_trees(values, label, weight, names, path):
    settings = {
        "objective": "binary:logistic", "max_depth": 4, "eta": 0.1, "subsample": 0.8, "min_child_weight": 10, "seed": SEED,
        "nthread": 1,
    }
    matrix = xgboost.DMatrix(values, label, weight=weight, feature_names=names)
    trees = xgboost.train(settings, matrix, 150)
    trees.save_model(path)
    return trees


def write_table(path, names, columns):
    with h5py.File(path, "w") as file:
        for name, column in zip(names, columns):
            file.create_dataset(f"events/{name}", data=column, track_times=False)


def magic(source, target):
    with h5py.File(source) as file:
        values = np.stack([file["events"][name][:] for name in MAGIC], axis=1)
        label = file["events/is_gamma"][:]
    # The file is sorted by class: by turns both halves have both.
    halves = {"training": slice(0, None, 2), "test": slice(1, None, 2)}
    for name, half in halves.items():
        write_table(target / f"magic_{name}.h5", [*MAGIC, "is_gamma"], [*values[half].T, label[half]])
    training, test = halves["training"], halves["test"]
    trees = train_trees(values[training], label[training], None, MAGIC, target / "magic_trees.json")
    mean, deviation = values[training].mean(axis=0, dtype="f8"), values[training].std(axis=0, dtype="f8")
    standardised = ((values - mean) / deviation).astype("f4")
    order = np.random.default_rng(SEED).permutation(len(label[training]))
    network = MLPClassifier((32, 16), max_iter=80, alpha=1e-2, early_stopping=True, random_state=SEED)
    network.fit(standardised[training][order], label[training][order])
    write_network(network, mean, deviation, target / "magic_network.onnx")
    for name, score in {
        "trees": trees.predict(xgboost.DMatrix(values[test], feature_names=MAGIC)),
        "network": network.predict_proba(standardised[test])[:, 1],
    }.items():
        print("MAGIC", name, "AUC", round(roc_auc_score(label[test], score), 4))


def atlas(source, target):
    with h5py.File(source) as file:
        events = file["events"]
        values = np.stack([events[name][:] for name in ATLAS], axis=1)
        label = (events["nbjets"][:] == 1).astype("f4")
        weight = np.abs(events["weight_nominal"][:])
        variations = [name for name in events if name.startswith("weight_sys_")]
    train_trees(values[::2], label[::2], weight[::2], ATLAS, target / "atlas_trees.json")
    lines = [
        f"samples: {{test: {{files: {source.resolve()}, weight: weight_nominal, select: eventNumber % 2 == 1}}}}",
        "label: nbjets == 1",
        "models: {trees: {file: atlas_trees.json}}",
        "miscalibrations:",
        *(
            f"  {name.removeprefix('weight_sys_')}: {{kind: weight-variation, column: {name}, nominal: weight_nominal, strengths: [1]}}"
            for name in variations
        ),
        "output: {name: atlas}",
    ]
    (target / "atlas.yaml").write_text("\n".join(lines) + "\n")
    print("ATLAS", len(variations), "weight variations")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("directory", type=Path)
    options = parser.parse_args()
    options.directory.mkdir(parents=True, exist_ok=True)
    sets = options.data / "labelled_sets"
    magic(sets / "magic_gamma_mc.h5", options.directory)
    atlas(sets / "atlas_wtloop_mc_multiweight.h5", options.directory)


if __name__ == "__main__":
    main()
