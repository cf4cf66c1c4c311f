"""What happens before any detector.

Every random number of an event is drawn here, so that two detectors can look at the same events.
"""

import math

import numpy as np

from .experiment import JET_CATEGORIES, PILEUP_NATURE, RUN_PERIODS

def lognormal(rng, n, median, width):
    return median * np.exp(width * rng.standard_normal(n))


def kinematics(rng, process, n):
    """True transverse momentum, direction and mass."""
    if process == "signal":
        pt, mass = lognormal(rng, n, 62, 0.28), 125 + 1.0 * rng.standard_normal(n)
    elif process == "top":
        pt, mass = lognormal(rng, n, 55, 0.50), 60 + rng.gamma(3.0, 32.0, n)
    else:
        pt, mass = 18 + rng.exponential(28.0, n), 50 + rng.exponential(55.0, n)
    eta = 2.5 * (2 * rng.beta(2.0, 2.0, n) - 1)
    phi = rng.uniform(-math.pi, math.pi, n)
    return {"pt": pt, "mass": mass, "eta": eta, "phi": phi}


def calorimeter(rng, process, n):
    """Fluctuations of the shower and its shape."""
    leakage = 0.010 + 0.010 * rng.standard_normal(n)
    leakage += np.where(rng.random(n) < 0.10, rng.exponential(0.03, n), 0)
    return {
        "response": rng.standard_normal(n),
        "second_response": rng.standard_normal(n),
        "r_eta": 0.98 - (0.030 if process == "multijet" else 0.014) * rng.gamma(2.0, 1.0, n),
        "w_eta": lognormal(rng, n, 0.0105, 0.08),
        "hadronic_leakage": leakage,
    }


def track(rng, process, n):
    """Momentum, impact parameter and quality of the track."""
    if process == "multijet":
        charged_fraction = np.clip(0.95 + 0.15 * rng.standard_normal(n), 0.5, 1.4)
    else:
        charged_fraction = np.ones(n)
    displaced = {"signal": 0.03, "top": 0.30, "multijet": 0.15}[process]
    d0 = rng.standard_normal(n) * np.where(rng.random(n) < displaced, 4.0, 1.1)
    return {
        "p_over_e": charged_fraction * (1 + 0.03 * rng.standard_normal(n)),
        "d0_significance": d0,
        "track_chi2": rng.gamma(8.0, 1 / 8.0, n) + np.where(rng.random(n) < 0.03, rng.exponential(1.0, n), 0),
        "n_hits": rng.binomial(12, 0.93, n),
        "has_track": rng.random(n) >= 0.008,
        "charge": np.where(rng.random(n) < 0.5, -1, 1),
    }


def surroundings(rng, process, n, pileup):
    """Pile-up, isolation, jets and the time of data taking."""
    mean, shape = pileup
    n_vertices = rng.poisson(rng.gamma(shape, mean / shape, n))
    isolation = 0.5 + 1.1 * rng.standard_normal(n) + 0.03 * (n_vertices - PILEUP_NATURE[0])
    isolation += rng.exponential(4.0 if process == "multijet" else 0.6, n)
    score = {"signal": -2.0, "top": 1.5, "multijet": -1.0}[process] + 1.5 * rng.standard_normal(n)
    jets = {"signal": (0.55, 0.30, 0.15), "top": (0.08, 0.27, 0.65), "multijet": (0.45, 0.35, 0.20)}[process]
    period = rng.choice(len(RUN_PERIODS), n, p=(0.20, 0.35, 0.30, 0.15))
    return {
        "n_vertices": n_vertices,
        "isolation_calo": isolation,
        "isolation_track": np.where(rng.random(n) < 0.45, 0.0, rng.exponential(1.2, n)),
        "btag_score": 1 / (1 + np.exp(-score)),
        "jet_category": rng.choice(len(JET_CATEGORIES), n, p=jets),
        "run_period": period,
        "run": 1000 * (period + 1) + rng.integers(0, 40, n),
    }


def nature(rng, process, n, pileup=PILEUP_NATURE):
    """n events of one process."""
    return (
        kinematics(rng, process, n)
        | calorimeter(rng, process, n)
        | track(rng, process, n)
        | surroundings(rng, process, n, pileup)
    )
