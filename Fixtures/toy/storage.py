"""HDF5 files of the samples."""

import h5py
import numpy as np

from .experiment import FEATURES, JET_CATEGORIES, MISSING, PROCESSES, RUN_PERIODS, SEED

CHUNK_ROWS = 4096
STORAGE = {"compression": "gzip", "compression_opts": 9, "shuffle": True, "track_times": False}


def enumeration(names):
    return h5py.enum_dtype({name: index for index, name in enumerate(names)}, basetype="u1")


def put(group, name, values, dtype, **attributes):
    values = np.asarray(values).astype(dtype)
    chunks = (min(CHUNK_ROWS, values.size),)
    dataset = group.create_dataset(name, data=values, dtype=dtype, chunks=chunks, **STORAGE)
    for key, value in attributes.items():
        if value != "":
            dataset.attrs[key] = value


def new_group(file, name, kind):
    group = file.create_group(name)
    group.attrs["kind"] = kind
    group.attrs["source"] = f"Fixtures/make_fixtures.py, seed {SEED}"
    return group


def write_events(path, columns, kind, with_process):
    """One 1-D dataset a column in the group `events`."""
    with h5py.File(path, "w") as file:
        group = new_group(file, "events", kind)
        put(group, "event", columns["event"], "u4", meaning="event number", role="identifier")
        put(group, "run", columns["run"], "u4", meaning="run number", role="identifier")
        put(group, "run_period", np.array(RUN_PERIODS, "S1")[columns["run_period"]], "S1", role="category")
        if with_process:
            put(group, "process", columns["process"], enumeration(PROCESSES), role="category")
        put(group, "jet_category", columns["jet_category"], enumeration(JET_CATEGORIES), role="category")
        put(group, "charge", columns["charge"], "i1", unit="e", role="category")
        if "weight" in columns:
            put(group, "weight", columns["weight"], "f4", meaning="weight to the expected yield", role="weight")
        for name, feature in FEATURES.items():
            missing = {"missing": MISSING} if feature.missing else {}
            put(group, name, columns[name], feature.dtype, unit=feature.unit, meaning=feature.meaning, **missing)


def write_truth_labels(path, columns):
    """What no experiment has: the process of each event of data.h5, row by row. For tests only."""
    with h5py.File(path, "w") as file:
        group = new_group(file, "truth", "process of each row of data.h5")
        put(group, "process", columns["process"], enumeration(PROCESSES))


def write_jets(path, jets, kind):
    """Jagged columns: flat values and the number of them in each event."""
    with h5py.File(path, "w") as file:
        group = new_group(file, "jets", kind)
        put(group, "counts", jets["counts"], "u1", meaning="jets in the event")
        put(group, "pt", jets["pt"], "f4", unit="GeV", meaning="transverse momenta, hardest first")
        put(group, "eta", jets["eta"], "f4", meaning="pseudorapidities")
