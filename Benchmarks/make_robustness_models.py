#!/usr/bin/env python3
"""Makes a labelled sample and two classifiers for the benchmark of response curves.

    make_robustness_models.py SAMPLE.h5 DIR [--training-rows 200000]

SAMPLE.h5 is one of make_benchmark_data.py. Writes DIR/labelled.h5 (its columns and `label`), DIR/trees.json (XGBoost,
200 trees of depth 6) and DIR/network.onnx (28-64-64-1, ReLU, the standardisation folded into the first layer). Needs
the packages of requirements_robustness.txt.
"""

import argparse
from pathlib import Path

import h5py
import numpy as np
import onnx
import xgboost
from onnx import TensorProto, helper, numpy_helper
from sklearn.metrics import roc_auc_score
from sklearn.neural_network import MLPClassifier

SEED = 28


def labels(standardised):
    """Truth that needs many features: every one has some weight, some act in pairs or not linearly."""
    rng = np.random.default_rng(SEED)
    columns = standardised.shape[1]
    logit = standardised @ rng.normal(0, 0.25, columns).astype("f4")
    for first, second in rng.permutation(columns)[: columns // 2 * 2].reshape(-1, 2):
        logit += rng.normal(0, 0.25) * standardised[:, first] * standardised[:, second]
    logit += 0.4 * np.abs(standardised[:, 0]) - 0.4 * standardised[:, 2] ** 2
    return (rng.random(len(logit)) < 1 / (1 + np.exp(-logit))).astype("f4")


def write_network(network, mean, deviation, path):
    """A dense network as ONNX: Gemm and ReLU, at last Gemm and sigmoid."""
    weights = [layer.astype("f4") for layer in network.coefs_]
    biases = [layer.astype("f4") for layer in network.intercepts_]
    weights[0] = (network.coefs_[0] / deviation[:, None]).astype("f4")
    biases[0] = (network.intercepts_[0] - (mean / deviation) @ network.coefs_[0]).astype("f4")
    nodes, tensors, value = [], [], "inputs"
    for layer, (weight, bias) in enumerate(zip(weights, biases)):
        tensors += [numpy_helper.from_array(weight, f"w{layer}"), numpy_helper.from_array(bias, f"b{layer}")]
        nodes.append(helper.make_node("Gemm", [value, f"w{layer}", f"b{layer}"], [f"sum{layer}"]))
        is_last = layer + 1 == len(weights)
        value = "score" if is_last else f"layer{layer}"
        nodes.append(helper.make_node("Sigmoid" if is_last else "Relu", [f"sum{layer}"], [value]))
    inputs = [helper.make_tensor_value_info("inputs", TensorProto.FLOAT, ["rows", len(mean)])]
    outputs = [helper.make_tensor_value_info("score", TensorProto.FLOAT, ["rows", 1])]
    graph = helper.make_graph(nodes, "network", inputs, outputs, tensors)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.checker.check_model(model)
    onnx.save(model, path)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("sample", type=Path)
    parser.add_argument("directory", type=Path)
    parser.add_argument("--training-rows", type=int, default=200_000)
    options = parser.parse_args()
    options.directory.mkdir(parents=True, exist_ok=True)

    with h5py.File(options.sample) as file:
        names = [name for name in file["events"] if name != "weight"]
        values = np.stack([file["events"][name][:] for name in names], axis=1)
        weight = file["events/weight"][:]
    mean, deviation = values.mean(axis=0, dtype="f8"), values.std(axis=0, dtype="f8")
    standardised = ((values - mean) / deviation).astype("f4")
    label = labels(standardised)
    with h5py.File(options.directory / "labelled.h5", "w") as file:
        for name, column in [*zip(names, values.T), ("weight", weight), ("label", label)]:
            file.create_dataset(f"events/{name}", data=np.ascontiguousarray(column), track_times=False)

    training = slice(0, options.training_rows)
    matrix = xgboost.DMatrix(values[training], label[training], feature_names=names)
    settings = {"objective": "binary:logistic", "tree_method": "hist", "max_depth": 6, "eta": 0.1, "seed": SEED}
    trees = xgboost.train(settings, matrix, num_boost_round=200)
    trees.save_model(options.directory / "trees.json")
    network = MLPClassifier((64, 64), batch_size=1024, max_iter=8, early_stopping=False, random_state=SEED)
    network.fit(standardised[training], label[training])
    write_network(network, mean, deviation, options.directory / "network.onnx")

    held = slice(-100_000, None)
    scores = {
        "trees": trees.predict(xgboost.DMatrix(values[held], feature_names=names)),
        "network": network.predict_proba(standardised[held])[:, 1],
    }
    for name, score in scores.items():
        print(name, "AUC", round(roc_auc_score(label[held], score), 4))


if __name__ == "__main__":
    main()
