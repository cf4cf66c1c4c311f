"""Response curves of a classifier: the loop that a competent user writes, one AUC for each feature and strength.

    python robustness_loop.py LABELLED.h5 MODEL [--features 28] [--threads 2]

MODEL is an XGBoost file or an ONNX file with the output `score`, both of make_robustness_models.py. Every feature in turn
is scaled by 0.8 … 1.2 in nine steps, 1 among them. Only positive weights are kept, because scikit-learn's AUC
takes no others. `--features 2` does the first two only; the time for all is then in proportion. Needs the packages of
requirements_robustness.txt. It leaves out intervals, other metrics, breakdown points and any report.
"""

import argparse
import time

import h5py
import numpy as np
from sklearn.metrics import roc_auc_score

STRENGTHS = np.linspace(-0.2, 0.2, 9)

parser = argparse.ArgumentParser()
parser.add_argument("sample")
parser.add_argument("model")
parser.add_argument("--features", type=int)
parser.add_argument("--threads", type=int, default=2)
options = parser.parse_args()

with h5py.File(options.sample) as file:
    columns = file["events"]
    names = [name for name in columns if name not in ("weight", "label")]
    values = np.stack([columns[name][:] for name in names], axis=1)
    label, weight = columns["label"][:], columns["weight"][:].clip(min=0)

if options.model.endswith(".onnx"):
    import onnxruntime

    settings = onnxruntime.SessionOptions()
    settings.intra_op_num_threads = options.threads
    session = onnxruntime.InferenceSession(options.model, settings)
    input_name = session.get_inputs()[0].name

    def score(rows):
        return session.run(["score"], {input_name: rows})[0].ravel()

else:
    import xgboost

    booster = xgboost.Booster({"nthread": options.threads}, model_file=options.model)

    def score(rows):
        return booster.inplace_predict(rows, validate_features=False)


def auc(rows):
    return roc_auc_score(label, score(rows), sample_weight=weight)


start = time.perf_counter()
print("nominal", round(auc(values), 6), f"{time.perf_counter() - start:.2f} s")
scorings = 0
start = time.perf_counter()
for column, name in list(enumerate(names))[: options.features]:
    nominal = values[:, column].copy()
    response = []
    for strength in STRENGTHS:
        values[:, column] = nominal * np.float32(1 + strength)
        response.append(auc(values))
        scorings += 1
    values[:, column] = nominal
    print(name, *(f"{area:.6f}" for area in response))
seconds = time.perf_counter() - start
print(f"{scorings} scorings in {seconds:.1f} s, {seconds / scorings:.3f} s each")
