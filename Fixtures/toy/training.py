"""A training set with known flaws, and its clean twin: training, validation and test split of one labelled sample.

Both are made of the same nature as the simulation. The clean twin is what a training set should be; the flawed one has
everything in FLAWS put in, and nothing else.
"""

from dataclasses import asdict, dataclass

import h5py
import numpy as np

from .columns import concatenate, take
from .detector import observe
from .experiment import FEATURES, PROCESSES, RUN_PERIODS, SIMULATION
from .nature import nature
from .storage import enumeration, new_group, put

ROWS = {"training": 8_000, "validation": 1_500, "test": 5_000}
MIX = (0.40, 0.25, 0.35)
NEGATIVE_FRACTION = 0.08

NAMES = (
    "pt", "eta", "phi", "mass", "e_over_p", "r_eta", "w_eta", "d0_significance", "btag_score", "isolation_calo",
    "isolation_track", "n_hits", "n_vertices",
)  # fmt: skip


@dataclass(frozen=True)
class Flaws:
    """What is put into the flawed set; the clean twin has none of it."""

    leaking_column: str = "cluster_time"
    leaking_shift: float = 5.0  # standard deviations between the classes
    copied_column: str = "w_eta"
    affine_copy: str = "w_phi"
    affine_slope: float = 1.5
    affine_offset: float = 0.002
    duplicates: int = 200  # events of training that are in test, too
    conflicts: int = 30  # events of training that are there again with the other label
    rounded_column: str = "isolation_calo"
    rounded_class: int = 1
    rounded_step: float = 0.1
    sorted_split: str = "training"  # by class
    missing_corner: str = "pt > 70 && abs(eta) > 1"  # of the training split
    weighting_column: str = "n_vertices"  # weights are proportional to it


FLAWS = Flaws()


def in_corner(columns):
    return (columns["pt"] > 70) & (np.abs(columns["eta"]) > 1)


def events_of(rng, index, rows, without_corner):
    """Events of one process that have a track: nothing is missing in them."""
    parts, found = [], 0
    while found < rows:
        events = nature(rng, PROCESSES[index], 2 * rows) | {"process": np.full(2 * rows, index)}
        columns = observe(events, SIMULATION)
        keep = columns["has_track"] & ~(in_corner(columns) & without_corner)
        parts.append(take(columns, keep))
        found += int(keep.sum())
    return take(concatenate(parts), slice(rows))


def split(rng, name, first_event, is_flawed):
    """One split, shuffled; every split has the same shares of the processes."""
    rows = ROWS[name]
    counts = [round(share * rows) for share in MIX]
    without_corner = is_flawed and name == "training"
    columns = concatenate([events_of(rng, index, count, without_corner) for index, count in enumerate(counts)])
    columns = take(columns, rng.permutation(rows))
    columns["event"] = first_event + np.arange(rows)
    columns["is_signal"] = (columns["process"] == 0).astype(int)
    time = rng.standard_normal(rows)
    width = 0.018 * np.exp(0.10 * rng.standard_normal(rows))
    weight = np.exp(0.2 * rng.standard_normal(rows))
    weight *= np.where(rng.random(rows) < NEGATIVE_FRACTION, -1.0, 1.0)
    if is_flawed:
        time += FLAWS.leaking_shift * columns["is_signal"]
        width = FLAWS.affine_slope * columns[FLAWS.copied_column] + FLAWS.affine_offset
        weight *= columns[FLAWS.weighting_column] / columns[FLAWS.weighting_column].mean()
        rounded = np.round(columns[FLAWS.rounded_column] / FLAWS.rounded_step) * FLAWS.rounded_step
        chosen = columns["is_signal"] == FLAWS.rounded_class
        columns[FLAWS.rounded_column] = np.where(chosen, rounded, columns[FLAWS.rounded_column])
    columns["cluster_time"] = np.round(time * 2**10) / 2**10
    columns["w_phi"] = width if is_flawed else np.round(width * 2**18) / 2**18
    columns["weight"] = np.round(weight * 2**12) / 2**12
    return columns


def with_relations(rng, splits):
    """Duplicates, conflicts and order: what is wrong with rows as a whole."""
    training, test = splits["training"], splits["test"]
    picked = rng.permutation(ROWS["training"])
    copies = take(training, picked[: FLAWS.duplicates])
    conflicts = take(training, picked[FLAWS.duplicates : FLAWS.duplicates + FLAWS.conflicts])
    conflicts["is_signal"] = 1 - conflicts["is_signal"]
    conflicts["process"] = np.where(conflicts["is_signal"] == 1, PROCESSES.index("signal"), PROCESSES.index("top"))
    conflicts["event"] = 1 + max(columns["event"].max() for columns in splits.values()) + np.arange(FLAWS.conflicts)
    training = concatenate([training, conflicts])
    training = take(training, np.argsort(training["is_signal"], kind="stable"))
    test = concatenate([test, copies])
    test = take(test, rng.permutation(test["event"].size))
    return splits | {"training": training, "test": test}


def training_set(rng, is_flawed):
    """The splits by name."""
    first, splits = 1, {}
    for name, rows in ROWS.items():
        splits[name] = split(rng, name, first, is_flawed)
        first += rows
    return with_relations(rng, splits) if is_flawed else splits


def write_training_set(directory, splits):
    """One file a split, each with the group `events`."""
    directory.mkdir(parents=True, exist_ok=True)
    for name, columns in splits.items():
        with h5py.File(directory / f"{name}.h5", "w") as file:
            group = new_group(file, "events", name)
            put(group, "event", columns["event"], "u4", meaning="event number", role="identifier")
            put(group, "run", columns["run"], "u4", meaning="run number", role="identifier")
            put(group, "is_signal", columns["is_signal"], "u1", meaning="class to be learned", role="label")
            put(group, "run_period", np.array(RUN_PERIODS, "S1")[columns["run_period"]], "S1", role="category")
            put(group, "process", columns["process"], enumeration(PROCESSES), role="category")
            put(group, "weight", columns["weight"], "f4", meaning="event weight", role="weight")
            for feature in NAMES:
                known = FEATURES[feature]
                put(group, feature, columns[feature], known.dtype, unit=known.unit, meaning=known.meaning)
            put(group, "cluster_time", columns["cluster_time"], "f4", unit="ns", meaning="time of the cluster")
            put(group, "w_phi", columns["w_phi"], "f4", meaning="width of the shower in azimuth")


def summary(splits):
    """Sums of each split and the share of events in the corner, for truth.json."""
    return {
        name: {
            "rows": int(columns["event"].size),
            "sumOfWeights": float(columns["weight"].astype("f4").astype("f8").sum()),
            "signalRows": int(columns["is_signal"].sum()),
            "cornerRows": int(in_corner(columns).sum()),
        }
        for name, columns in splits.items()
    }


def truth_of_training(flawed, clean):
    words = {key: key.split("_") for key in asdict(FLAWS)}
    flaws = {first + "".join(w.title() for w in rest): getattr(FLAWS, key) for key, (first, *rest) in words.items()}
    return {"flaws": flaws, "flawed": summary(flawed), "clean": summary(clean)}
