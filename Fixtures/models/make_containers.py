"""One kind of model in many files: what each container's own library scores in its usual call.

    .build/models/bin/python Fixtures/models/make_containers.py              # XGBoost and ONNX files, containers/scores.json
    PYTHONPATH=… python Fixtures/models/make_containers.py --version         # files of the installed XGBoost, whichever it is

Needs rows.json of train_models.py. An entry of scores.json has the file, how its library was called, the class that is
scored, and one score for each row; rows of its own where the inputs are no numbers; or words of the refusal. `--version` adds
files that name the version: `vector_*.json` (2.0 keeps leaves otherwise than 3.2), `stopped_*.bin` (1.7).
"""

import json
import pathlib
import sys

import numpy as np
import xgboost as xgb

from train_models import NAMES, toy

here = pathlib.Path(__file__).resolve().parent
folder = here / "containers"
entries = []
COMMON = {"max_depth": 3, "learning_rate": 0.4, "random_state": 1, "n_jobs": 1, "verbosity": 0}


def listed(array):
    """Numbers for JSON; NaN as null; as many digits as tell float32 numbers apart."""
    return [None if np.isnan(x) else float(f"{x:.9g}") for x in np.asarray(array, dtype=np.float64).ravel()]


def note(file, call, scores, chosen=None, **more):
    entries.append({"file": file, "call": call, **({} if chosen is None else {"class": str(chosen)}),
                    "scores": listed(scores), **more})


def probe_rows():
    stored = json.loads((here / "rows.json").read_text())
    return np.array([np.nan if x is None else x for x in stored["values"]], dtype=np.float32).reshape(-1, 4)


def wrapped(name, target, chosen=None, stopped=False, formats=("json", "ubj"), **settings):
    """A model of scikit-learn's wrapper; scored after loading, as users do."""
    rows, _ = toy(1, 900)
    model = xgb.XGBClassifier(**{**COMMON, "n_estimators": 5, **settings})
    if stopped:
        model.set_params(n_estimators=40, early_stopping_rounds=4, eval_metric="logloss" if chosen is None else "mlogloss")
        model.fit(rows[:500], target[:500], eval_set=[(rows[500:], target[500:])], verbose=False)
    else:
        model.fit(rows, target)
    model.get_booster().feature_names = NAMES
    for form in formats:
        model.save_model(folder / f"{name}.{form}")
        again = xgb.XGBClassifier()
        again.load_model(folder / f"{name}.{form}")
        again.get_booster().feature_names = None
        scores = again.predict_proba(probe_rows())[:, 1 if chosen is None else chosen]
        more = {"best": again.best_iteration + 1, "rounds": again.get_booster().num_boosted_rounds(),
                "all": listed(again.get_booster().predict(xgb.DMatrix(probe_rows())).reshape(len(scores), -1)[
                    :, 0 if chosen is None else chosen])} if stopped else {}
        note(f"{name}.{form}", "XGBClassifier.predict_proba", scores, chosen, **more)


def boosted():
    rows, label = toy(1, 900)
    signal = (label == 1).astype(int)
    wrapped("wrapped", signal)
    wrapped("wrapped_stopped", signal, stopped=True)
    wrapped("dart_stopped", signal, stopped=True, booster="dart", rate_drop=0.3, one_drop=1, formats=("json",))
    wrapped("forest_stopped", label, 2, stopped=True, num_parallel_tree=2, subsample=0.5, learning_rate=1.5,
            formats=("ubj",))
    wrapped("vector", label, 0, multi_strategy="multi_output_tree")
    wrapped("vector_stopped", label, 1, stopped=True, multi_strategy="multi_output_tree", formats=("json",))
    wrapped("softmax", label, 1, objective="multi:softmax", formats=("json",))

    train, watch = xgb.DMatrix(rows[:500], signal[:500]), xgb.DMatrix(rows[500:], signal[500:])
    booster = xgb.train({**COMMON, "objective": "binary:logistic", "eval_metric": "logloss"}, train, 40,
                        evals=[(watch, "watch")], early_stopping_rounds=4, verbose_eval=False)
    booster.feature_names = NAMES
    booster.save_model(folder / "booster_stopped.json")
    probe = xgb.DMatrix(probe_rows(), feature_names=NAMES)
    best = booster.best_iteration + 1
    note("booster_stopped.json", "Booster.predict", booster.predict(probe), best=best,
         rounds=booster.num_boosted_rounds(), bestScores=listed(booster.predict(probe, iteration_range=(0, best))))

    many = xgb.XGBClassifier(**{**COMMON, "n_estimators": 2}).fit(rows, np.column_stack([signal, label == 2]).astype(int))
    many.save_model(folder / "several_targets.json")
    entries.append({"file": "several_targets.json", "refused": "predicts 2 targets at once"})
    linear = xgb.train({"booster": "gblinear", "objective": "binary:logistic"}, xgb.DMatrix(np.nan_to_num(rows), signal), 3)
    linear.save_model(folder / "linear.json")
    entries.append({"file": "linear.json", "refused": "is of the kind 'gblinear'"})


