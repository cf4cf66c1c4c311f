"""Deepchecks' integrity and train-test suites on a training and a test sample, as they come; no weights.

    python deepchecks_suites.py TRAINING.h5 TEST.h5

Needs deepchecks 0.19 with pandas below 2.2, NumPy below 2 and scikit-learn below 1.4, in an environment of its own.
Samples without a label get one from the sign of the first column.
"""

import sys

import h5py
import pandas as pd
from deepchecks.tabular import Dataset
from deepchecks.tabular.suites import data_integrity, train_test_validation
from tables import WEIGHT


def read(path):
    with h5py.File(path) as file:
        sample = pd.DataFrame({name: dataset[:] for name, dataset in file["events"].items() if name != WEIGHT})
    sample["label"] = (sample[sample.columns[0]] > 0).astype(int)
    return Dataset(sample, label="label", cat_features=[])


training, test = read(sys.argv[1]), read(sys.argv[2])
for name, result in (
    ("training", data_integrity().run(training)),
    ("test", data_integrity().run(test)),
    ("training and test", train_test_validation().run(training, test)),
):
    print(name, "passed" if result.passed(fail_if_check_not_run=False) else "not passed")
