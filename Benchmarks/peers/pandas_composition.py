"""Composition of a training and a test sample: duplicates, overlap, group sums, missing, describe, correlations.

    python pandas_composition.py TRAINING.h5 TEST.h5 [duplicates] [hashed]

A plain script as one would write it for a new sample: h5py into data frames, then a pandas call or two for each
question. With `duplicates` only the first two questions are asked; with `hashed` they are answered by 64-bit hashes of the
rows, which is several times faster and not exact. Samples without a label get one from the sign of the first column.
"""

import sys

import h5py
import pandas as pd
from tables import WEIGHT


def read(path):
    with h5py.File(path) as file:
        return pd.DataFrame({name: dataset[:] for name, dataset in file["events"].items()})


training, test = read(sys.argv[1]), read(sys.argv[2])
options = sys.argv[3:]
features = [name for name in training.columns if name != WEIGHT]

if "hashed" in options:
    hashes = [pd.util.hash_pandas_object(sample[features], index=False) for sample in (training, test)]
    print("duplicates:", *(int(hash.duplicated().sum()) for hash in hashes))
    print("overlap:", int(hashes[1].isin(hashes[0]).sum()))
else:
    print("duplicates:", int(training.duplicated(features).sum()), int(test.duplicated(features).sum()))
    print("overlap:", len(test[features].merge(training[features].drop_duplicates(), how="inner", on=features)))
if "duplicates" in options:
    sys.exit()

for name, sample in (("training", training), ("test", test)):
    label = (sample[features[0]] > 0).rename("class")
    print(name, "by class:", sample.groupby(label)[WEIGHT].agg(["count", "sum"]).to_dict())
    print(name, "missing:", int(sample.isna().to_numpy().sum()))
    print(sample.describe().to_string())
    print(sample[features].corr(numeric_only=True).to_string())
