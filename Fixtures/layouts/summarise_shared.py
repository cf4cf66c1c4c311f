#!/usr/bin/env python3
"""Writes shared.json: what h5py finds in the files of a folder of layouts that is not part of the project.

Usage: summarise_shared.py FOLDER. Only sums, counts and a few values are kept, never the data.
"""
import json
import os
import pickle
import sys

import h5py
import hdf5plugin  # noqa: F401  brings the filters
import numpy as np

from make_layouts import HERE, summary

TABLES = {
    "fact/data_pandas_fixhelptext.hdf": ["table"],
    "fact/gamma.hdf5": ["events"],
    "fact/proton_header_test.hdf5": ["corsika_events", "corsika_runs"],
    "filters/bigendian.h5": ["/"],
    "filters/h5ex_d_blosc.h5": ["/"],
    "filters/h5ex_d_lz4.h5": ["/"],
    "filters/h5ex_d_lzf.h5": ["/"],
    "ftag/file1.h5": ["jets", "tracks"],
    "misc/bitfield_datasets.hdf5": ["bitfield", "chunked_bitfield", "compressed_chunked_bitfield"],
    "misc/compound_datasets_earliest.hdf5": [
        "contiguous_compound", "chunked_compound", "nested_chunked_compound", "nested_contiguous_compound",
        "vlen_contiguous_compound", "vlen_chunked_compound", "2d_chunked_compound", "2d_contiguous_compound"],
    "misc/jagged_vlen_jets.h5": ["events"],
    "misc/test_compact_datasets_earliest.hdf5": ["float", "int", "string"],
    "misc/test_vlen_datasets_latest.hdf5": ["/"],
    "pandas/legacy_0.10.h5": ["a", "b", "df1_mixed", "p1_mixed"],
    "pandas/legacy_table.h5": ["df1", "wp1"],
    "pandas/pytables_native.h5": ["detector/readout", "columns"],
    "pytables/antares.h5": ["AafitFinalFit", "AafitFinalFitHitsUsed", "CalibratedPulses"],
    "pytables/numu_cc_test.h5": [
        "event_info", "hits", "mc_hits", "mc_tracks", "reco/dusj", "reco/gandalf", "reco/rlns", "reco/thomas"],
}


def flatten(values, prefix=""):
    """Members of a compound array under the names that address them."""
    for name in values.dtype.names:
        member = values[name]
        place = f"{prefix}/{name}" if prefix else name
        if member.dtype.names:
            yield from flatten(member, place)
        else:
            yield place, member


def frame(group):
    """Columns of a pandas group, by h5py alone."""
    if group.attrs.get("pandas_type") == b"series":
        yield "values", group["values"][:]
    elif "table" in group and isinstance(group["table"], h5py.Dataset):
        table = group["table"]
        for name in table.dtype.names:
            values = table[name]
            kind = table.attrs.get(name + "_kind")
            if name == "index" and kind == b"datetime64":
                values = values / 1e9
            if name.startswith("values_block_") and kind is not None:
                kind = kind.tobytes() if hasattr(kind, "tobytes") else kind
                for index, column in enumerate(pickle.loads(kind, encoding="latin1")):
                    yield str(column), values[:, index]
            else:
                yield name, values[:, 0] if values.ndim == 2 and values.shape[1] == 1 else values
    else:
        number = 0
        while f"block{number}_items" in group:
            values = group[f"block{number}_values"]
            if values.dtype != object and values.ndim == 2:
                for index, column in enumerate(group[f"block{number}_items"][:]):
                    yield column.decode() if isinstance(column, bytes) else str(column), values[:, index]
            number += 1


def columns(node):
    if isinstance(node, h5py.Dataset):
        if node.dtype.names:
            yield from flatten(node[:])
        else:
            yield node.name.split("/")[-1], node[:]
    elif "pandas_type" in node.attrs or "axis0" in node:
        yield from frame(node)
    else:
        for name, child in node.items():
            if isinstance(child, h5py.Dataset) and child.shape:
                if child.ndim == 2:
                    for index in range(child.shape[1]):
                        yield f"x{index}", child[:, index]
                else:
                    yield name, child[:]


def main(folder):
    result = {}
    for name, tables in TABLES.items():
        with h5py.File(os.path.join(folder, name)) as file:
            result[name] = {}
            for table in tables:
                found = {}
                for column, values in columns(file[table]):
                    names = h5py.check_enum_dtype(values.dtype)
                    if names and set(names) != {"FALSE", "TRUE"}:
                        texts = {code: name for name, code in names.items()}
                        values = np.array([texts.get(int(v), "") for v in values], object)
                    if values.dtype == object and len(values) and isinstance(values[0], np.ndarray):
                        if values[0].ndim != 1 or values[0].dtype == object:
                            continue
                        found[f"count({column})"] = summary(np.array([len(v) for v in values], "f8"))
                        found[f"max({column})"] = summary([float(v.max()) if len(v) else np.nan for v in values])
                        found[f"sum({column})"] = summary([v.astype("f8").sum() for v in values])
                    elif values.dtype.kind in "OS" and values.ndim > 1:
                        continue
                    else:
                        found[column] = summary(values)
                result[name][table] = found
    with open(os.path.join(HERE, "shared.json"), "w") as out:
        json.dump(result, out, indent=0, sort_keys=True)
        out.write("\n")


main(sys.argv[1])
