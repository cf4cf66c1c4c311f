"""Reference numbers for weighted classification statistics.

Needs numpy and scikit-learn; writes classification.json beside itself. Run: python make.py
AUCs of non-negative weights are scikit-learn's; with negative weights (which scikit-learn refuses) they are the
double sum over pairs, as are all standard errors (placement values, DeLong 1988 with weights).
"""
import json
import pathlib

import numpy as np
import sklearn
from sklearn.metrics import roc_auc_score

random = np.random.default_rng(20261123)


def pair_sum(score, label, weight):
    """AUC and its standard error by the double sum over pairs."""
    above = (score[label == 1][:, None] > score[label == 0]) + 0.5 * (
        score[label == 1][:, None] == score[label == 0])
    wp, wn = weight[label == 1], weight[label == 0]
    area = wp @ above @ wn / wp.sum() / wn.sum()
    placed_p = above @ wn / wn.sum()
    placed_n = wp @ above / wp.sum()
    variance = ((wp * (placed_p - area)) ** 2).sum() / wp.sum() ** 2
    variance += ((wn * (placed_n - area)) ** 2).sum() / wn.sum() ** 2
    return area, variance ** 0.5


cases = []
for rows, shift, digits, weights in [
    (150, 0.0, 9, "unit"), (150, 1.0, 9, "unit"), (150, 1.0, 0, "unit"), (200, 0.7, 1, "lognormal"),
    (200, 2.5, 6, "lognormal"), (150, 1.0, 6, "negative"), (120, 0.3, 0, "negative"), (80, 4.0, 9, "unit"),
]:
    label = (random.random(rows) < 0.4).astype(int)
    score = np.round(random.normal(size=rows) + shift * label, digits) + 0.0
    weight = {
        "unit": lambda: np.ones(rows),
        "lognormal": lambda: np.exp(random.normal(size=rows)),
        "negative": lambda: np.where(random.random(rows) < 0.2, -1.0, 1.0) * random.uniform(0.5, 2, rows),
    }[weights]()
    area, error = pair_sum(score, label, weight)
    if weights != "negative":
        official = roc_auc_score(label, score, sample_weight=weight)
        assert abs(official - area) < 1e-12
        area = official
    cases.append({
        "weights": weights, "score": score.tolist(), "label": label.tolist(), "weight": weight.tolist(),
        "auc": area, "standardError": error})

rows = 180
label = random.integers(0, 3, rows)
scores = np.exp(random.normal(size=(rows, 3)) + 1.2 * np.eye(3)[label])
scores /= scores.sum(axis=1, keepdims=True)
weight = np.exp(random.normal(size=rows))
multi = {
    "scores": scores.T.tolist(), "label": label.tolist(), "weight": weight.tolist(),
    "macro": roc_auc_score(label, scores, multi_class="ovr", average="macro", sample_weight=weight)}

result = {
    "program": "scikit-learn", "version": sklearn.__version__, "numpy": np.__version__,
    "binary": cases, "multiclass": multi}
pathlib.Path(__file__).with_name("classification.json").write_text(json.dumps(result, indent=0) + "\n")
