"""Trains classifiers on Fixtures/training_set: what `simaudit robustness` is shown with.

    python3 -m venv .build/models && .build/models/bin/pip install -r Fixtures/models/requirements.txt
    .build/models/bin/python Fixtures/classifiers/train_classifiers.py

`bdt.json` (XGBoost) and `net.onnx` (scikit-learn, with its scaling inside) know physics only; `leaking.json` is the same
training on the flawed set, with the column that leaks the label among its inputs. The mass is a spectator: none takes it in.
"""

import pathlib

import h5py
import numpy as np
import xgboost as xgb

here = pathlib.Path(__file__).resolve().parent
sets = here.parent / "training_set"
PHYSICS = [
    "pt", "eta", "btag_score", "e_over_p", "d0_significance", "isolation_calo", "isolation_track", "r_eta",
    "w_eta", "n_hits",
]
LEAK = "cluster_time"


def load(name, columns):
    """Features, label and |weight|: trees and networks cannot be trained with negative weights."""
    with h5py.File(sets / name) as file:
        events = file["events"]
        read = (lambda c: events[c][()]) if isinstance(events, h5py.Group) else (lambda c: events[c])
        values = np.column_stack([np.asarray(read(c), dtype=np.float32) for c in columns])
        return values, np.asarray(read("is_signal")).astype(int), np.abs(np.asarray(read("weight"), dtype=np.float64))


def trees(source, columns, target):
    values, label, weight = load(source, columns)
    matrix = xgb.DMatrix(values, label=label, weight=weight, feature_names=columns)
    settings = {
        "objective": "binary:logistic", "max_depth": 4, "eta": 0.1, "subsample": 0.8, "seed": 1, "nthread": 1,
        "min_child_weight": 20, "verbosity": 0,
    }
    xgb.train(settings, matrix, 60).save_model(here / target)


def network(source, columns, target):
    from skl2onnx import to_onnx
    from sklearn.neural_network import MLPClassifier
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    values, label, _ = load(source, columns)
    model = make_pipeline(
        StandardScaler(), MLPClassifier((32, 16), max_iter=60, alpha=1e-2, early_stopping=True, random_state=1))
    model.fit(values, label)
    last = model[-1]
    exported = to_onnx(model, values[:1], options={id(last): {"zipmap": False}}, target_opset=17)
    (here / target).write_bytes(exported.SerializeToString())


if __name__ == "__main__":
    trees("clean/training.h5", PHYSICS, "bdt.json")
    network("clean/training.h5", PHYSICS, "net.onnx")
    trees("flawed/training.h5", PHYSICS + [LEAK], "leaking.json")