def categories():
    """Text and whole-number categories, scored with their order turned round: the names decide."""
    import pandas as pd

    random = np.random.default_rng(5)
    label = random.integers(0, 2, 900)
    run = np.array(["late", "early", "middle"])[(label + random.integers(0, 2, 900)) % 3]
    station = np.array([70, 10, 40])[(2 * label + random.integers(0, 2, 900)) % 3]
    frame = pd.DataFrame({"pt": random.normal(size=900) + label, "run": pd.Categorical(run, ["late", "early", "middle"]),
                          "station": pd.Categorical(station, [70, 10, 40])})
    model = xgb.XGBClassifier(**{**COMMON, "n_estimators": 6}, enable_categorical=True, max_cat_to_onehot=1, tree_method="hist")
    model.fit(frame[:800], label[:800])
    probe = frame[800:].copy()
    probe["run"] = probe["run"].cat.reorder_categories(["early", "late", "middle"])
    probe["station"] = probe["station"].cat.reorder_categories([10, 40, 70])
    for form in ("json", "ubj"):
        model.save_model(folder / f"categories.{form}")
        note(f"categories.{form}", "XGBClassifier.predict_proba", model.predict_proba(probe)[:, 1],
             columns={"pt": listed(probe["pt"].to_numpy()), "run": list(probe["run"]), "station": [int(x) for x in probe["station"]]})


