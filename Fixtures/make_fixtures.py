#!/usr/bin/env python3
"""Makes the toy experiment that SimAudit is tested and shown on: known truth in small HDF5 files.

    python3 Fixtures/make_fixtures.py [--output DIR]

A detector sees one object (a calorimeter cluster with a track) per event, from a signal and two background
processes. "Simulation" and "data" come from the same nature; what differs between them is listed in one place,
`SIMULATION` and `DATA` in toy/experiment.py, and what that does to each column is written to truth.json. A training
set with flaws and one without are made in toy/training.py.

Everything is drawn from one seed. The same versions of NumPy and h5py give the same bytes.
"""

import argparse
from pathlib import Path

import numpy as np

from toy.columns import take
from toy.experiment import DATA, SEED, SIMULATION
from toy.samples import data_sample, jets_of, simulation_sample
from toy.storage import write_events, write_jets, write_truth_labels
from toy.training import training_set, truth_of_training, write_training_set
from toy.truth import write_truth

JET_ROWS = 3_000


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--output", type=Path, default=Path(__file__).resolve().parent)
    output = parser.parse_args().output
    output.mkdir(parents=True, exist_ok=True)

    # One stream an object: a change to one leaves the others as they are.
    streams = [np.random.default_rng(seed) for seed in np.random.SeedSequence(SEED).spawn(7)]
    simulation, data = simulation_sample(streams[0]), data_sample(streams[1])
    write_events(output / "simulation.h5", simulation, "simulation", with_process=True)
    write_events(output / "data.h5", data, "data", with_process=False)
    write_truth_labels(output / "data_truth.h5", data)
    simulation_jets = jets_of(streams[2], take(simulation, slice(JET_ROWS)), SIMULATION.energy_scale)
    data_jets = jets_of(streams[3], take(data, slice(JET_ROWS)), DATA.energy_scale)
    write_jets(output / "jets_simulation.h5", simulation_jets, "simulation")
    write_jets(output / "jets_data.h5", data_jets, "data")
    flawed, clean = training_set(streams[5], is_flawed=True), training_set(streams[6], is_flawed=False)
    write_training_set(output / "training_set" / "flawed", flawed)
    write_training_set(output / "training_set" / "clean", clean)
    training = truth_of_training(flawed, clean)
    write_truth(output / "truth.json", streams[4], simulation, data, training)


if __name__ == "__main__":
    main()
