"""Trains the small models of Fixtures/models and writes reference scores by the libraries that made them.

    python3 -m venv .build/models && .build/models/bin/pip install -r Fixtures/models/requirements.txt
    .build/models/bin/python Fixtures/models/train_models.py

The old binary format needs an old library: with --old (and xgboost==1.7.6, numpy<2) only `binary_old.bin` and
its reference are written, on the rows that the first run left in `rows.json`. With --shared only the scores of the models under ../shared/data
are written.
"""

import json
import pathlib
import sys

import numpy as np

here = pathlib.Path(__file__).resolve().parent
NAMES = ["pt", "eta", "mass", "btag"]


def toy(seed, rows):
    """Four features, a tenth of `btag` missing, three classes that overlap."""
    random = np.random.default_rng(seed)
    label = random.integers(0, 3, rows)
    values = random.normal(size=(rows, 4)) + np.array([[0, 0, 0, 0], [1, 0, 0.5, 1], [-1, 0.5, 1, 0]])[label]
    values[:, 0] = np.exp(3 + 0.5 * values[:, 0])
    values = values.astype(np.float32)
    values[random.random(rows) < 0.1, 3] = np.nan
    return values, label


def listed(array):
    """Numbers for JSON; NaN as null; float32 exactly."""
    return [None if np.isnan(x) else float(x) for x in np.asarray(array, dtype=np.float64).ravel()]


def write(name, value):
    (here / name).write_text(json.dumps(value, separators=(",", ":")) + "\n")


