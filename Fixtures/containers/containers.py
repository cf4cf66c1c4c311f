#!/usr/bin/env python3
"""Writes one table in many containers: what an audit says of it must not depend on how it is stored.

    containers.py FOLDER     simulation.h5 (a group of columns) and one data file for each container, with NumPy and h5py
    containers.py --pandas   the files beside this script, written by pandas and PyTables, which the tests do not need

Every value is exact in every container: pt is a multiple of 1/64 below 16, e one of 1/4, n a small integer, taken a
whole second of 2024, flav one of three names.
"""
import os
import sys

import numpy as np

ROWS = 400
NAMES = ["mu", "el", "tau"]
EPOCH = 1704067200  # 2024-01-01 in seconds since 1970


def table(is_data):
    """The columns, without a random generator, so that every version of NumPy makes the same."""
    i = np.arange(ROWS, dtype=np.int64) * 7919 + (104729 if is_data else 0)
    mixed = (i * i * 31 + i * 17) % 65521
    pt = (mixed % 997) / 64
    if is_data:
        pt = np.minimum(pt * 1.5, 15.5)
        pt = np.round(pt * 64) / 64
    n = (mixed // 7) % (9 if is_data else 11)
    e = ((mixed // 3) % 401 + (20 if is_data else 0)) / 4 - 40
    taken = EPOCH + (mixed * 41) % 2_000_000 + (300_000 if is_data else 0)
    flav = np.array(NAMES)[np.where(mixed % 10 < (4 if is_data else 5), 0, np.where(mixed % 10 < 8, 1, 2))]
    return {"pt": pt, "n": n, "e": e, "taken": taken, "flav": flav}


def write(path, columns, name="events", **options):
    """A group of datasets; a column is values, or values and attributes."""
    import h5py
    with h5py.File(path, "w") as f:
        for column, values in columns.items():
            values, attributes = values if isinstance(values, tuple) else (values, {})
            if getattr(values, "dtype", None) is not None and values.dtype.kind == "U":
                values = values.astype("S3")
            dataset = f.create_dataset(f"{name}/{column}", data=values, **options)
            for key, value in attributes.items():
                dataset.attrs[key] = value


def codes(flav, order):
    return np.array([order.index(v) for v in flav], np.int8)


def containers(folder):
    import h5py
    place = lambda name: os.path.join(folder, name + ".h5")
    # Some containers call a column by the group or the levels that it lies in.
    aliases = lambda d: {**d, "pt_a": d["pt"], "e_b": d["e"], "group/data": d["pt"]}
    write(place("simulation"), aliases(table(False)))
    d = table(True)
    f4 = {k: v.astype("f4") for k, v in d.items() if k in ("pt", "n", "e")}
    write(place("columns"), aliases(d))
    write(place("columns_gzip"), d, chunks=(97,), compression="gzip", shuffle=True, fletcher32=True)
    write(place("columns_lzf"), d, chunks=(64,), compression="lzf")
    write(place("columns_scaleoffset"), {"n": d["n"]}, chunks=(100,), scaleoffset=0)
    write(place("big_endian"), {"pt": d["pt"].astype(">f8"), "n": d["n"].astype(">i4"), "e": d["e"].astype(">f4"),
                                "taken": d["taken"].astype(">i8"), "flav": d["flav"]})
    write(place("float16"), {k: d[k].astype("f2") for k in ("pt", "n", "e")})
    write(place("float32"), f4)
    write(place("integers"), {"n": d["n"].astype("i1"), "taken": d["taken"].astype("u8")})
    write(place("unsigned"), {"n": d["n"].astype("u2"), "taken": d["taken"].astype("u4")})

    # Rows of records, also nested in a chunked and compressed dataset.
    record = np.zeros(ROWS, [("pt", "f8"), ("n", "i2"), ("e", "f4"), ("taken", "i8"), ("flav", "S3")])
    for column in record.dtype.names:
        record[column] = d[column]
    with h5py.File(place("compound"), "w") as f:
        f["events"] = record
    with h5py.File(place("compound_gzip"), "w") as f:
        f.create_dataset("events", data=record, chunks=(33,), compression="gzip")

    # Matrices with names, chunked by rows and by columns.
    matrix = np.stack([d["pt"], d["n"], d["e"], d["taken"]], axis=1)
    for name, chunks in (("matrix", None), ("matrix_by_column", (ROWS, 1)), ("matrix_by_row", (50, 4))):
        with h5py.File(place(name), "w") as f:
            dataset = f.create_dataset("events", data=matrix, chunks=chunks, compression=chunks and "gzip")
            dataset.attrs["columns"] = ["pt", "n", "e", "taken"]

    # Packed: value = stored * scale_factor + add_offset.
    packed = lambda v, factor, offset, dtype: (np.round((v - offset) / factor).astype(dtype),
                                               {"scale_factor": factor, "add_offset": offset})
    write(place("packed"), {"pt": packed(d["pt"], 1 / 64, 4.0, "i2"), "e": packed(d["e"], 0.25, -10.0, "i4"),
                            "n": packed(d["n"], 0.5, 0.0, "u1")})
    unsigned = np.round(d["e"] * 4 + 160).astype("u2").view("i2")
    write(place("packed_unsigned"), {"e": (unsigned, {"_Unsigned": "true", "scale_factor": 0.25, "add_offset": -40.0})})

    # Times as vaex, xarray and netCDF write them.
    for unit, per_second in (("s", 1), ("ms", 10**3), ("us", 10**6), ("ns", 10**9)):
        write(place("time_" + unit), {"taken": (d["taken"] * per_second, {"dtype": f"datetime64[{unit}]"})})
    write(place("time_since"), {"taken": ((d["taken"] - EPOCH).astype("i4"), {"units": "seconds since 2024-01-01"})})
    write(place("time_hours"), {"taken": ((d["taken"] - EPOCH - 3600) / 3600,
                                          {"units": "hours since 2024-01-01 01:00:00", "calendar": "standard"})})

    # Categories by name and by code, in other orders.
    order = ["tau", "mu", "el"]
    variable = np.array(d["flav"].tolist(), dtype=object)
    write(place("text"), {"flav": (variable, {})}, dtype=h5py.string_dtype())
    enumeration = h5py.enum_dtype({name: order.index(name) for name in order}, basetype="i1")
    write(place("enumeration"), {"flav": codes(d["flav"], order)}, dtype=enumeration)

    # Forty more rows without values: NaN, or marked in other ways.
    more = {k: np.concatenate([v, v[:40]]) for k, v in d.items()}
    flag = np.arange(ROWS + 40) >= ROWS
    blank = {k: np.where(flag, np.nan, more[k]) for k in ("pt", "n")}
    write(place("missing"), {**blank, "group/data": blank["pt"]})
    masked = np.zeros(ROWS + 40, [("pt", "f4"), ("pt.mask", "?"), ("n", "i8"), ("n.mask", "?")])
    masked["pt"], masked["n"], masked["pt.mask"], masked["n.mask"] = more["pt"], more["n"], flag, flag
    masked["pt"][flag], masked["n"][flag] = 9999, 1 << 40
    with h5py.File(place("missing_masked"), "w") as f:
        f["events"] = masked
    write(place("missing_group"), {"group/data": more["pt"], "group/mask": flag, "row": np.arange(ROWS + 40)})
    filled = np.where(flag, -32768, np.round(more["pt"] * 64)).astype("i2")
    write(place("missing_packed"), {"pt": (filled, {"scale_factor": 1 / 64, "_FillValue": np.int16(-32768)})})
    write(place("missing_range"), {"pt": (np.where(flag, 9999, more["pt"]), {"valid_range": [0.0, 16.0]})})


def pandas_files(folder):
    import pandas as pd
    import tables
    d = table(True)

    def frame(order, unit):
        taken = pd.Series(pd.to_datetime(d["taken"], unit="s")).astype(f"datetime64[{unit}]")
        return pd.DataFrame({"pt": d["pt"], "n": d["n"].astype("i4"), "e": d["e"].astype("f4"), "taken": taken,
                             "flav": pd.Categorical(d["flav"], categories=order)})

    def save(name, frame, **options):
        frame.to_hdf(os.path.join(folder, name + ".h5"), key="events", mode="w", complevel=5, **options)

    save("pandas_table", frame(["mu", "el", "tau"], "ns"), format="table", index=False)
    save("pandas_table_ms", frame(["tau", "el", "mu"], "ms"), format="table", index=False)
    save("pandas_columns", frame(["el", "tau", "mu"], "s"), format="table", index=False, data_columns=True)
    save("pandas_fixed", frame(NAMES, "us").drop(columns="flav"), format="fixed")
    index = pd.MultiIndex.from_arrays([d["taken"], d["flav"], d["n"]], names=["taken", "flav", "n"])
    levels = pd.DataFrame({("pt", "a"): d["pt"], ("e", "b"): d["e"]}, index=index)
    save("pandas_levels", levels.rename_axis(columns=["name", "part"]), format="fixed")
    description = np.dtype([("pt", "f8"), ("n", "i4"), ("e", "f4"), ("taken", "i8"), ("flav", "S3")])
    with tables.open_file(os.path.join(folder, "pytables.h5"), "w") as f:
        rows = f.create_table("/", "events", description=description, filters=tables.Filters(complevel=5))
        rows.append([tuple(d[c][i] for c in description.names) for i in range(ROWS)])


if __name__ == "__main__":
    if sys.argv[1] == "--pandas":
        pandas_files(os.path.dirname(os.path.abspath(__file__)))
    else:
        containers(sys.argv[1])
