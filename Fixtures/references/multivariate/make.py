"""Reference numbers for the multivariate distances of AuditStatistics, written to multivariate.json beside this file.

Plain NumPy and SciPy on small seeded samples, which are stored with the numbers. Run with any Python 3 that has numpy and
scipy: python3 Fixtures/references/multivariate/make.py
"""

import json
import pathlib
import sys

import numpy as np
import scipy
from scipy import linalg, stats


def single(a):
    return np.asarray(a, dtype=np.float32).astype(np.float64)


def moments(x, w):
    """Mean and covariance; the covariance with the factor n/(n - 1) for n = (sum w)^2 / sum w^2."""
    p = w / w.sum()
    mean = p @ x
    centred = x - mean
    factor = 1 / (1 - np.sum(p**2))
    return mean, factor * (centred.T * p) @ centred


def frechet(m, a, n, b):
    root = linalg.sqrtm(linalg.sqrtm(a) @ b @ linalg.sqrtm(a))
    return float(np.sum((m - n) ** 2) + np.trace(a) + np.trace(b) - 2 * np.trace(root).real)


def kernel_mean(x, v, y, w, kernel):
    """sum over all pairs of p_i q_j k(x_i, y_j), by a plain double loop."""
    p, q = v / v.sum(), w / w.sum()
    total = 0.0
    for i in range(len(x)):
        for j in range(len(y)):
            total += p[i] * q[j] * kernel(np.linalg.norm(x[i] - y[j]))
    return total


def squared_distance(x, v, y, w, kernel):
    return (
        kernel_mean(x, v, x, v, kernel) + kernel_mean(y, w, y, w, kernel) - 2 * kernel_mean(x, v, y, w, kernel)
    )


def midranks(x, w):
    p = w / w.sum()
    return np.array([p[x < a].sum() + p[x == a].sum() / 2 for a in x])


def correlations(x, w):
    mean, covariance = moments(x, w)
    sigma = np.sqrt(np.diag(covariance))
    return covariance / np.outer(sigma, sigma)


def case(name, x, v, y, w):
    x, y = single(x), single(y)
    width = 1.3
    ranks = [np.stack([midranks(c, u) for c in z.T], axis=1) for z, u in ((x, v), (y, w))]
    result = {
        "name": name,
        "simulation": x.T.tolist(), "simulationWeights": v.tolist(),
        "data": y.T.tolist(), "dataWeights": w.tolist(),
        "kernelWidth": width,
        "frechet": frechet(*moments(x, v), *moments(y, w)),
        "mmdSquared": squared_distance(x, v, y, w, lambda r: np.exp(-(r**2) / (2 * width**2))),
        "energySquared": squared_distance(x, v, y, w, lambda r: -r),
        "pearson": (correlations(y, w) - correlations(x, v)).tolist(),
        "spearman": (correlations(ranks[1], w) - correlations(ranks[0], v)).tolist(),
    }
    if np.all(v == 1) and np.all(w == 1) and x.shape[1] > 1:
        for z, u in ((x, v), (y, w)):
            assert abs(np.corrcoef(z.T)[0, 1] - correlations(z, u)[0, 1]) < 1e-12
        want = stats.spearmanr(y).statistic if x.shape[1] == 2 else stats.spearmanr(y).statistic[0, 1]
        assert abs(want - correlations(ranks[1], w)[0, 1]) < 1e-12
    if x.shape[1] == 1 and np.all(v > 0) and np.all(w > 0):
        result["energyDistance"] = float(stats.energy_distance(x[:, 0], y[:, 0], v, w))
        assert abs(result["energyDistance"] ** 2 - result["energySquared"]) < 1e-10
        result["wasserstein"] = float(stats.wasserstein_distance(x[:, 0], y[:, 0], v, w))
    return result


def matrices(rng, size):
    a, b = rng.normal(size=(size, size + 2)), rng.normal(size=(size, size + 3))
    a, b = a @ a.T, b @ b.T
    m, n = rng.normal(size=size), rng.normal(size=size)
    return {
        "means": [m.tolist(), n.tolist()], "covariances": [a.tolist(), b.tolist()],
        "frechet": frechet(m, a, n, b), "eigenvalues": sorted(np.linalg.eigvalsh(a).tolist()),
    }


def main():
    rng = np.random.default_rng(20261124)
    cases = []
    for n, m, d in ((60, 45, 1), (70, 50, 2), (90, 80, 5)):
        mix = rng.normal(size=(d, d)) / np.sqrt(d)
        x = rng.normal(size=(n, d)) @ mix
        y = rng.normal(size=(m, d)) @ mix * 1.2 + 0.3
        cases.append(case(f"unweighted {n}/{m} x {d}", x, np.ones(n), y, np.ones(m)))
        v, w = rng.lognormal(size=n), rng.lognormal(size=m)
        cases.append(case(f"log-normal {n}/{m} x {d}", x, v, y, w))
        v = np.where(rng.random(n) < 0.2, -1.0, 1.0)
        w = np.where(rng.random(m) < 0.2, -0.75, 1.25)
        cases.append(case(f"negative {n}/{m} x {d}", x, v, y, w))
    x, y = np.floor(rng.exponential(2, (80, 2))), np.floor(rng.exponential(2.5, (70, 2)))
    cases.append(case("ties 80/70 x 2", x, np.ones(80), y, np.ones(70)))
    document = {
        "program": {
            "python": sys.version.split()[0], "numpy": np.__version__, "scipy": scipy.__version__,
            "script": "Fixtures/references/multivariate/make.py",
        },
        "cases": cases,
        "gaussians": [matrices(rng, size) for size in (1, 2, 3, 6, 12, 28)],
    }
    path = pathlib.Path(__file__).with_name("multivariate.json")
    path.write_text(json.dumps(document) + "\n")


if __name__ == "__main__":
    main()