def boosters(rows, label, test):
    import xgboost as xgb

    references = {}
    signal = (label == 1).astype(np.float32)
    common = {"max_depth": 4, "eta": 0.3, "seed": 1, "nthread": 1, "verbosity": 0}

    def keep(name, extra, target, rounds=12, group=None, formats=("json", "ubj"), types=None, inputs=None, names=NAMES):
        train = rows if inputs is None else inputs[0]
        probe = test if inputs is None else inputs[1]
        matrix = xgb.DMatrix(train, label=target, feature_names=names, feature_types=types, enable_categorical=bool(types))
        if group is not None:
            matrix.set_group(group)
        model = xgb.train({**common, **extra}, matrix, rounds)
        against = xgb.DMatrix(probe, feature_names=names, feature_types=types, enable_categorical=bool(types))
        for form in formats:
            model.save_model(here / f"{name}.{form}")
        references[name] = {
            "scores": listed(model.predict(against)),
            "margins": listed(model.predict(against, output_margin=True)),
        }

    keep("binary", {"objective": "binary:logistic"}, signal)
    keep("unnamed", {"objective": "binary:logistic"}, signal, rounds=4, formats=("json",), names=None)
    keep("lossguide", {"objective": "binary:logistic", "grow_policy": "lossguide", "max_depth": 0, "max_leaves": 24,
                       "tree_method": "hist"}, signal, formats=("json",), rounds=5)
    keep("multiclass", {"objective": "multi:softprob", "num_class": 3}, label, rounds=6)
    keep("regression", {"objective": "reg:squarederror"}, rows[:, 0] / 10, formats=("json",), rounds=6)
    keep("poisson", {"objective": "count:poisson"}, np.floor(rows[:, 0] / 10), formats=("json",), rounds=6)
    keep("ranking", {"objective": "rank:pairwise"}, signal, group=[len(signal) // 10] * 10, formats=("json",), rounds=5)
    keep("dart", {"objective": "binary:logistic", "booster": "dart", "rate_drop": 0.3, "one_drop": 1}, signal,
         formats=("json",), rounds=8)
    keep("forest", {"objective": "binary:logistic", "num_parallel_tree": 3, "subsample": 0.5}, signal,
         formats=("json",), rounds=3)
    charge = lambda array: np.where(np.isnan(array[:, 3]), np.nan, np.clip(np.round(array[:, 3] * 2) + 4, 0, 9))
    categorical = [np.column_stack([array[:, :3], charge(array)]).astype(np.float32) for array in (rows, test)]
    keep("categorical", {"objective": "binary:logistic", "tree_method": "hist", "max_cat_to_onehot": 2}, signal,
         formats=("json",), rounds=6, types=["q", "q", "q", "c"], inputs=categorical)
    references["categorical"]["rows"] = listed(categorical[1])
    write("xgboost.json", references)


def networks(rows, label, test):
    import onnx
    import onnxruntime
    from onnx import TensorProto, helper, numpy_helper
    from skl2onnx import to_onnx
    from sklearn.ensemble import GradientBoostingClassifier
    from sklearn.neural_network import MLPClassifier
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    filled = np.nan_to_num(rows, nan=0.0)
    probe = np.nan_to_num(test, nan=0.0)
    references = {}

    def run(name, output, feed=None):
        session = onnxruntime.InferenceSession(here / f"{name}.onnx", providers=["CPUExecutionProvider"])
        feed = feed or {session.get_inputs()[0].name: probe}
        return session.run([output], feed)[0]

    signal = (label == 1).astype(int)
    dense = make_pipeline(StandardScaler(), MLPClassifier((8, 8), random_state=1, max_iter=60)).fit(filled, signal)
    trees = GradientBoostingClassifier(n_estimators=10, max_depth=3, random_state=1).fit(filled, label)
    named = GradientBoostingClassifier(n_estimators=5, max_depth=2, random_state=1).fit(
        filled, np.array(["qcd", "signal", "top"])[label])

    def export(name, model, **options):
        onx = to_onnx(model, filled[:1], options={id(model): options} if options else None, target_opset=17)
        onnx.save(onx, here / f"{name}.onnx")

    export("dense", dense, zipmap=False)
    references["dense"] = listed(run("dense", "probabilities")[:, 1])
    export("trees_zipmap", trees)
    references["trees_zipmap"] = listed([[row[k] for k in (0, 1, 2)] for row in run("trees_zipmap", "output_probability")])
    export("trees_plain", trees, zipmap=False)
    references["trees_plain"] = listed(run("trees_plain", "probabilities"))
    export("trees_texts", named)
    references["trees_texts"] = listed([row["signal"] for row in run("trees_texts", "output_probability")])

    def graph(name, inputs, nodes, weights, rows_dimension):
        value = helper.make_tensor_value_info
        made = helper.make_graph(
            nodes, name, [value(n, t, [rows_dimension, *shape]) for n, t, shape in inputs],
            [value("score", TensorProto.FLOAT, [rows_dimension, 1])],
            [numpy_helper.from_array(w, n) for n, w in weights.items()])
        onnx.save(helper.make_model(made, opset_imports=[helper.make_opsetid("", 17)], ir_version=9), here / f"{name}.onnx")

    random = np.random.default_rng(3)
    a, b = (random.normal(size=(k, 1)).astype(np.float32) / 10 for k in (3, 1))
    graph("two_inputs",
          [("jets", TensorProto.FLOAT, [3]), ("event", TensorProto.DOUBLE, [1])],
          [helper.make_node("MatMul", ["jets", "a"], ["x"]), helper.make_node("Cast", ["event"], ["e"], to=TensorProto.FLOAT),
           helper.make_node("MatMul", ["e", "b"], ["y"]), helper.make_node("Add", ["x", "y"], ["z"]),
           helper.make_node("Sigmoid", ["z"], ["score"])], {"a": a, "b": b}, "rows")
    references["two_inputs"] = listed(run("two_inputs", "score", {"jets": probe[:, :3], "event": probe[:, 3:].astype(np.float64)}))
    c = random.normal(size=(4, 1)).astype(np.float32) / 10
    graph("fixed_batch", [("features", TensorProto.FLOAT, [4])],
          [helper.make_node("MatMul", ["features", "c"], ["z"]), helper.make_node("Sigmoid", ["z"], ["score"])], {"c": c}, 16)
    padded = np.vstack([probe, np.zeros((-len(probe) % 16, 4), np.float32)])
    references["fixed_batch"] = listed(np.vstack([
        run("fixed_batch", "score", {"features": padded[i:i + 16]}) for i in range(0, len(padded), 16)])[:len(probe)])
    k = random.normal(size=(1, 1, 2, 2)).astype(np.float32)
    graph("image", [("pixels", TensorProto.FLOAT, [1, 2, 2])],
          [helper.make_node("Conv", ["pixels", "k"], ["m"]), helper.make_node("Flatten", ["m"], ["f"]),
           helper.make_node("Tanh", ["f"], ["score"])], {"k": k / 20}, "rows")
    references["image"] = listed(run("image", "score", {"pixels": probe.reshape(-1, 1, 2, 2)}))
    write("onnx.json", {"rows": listed(probe), "scores": references})


def old():
    """The binary format of xgboost before 2.1, with numbers of the library that wrote it."""
    import xgboost as xgb

    stored = json.loads((here / "rows.json").read_text())
    test = np.array([np.nan if x is None else x for x in stored["values"]], dtype=np.float32).reshape(-1, 4)
    rows, label = toy(1, 1500)
    matrix = xgb.DMatrix(rows, label=(label == 1).astype(np.float32))
    model = xgb.train({"objective": "binary:logistic", "max_depth": 3, "eta": 0.3, "base_score": 0.3, "nthread": 1}, matrix, 6)
    model.save_model(str(here / "binary_old.bin"))
    write("xgboost_old.json", {"scores": listed(model.predict(xgb.DMatrix(test)))})


def shared():
    """Scores of models made by others, which are not copied here: rows from a formula, for ../shared/data/models."""
    import onnxruntime
    import xgboost as xgb

    folder = here.parents[2] / "shared/data/models"

    def rows(width, scales, holes):
        i, j = np.meshgrid(np.arange(64), np.arange(width), indexing="ij")
        values = ((i * 7919 + j * 104729) % 1009 / 1009 * np.array(scales)).astype(np.float32)
        if holes:
            values[(i * 31 + j * 17) % 23 == 0] = np.nan
        return values

    scores = {}
    probe = rows(20, [5] * 4 + [300] * 8 + [1] * 8, True)
    for name in ("model_even", "model_odd"):
        model = xgb.Booster(model_file=str(folder / f"agc_ttbar_xgboost/{name}.json"))
        scores[name] = listed(model.predict(xgb.DMatrix(probe)))
    session = onnxruntime.InferenceSession(str(folder / "ldmx_ecal_bdt_onnx/segmip.onnx"))
    scores["segmip"] = listed(session.run(["probabilities"], {"input": rows(47, [500] * 47, False)})[0][:, 1])
    write("shared.json", scores)


if __name__ == "__main__":
    if "--shared" in sys.argv:
        shared()
    elif "--old" in sys.argv:
        old()
    else:
        training, classes = toy(1, 1500)
        probe_rows, _ = toy(2, 100)
        write("rows.json", {"names": NAMES, "values": listed(probe_rows)})
        boosters(training, classes, probe_rows)
        networks(training, classes, probe_rows)
