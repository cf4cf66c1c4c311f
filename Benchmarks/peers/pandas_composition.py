"""Composition of a training and a test sample: duplicates, overlap, group sums, missing, describe, correlations.

    python pandas_composition.py TRAINING.h5 TEST.h5 [duplicates]

A plain script as one would write it for a new sample: h5py into data frames, then a pandas call for each question. With
`duplicates` only the first two questions are asked. Samples without a label get one from the sign of the first column.
"""

import sys

import h5py
import pandas as pd
from tables import WEIGHT


def read(path):
    with h5py.File(path) as file:
        return pd.DataFrame({name: dataset[:] for name, dataset in file["events"].items()})


training, test = read(sys.argv[1]), read(sys.argv[2])
features = [name for name in training.columns if name != WEIGHT]

print("duplicates:", int(training.duplicated(features).sum()), int(test.duplicated(features).sum()))
print("overlap:", len(test[features].merge(training[features].drop_duplicates(), how="inner", on=features)))
if sys.argv[3:] == ["duplicates"]:
    sys.exit()

for name, sample in (("training", training), ("test", test)):
    label = (sample[features[0]] > 0).rename("class")
    print(name, "by class:", sample.groupby(label)[WEIGHT].agg(["count", "sum"]).to_dict())
    print(name, "missing:", int(sample.isna().to_numpy().sum()))
    print(sample.describe().to_string())
    print(sample[features].corr().to_string())