def networks():
    """ONNX by two converters with every form of output, and by hand with every type of input."""
    import lightgbm
    import onnx
    import onnxruntime
    import pandas as pd
    from onnx import TensorProto, helper, numpy_helper
    from onnxmltools import convert_lightgbm, convert_xgboost
    from onnxmltools.convert.common.data_types import FloatTensorType as ToolFloats
    from skl2onnx import to_onnx
    from skl2onnx.common.data_types import DoubleTensorType, FloatTensorType, Int64TensorType
    from sklearn.ensemble import ExtraTreesClassifier, RandomForestClassifier
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler
    from sklearn.svm import SVC

    rows, label = toy(1, 900)
    rows, probe = np.nan_to_num(rows), np.nan_to_num(probe_rows())
    signal = (label == 1).astype(int)
    text = np.array(["qcd", "signal", "top"])[label]

    def run(name, feed, output):
        session = onnxruntime.InferenceSession(folder / name, providers=["CPUExecutionProvider"])
        result = session.run([output], feed)[0]
        return result

    def keep(name, model, call, scores, chosen=None, **more):
        onnx.save(model, folder / name)
        # The converted file is what is scored: it must say what the classifier that it was made of says.
        session = onnxruntime.InferenceSession(folder / name, providers=["CPUExecutionProvider"])
        note(name, call, scores, chosen, inputs=[i.type for i in session.get_inputs()], **more)

    def both(name, model, target, chosen=None, options=None, types=None, feed=None):
        made = to_onnx(model, initial_types=types or [("X", FloatTensorType([None, 4]))], target_opset=17,
                       options={id(model): options} if options is not None else None)
        column = list(model.classes_).index(1 if chosen is None else chosen)
        keep(f"{name}.onnx", made, "predict_proba", model.predict_proba(probe)[:, column], chosen)

    logistic = make_pipeline(StandardScaler(), LogisticRegression()).fit(rows, signal)
    both("logistic_zipmap", logistic, signal)
    both("logistic_plain", logistic, signal, options={"zipmap": False})
    both("forest_texts", RandomForestClassifier(4, max_depth=3, random_state=1).fit(rows, text), text, "top")
    both("extra_plain", ExtraTreesClassifier(4, max_depth=3, random_state=1).fit(rows, label), label, 2, options={"zipmap": False})
    both("vectors", SVC(probability=True, random_state=1, C=0.1).fit(rows[:60], signal[:60]), signal)
    both("double", RandomForestClassifier(4, max_depth=3, random_state=2).fit(rows, signal), signal,
         types=[("X", DoubleTensorType([None, 4]))])
    columns = to_onnx(logistic, initial_types=[("X", FloatTensorType([None, 4]))], target_opset=17,
                      options={id(logistic): {"zipmap": "columns"}})
    onnx.save(columns, folder / "columns.onnx")
    entries.append({"file": "columns.onnx", "refused": "has several outputs, and none is chosen"})
    whole = lambda array: np.round(array).astype(np.int64)
    counts = RandomForestClassifier(4, max_depth=3, random_state=3).fit(whole(rows), signal)
    made = to_onnx(counts, initial_types=[("X", Int64TensorType([None, 4]))], target_opset=17)
    keep("counts.onnx", made, "predict_proba", counts.predict_proba(whole(probe))[:, 1], rows=listed(whole(probe)))

    light = lightgbm.LGBMClassifier(n_estimators=4, num_leaves=6, verbose=-1, random_state=1)
    for name, target, chosen in (("light_binary", signal, None), ("light_multi", label, 1)):
        model = light.fit(rows, target)
        for zipmap in (True, False):
            made = convert_lightgbm(model, initial_types=[("X", ToolFloats([None, 4]))], zipmap=zipmap, target_opset=15)
            keep(f"{name}_{'zipmap' if zipmap else 'plain'}.onnx", made, "LGBMClassifier.predict_proba",
                 model.predict_proba(probe)[:, 1], chosen)
    model = xgb.XGBClassifier(**{**COMMON, "n_estimators": 4}, base_score=0.5).fit(rows, signal)
    made = convert_xgboost(model, initial_types=[("X", ToolFloats([None, 4]))], target_opset=15)
    keep("from_xgboost.onnx", made, "XGBClassifier.predict_proba", model.predict_proba(probe)[:, 1])

    def graph(name, kind, weights, values, words, scale=1):
        """One layer by hand; integers are cast to float32 inside."""
        value = helper.make_tensor_value_info
        isFloat = kind in (TensorProto.FLOAT16, TensorProto.DOUBLE)
        form = kind if isFloat else TensorProto.FLOAT
        nodes = [] if isFloat else [helper.make_node("Cast", ["x"], ["f"], to=TensorProto.FLOAT)]
        nodes += [helper.make_node("MatMul", ["x" if isFloat else "f", "w"], ["z"]), helper.make_node("Sigmoid", ["z"], ["p"])]
        made = helper.make_graph(nodes, name, [value("x", kind, ["n", 4])], [value("p", form, ["n", 1])],
                                 [numpy_helper.from_array(weights, "w")])
        made = helper.make_model(made, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
        onnx.save(made, folder / f"{name}.onnx")
        note(f"{name}.onnx", "InferenceSession.run", run(f"{name}.onnx", {"x": values}, "p"), rows=listed(values), inputs=[words])

    weights = (np.random.default_rng(8).normal(size=(4, 1)) / 4).astype(np.float32)
    small = np.clip(np.round(np.abs(probe)), 0, 100)
    for kind, form in ((TensorProto.INT32, np.int32), (TensorProto.INT8, np.int8), (TensorProto.UINT8, np.uint8),
                       (TensorProto.INT16, np.int16), (TensorProto.UINT16, np.uint16), (TensorProto.UINT32, np.uint32),
                       (TensorProto.UINT64, np.uint64), (TensorProto.BOOL, np.bool_)):
        values = small.astype(form) if form != np.bool_ else small > 1
        graph(f"hand_{np.dtype(form).name}", kind, weights, values, np.dtype(form).name)
    graph("hand_float16", TensorProto.FLOAT16, weights.astype(np.float16), (small / 8).astype(np.float16), "float16")
    graph("hand_float64", TensorProto.DOUBLE, weights.astype(np.float64), probe.astype(np.float64), "float64")


def versioned():
    """What other versions of XGBoost write; scores by that version."""
    rows, label = toy(1, 900)
    version = xgb.__version__.replace(".", "_")
    probe = xgb.DMatrix(probe_rows())
    common = {"max_depth": 3, "eta": 0.4, "nthread": 1, "verbosity": 0}
    if int(xgb.__version__.split(".")[0]) > 1:
        model = xgb.train({**common, "objective": "multi:softprob", "num_class": 3, "tree_method": "hist",
                           "multi_strategy": "multi_output_tree"}, xgb.DMatrix(rows, label), 4)
        model.save_model(folder / f"vector_{version}.json")
        note(f"vector_{version}.json", "Booster.predict", model.predict(probe)[:, 1], 1)
    else:
        signal = (label == 1).astype(int)
        model = xgb.train({**common, "objective": "binary:logistic", "eval_metric": "logloss"},
                          xgb.DMatrix(rows[:500], signal[:500]), 40,
                          evals=[(xgb.DMatrix(rows[500:], signal[500:]), "watch")], early_stopping_rounds=4, verbose_eval=False)
        best = model.best_iteration + 1
        name = f"stopped_{version}.bin"
        model.save_model(folder / name)
        note(name, "Booster.predict", model.predict(probe), best=best, rounds=model.num_boosted_rounds(),
             bestScores=listed(model.predict(probe, iteration_range=(0, best))))


if __name__ == "__main__":
    folder.mkdir(exist_ok=True)
    place = folder / "scores.json"
    stored = json.loads(place.read_text()) if place.exists() else []
    if "--version" in sys.argv:
        versioned()
    else:
        boosted()
        categories()
        networks()
    fresh = {entry["file"] for entry in entries}
    entries += [entry for entry in stored if entry["file"] not in fresh]
    place.write_text("[\n" + ",\n".join(json.dumps(e, separators=(",", ":")) for e in sorted(entries, key=lambda e: e["file"])) + "\n]\n")
