"""What is measured of an event under given conditions."""

import numpy as np

from .columns import take
from .experiment import FEATURES, MISSING

def relative_resolution(energy):
    """sigma(E)/E of a calorimeter with a stochastic term of 15 % sqrt(GeV) and a constant term of 1.5 %."""
    return np.hypot(0.15 / np.sqrt(energy), 0.015)


def observe(events, conditions):
    """Columns as reconstructed; events without a cluster are left out."""
    energy = events["pt"] * np.cosh(events["eta"])
    sigma = conditions.resolution * relative_resolution(energy)
    response = conditions.energy_scale * (1 + sigma * events["response"])
    second_response = conditions.energy_scale * (1 + sigma * events["second_response"])
    seen = {
        "pt": events["pt"] * response,
        "mass": events["mass"] * np.sqrt(response * second_response),
        "cluster_energy": energy * response,
        "e_over_p": response / events["p_over_e"],
        "w_eta": events["w_eta"] * (1 + 0.05 * events["eta"] ** 2),
        "isolation_calo": events["isolation_calo"] + conditions.isolation_offset,
    }
    columns = events | seen
    for name, feature in FEATURES.items():
        columns[name] = np.round(columns[name] / feature.step) * feature.step
        if feature.missing:
            columns[name] = np.where(events["has_track"], columns[name], MISSING)
    if conditions.dead_sector is None:
        return columns
    low, high = conditions.dead_sector
    return take(columns, (events["phi"] < low) | (events["phi"] >= high))


def take(columns, rows):
    return {name: values[rows] for name, values in columns.items()}


def concatenate(parts):
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
