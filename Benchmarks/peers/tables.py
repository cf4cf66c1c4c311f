"""Reading, as every peer's user would do it: all columns of `events` with h5py."""

import sys

import h5py

WEIGHT = "weight"


def paths():
    """Simulation and data: the two arguments of every peer script."""
    if len(sys.argv) != 3:
        sys.exit(f"usage: {sys.argv[0]} SIMULATION.h5 DATA.h5")
    return sys.argv[1:]


def features(file):
    return [name for name in file["events"] if name != WEIGHT]


def frame(path):
    """All features as a pandas table; the peers that need one know no weights."""
    import pandas

    with h5py.File(path) as file:
        return pandas.DataFrame({name: file["events"][name][:] for name in features(file)})
