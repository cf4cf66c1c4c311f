"""Weighted KS distance of every feature, exact with ties: the script a competent physicist writes."""

import h5py
import numpy as np
from tables import WEIGHT, features, paths


def weighted_ks(first, first_weights, second, second_weights):
    values = np.concatenate([first, second])
    order = np.argsort(values)
    values = values[order]
    steps = np.concatenate([first_weights / first_weights.sum(), -second_weights / second_weights.sum()])
    difference = np.cumsum(steps[order])
    last_of_ties = np.append(values[1:] != values[:-1], True)
    return np.abs(difference[last_of_ties]).max()


simulation_path, data_path = paths()
with h5py.File(simulation_path) as simulation, h5py.File(data_path) as data:
    weights = [file["events"][WEIGHT][:].astype("f8") for file in (simulation, data)]
    for name in features(simulation):
        distance = weighted_ks(simulation["events"][name][:], weights[0], data["events"][name][:], weights[1])
        print(name, f"{distance:.6f}")
