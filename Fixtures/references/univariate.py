"""Reference numbers for AuditStatisticsTests, written to univariate.json beside this file.

Plain NumPy formulas and SciPy on small seeded samples; the samples are stored with the numbers. Run with any Python 3
that has numpy and scipy: python3 Fixtures/references/univariate.py
"""

import json
import pathlib
import sys

import numpy as np
import scipy
from scipy import special, stats
from scipy.spatial import distance


def weighted_ks(x, v, y, w):
    """max over x of the difference of the weighted ECDFs, by evaluating both at every value."""
    points = np.unique(np.concatenate([x, y]))
    f = np.array([v[x <= p].sum() for p in points]) / v.sum()
    g = np.array([w[y <= p].sum() for p in points]) / w.sum()
    best = int(np.argmax(np.abs(f - g)))
    return float(abs(f - g)[best]), float(points[best]), float(np.sum(np.abs(f - g)[:-1] * np.diff(points)))


def moments(x, v):
    mean = np.average(x, weights=v)
    return [float(mean), float(np.average((x - mean) ** 2, weights=v))]


def case(name, x, v, y, w, positive):
    d, at, area = weighted_ks(x, v, y, w)
    result = {
        "name": name,
        "simulation": x.tolist(),
        "simulationWeights": v.tolist(),
        "data": y.tolist(),
        "dataWeights": w.tolist(),
        "ks": d,
        "position": at,
        "wasserstein": area,
        "simulationMoments": moments(x, v),
    }
    if positive:
        reference = stats.wasserstein_distance(x, y, v, w)
        assert abs(reference - area) < 1e-12 * max(1, area)
        result["wasserstein"] = float(reference)
    if np.all(v == 1) and np.all(w == 1):
        reference = stats.ks_2samp(x, y, method="asymp")
        assert abs(reference.statistic - d) < 1e-12
        result["ks"] = float(reference.statistic)
    return result


def main():
    rng = np.random.default_rng(20261123)
    cases = []
    single = lambda a: np.asarray(a, dtype=np.float32).astype(np.float64)
    for n, m, shift in [(37, 23, 0.0), (200, 150, 0.3), (5, 1, 2.0)]:
        x, y = rng.normal(size=n), rng.normal(shift, 1.2, size=m)
        cases.append(case(f"unweighted float64 {n}/{m}", x, np.ones(n), y, np.ones(m), True))
        cases.append(case(f"unweighted float32 {n}/{m}", single(x), np.ones(n), single(y), np.ones(m), True))
        v, w = rng.lognormal(size=n), rng.lognormal(size=m)
        cases.append(case(f"log-normal float32 {n}/{m}", single(x), single(v), single(y), single(w), True))
        cases.append(case(f"log-normal weights, unweighted data {n}/{m}", single(x), single(v), single(y), np.ones(m), True))
        cases.append(case(f"log-normal float64 {n}/{m}", x, v, y, w, True))
    n, m = 300, 250
    x, y = rng.normal(size=n), rng.normal(0.2, 1, size=m)
    v = np.where(rng.random(n) < 0.2, -1.0, 1.0)
    w = np.where(rng.random(m) < 0.2, -0.75, 1.25)
    cases.append(case("negative weights float32", single(x), v, single(y), w, False))
    cases.append(case("negative weights float64", x, v, y, w * 0.1, False))
    x, y = np.floor(rng.exponential(3, n)), np.floor(rng.exponential(3.5, m))
    cases.append(case("ties unweighted", x, np.ones(n), y, np.ones(m), True))
    cases.append(case("ties negative weights", x, v, y, w, False))
    x = np.concatenate([x, [-1e-30, 0.0, -0.0, 3e38, -3e38]])
    cases.append(case("extreme values", single(x), np.ones(n + 5), single(y), np.ones(m), True))

    shares = []
    for k in (2, 7, 20):
        p, q = rng.random(k), rng.random(k)
        shares.append({"p": p.tolist(), "q": q.tolist(), "jensenShannon": float(distance.jensenshannon(p, q, base=2))})
    p, q = np.array([0.0, 1.0, 3.0, 0.0]), np.array([2.0, 0.0, 1.0, 0.0])
    shares.append({"p": p.tolist(), "q": q.tolist(), "jensenShannon": float(distance.jensenshannon(p, q, base=2))})

    gamma = []
    for a in (0.5, 1, 1.5, 2, 3.7, 9.5, 14.9, 15, 30, 59.5, 100, 1000, 50000):
        for factor in (1e-3, 0.1, 0.5, 0.9, 0.99, 1.0, 1.01, 1.1, 1.5, 2, 4):
            x = a * factor
            gamma.append([a, x, float(special.gammaincc(a, x)), float(special.gammainc(a, x))])

    table = [[30, 14, 34, 45, 57, 25], [48, 20, 27, 36, 43, 17]]
    contingency = stats.chi2_contingency(table, correction=False)
    pvalues = [0.01, 0.02, 0.03, 0.04, 0.05, 0.001, 0.8, 0.8, 0.5, 0.0]
    document = {
        "program": {
            "python": sys.version.split()[0], "numpy": np.__version__, "scipy": scipy.__version__,
            "script": "Fixtures/references/univariate.py",
        },
        "comparisons": cases,
        "shares": shares,
        "gamma": gamma,
        "contingency": {
            "first": table[0], "second": table[1], "statistic": float(contingency.statistic),
            "degreesOfFreedom": int(contingency.dof), "pValue": float(contingency.pvalue),
        },
        "pValues": pvalues,
        "benjaminiHochberg": stats.false_discovery_control(pvalues, method="bh").tolist(),
    }
    path = pathlib.Path(__file__).with_name("univariate.json")
    path.write_text(json.dumps(document, indent=1) + "\n")


if __name__ == "__main__":
    main()
