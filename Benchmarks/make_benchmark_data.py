#!/usr/bin/env python3
"""Makes two samples for the benchmarks: float32 features with weights, a tenth of them negative.

    make_benchmark_data.py DIR [--rows 1000000] [--features 28] [--storage contiguous gzip]

Writes DIR/{simulation,data}_{contiguous,gzip}.h5, each a group `events` with one dataset a column: x00 ... and
`weight`. Both storages hold the same values. Columns are written block by block: memory does not grow with the rows.
Features take turns in being normal, exponential, uniform and Student-t; every third is shifted a little in data.
"""

import argparse
from pathlib import Path

import h5py
import numpy as np

SEED = 28
BLOCK_ROWS = 1 << 20
SAMPLES = ("simulation", "data")
STORAGES = {
    "contiguous": {},
    "gzip": {"chunks": (65536,), "compression": "gzip", "compression_opts": 4, "shuffle": True},
}
SHAPES = (  # values, and the shift that some features have in data
    (lambda rng, n: rng.standard_normal(n, dtype="f4"), 0.02),
    (lambda rng, n: 25 + 30 * rng.standard_exponential(n, dtype="f4"), 0.6),
    (lambda rng, n: 2 * np.pi * rng.random(n, dtype="f4") - np.pi, 0.04),
    (lambda rng, n: rng.standard_t(4, n).astype("f4"), 0.03),
)


def feature(rng, column, n, in_data):
    values, shift = SHAPES[column % len(SHAPES)]
    return values(rng, n) + np.float32(shift if in_data and column % 3 == 0 else 0)


def weight(rng, n):
    sign = np.where(rng.random(n) < 0.10, -1, 1)
    return (sign * np.exp(0.3 * rng.standard_normal(n))).astype("f4")


def blocks(sample, column, rows):
    """Values of a column, block by block; the same for any storage."""
    for start in range(0, rows, BLOCK_ROWS):
        rng = np.random.default_rng([SEED, sample, column + 1, start])
        n = min(BLOCK_ROWS, rows - start)
        yield start, weight(rng, n) if column < 0 else feature(rng, column, n, in_data=sample == 1)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("directory", type=Path)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--features", type=int, default=28)
    parser.add_argument("--storage", nargs="+", choices=STORAGES, default=list(STORAGES))
    options = parser.parse_args()
    options.directory.mkdir(parents=True, exist_ok=True)

    names = {-1: "weight"} | {column: f"x{column:02}" for column in range(options.features)}
    for sample, sample_name in enumerate(SAMPLES):
        files = [h5py.File(options.directory / f"{sample_name}_{storage}.h5", "w") for storage in options.storage]
        for column, name in names.items():
            datasets = []
            for file, storage in zip(files, options.storage):
                settings = dict(STORAGES[storage])
                if "chunks" in settings:
                    settings["chunks"] = (min(settings["chunks"][0], options.rows),)
                path = f"events/{name}"
                datasets.append(file.create_dataset(path, (options.rows,), "f4", track_times=False, **settings))
            for start, values in blocks(sample, column, options.rows):
                for dataset in datasets:
                    dataset[start : start + values.size] = values
        for file in files:
            file.close()


if __name__ == "__main__":
    main()
