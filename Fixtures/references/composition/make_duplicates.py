"""Reference counts of duplicated rows, made by pandas.

Writes duplicates.json beside this script: two small tables with NaN, signed zeros and integers above 2**53, how many
rows of each repeat an earlier one (DataFrame.duplicated), and how many rows of the second are in the first
(merge with the distinct rows of the first). Run: python make_duplicates.py
"""

import json
import pathlib

import numpy
import pandas

random = numpy.random.default_rng(20261123)


def table(rows):
    a = random.integers(-2, 3, rows).astype("float32") / 2
    a[random.random(rows) < 0.1] = numpy.nan
    a[random.random(rows) < 0.1] = -0.0
    b = random.integers(-3, 4, rows) * 0.1
    b[random.random(rows) < 0.1] = numpy.nan
    n = 2**60 + random.integers(0, 4, rows)
    return pandas.DataFrame({"a": a, "b": b, "n": n})


def listed(frame):
    values = {name: [None if x != x else float(x) for x in frame[name]] for name in ("a", "b")}
    return values | {"n": [int(x) for x in frame["n"]], "duplicated": int(frame.duplicated().sum())}


training, test = table(120), table(80)
both = test.merge(training.drop_duplicates(), how="inner", on=list(test.columns))
result = {
    "program": f"pandas {pandas.__version__}, numpy {numpy.__version__}",
    "training": listed(training),
    "test": listed(test),
    "testRowsInTraining": len(both),
}
path = pathlib.Path(__file__).with_name("duplicates.json")
path.write_text(json.dumps(result, indent=None, separators=(",", ":")) + "\n")
