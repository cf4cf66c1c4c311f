"""Reads every column into memory with h5py and does nothing with it: how fast files can be read at all.

Prints the seconds of reading alone, without the start of Python.
"""

import time

import h5py
from tables import paths

start, cpu = time.perf_counter(), time.process_time()
rows = 0
for path in paths():
    with h5py.File(path) as file:
        for dataset in file["events"].values():
            rows += dataset[:].size
wall, cpu = 1000 * (time.perf_counter() - start), 1000 * (time.process_time() - cpu)
print(f"{rows} values in {wall:.0f} ms wall, {cpu:.0f} ms CPU")
