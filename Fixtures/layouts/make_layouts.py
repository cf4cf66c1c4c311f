#!/usr/bin/env python3
"""Makes the small HDF5 files beside this script and expected.json, what a reader must find in them.

Needs numpy, h5py, hdf5plugin, pandas<3 and tables. Run it without arguments; the same versions give the same values.
"""
import json
import os

import h5py
import hdf5plugin
import numpy as np
import pandas as pd

HERE = os.path.dirname(os.path.abspath(__file__))
ROWS = 200
rng = np.random.default_rng(20261123)
expected = {}


def path(name):
    return os.path.join(HERE, name)


def summary(values):
    """First and last values and the sum of one column, as a reader must return them."""
    values = list(values)
    if values and isinstance(values[0], (bytes, str)):
        texts = [v.decode() if isinstance(v, bytes) else v for v in values]
        return {"texts": texts[:5] + texts[-2:], "distinct": len(set(texts)), "rows": len(texts)}
    array = np.asarray(values)
    if array.ndim > 1:
        array = array.astype(np.float32)  # a tensor is for a classifier
    flat = array.ravel()
    numbers = flat.astype(np.float64)
    exact = flat.dtype.kind in "iu" and flat.dtype.itemsize == 8
    result = {
        "rows": len(values),
        "first": [plain(v) for v in numbers[:5]],
        "last": [plain(v) for v in numbers[-2:]],
        "sum": plain(np.sum(numbers[np.isfinite(numbers)])),
        "nan": int(np.isnan(numbers).sum()),
    }
    if exact:
        result["integers"] = [str(int(v)) for v in flat[:5]]
    return result


def plain(value):
    value = float(value)
    return value if np.isfinite(value) else str(value)


def expect(file, columns, table=None, rows=None, **more):
    entry = {"table": table, "columns": {name: summary(v) for name, v in columns.items()}}
    if rows is not None:
        entry["rows"] = rows
    entry.update(more)
    expected[file] = entry


def columns():
    types = {
        "f2": "<f2", "f4": "<f4", "f8": "<f8", "f4_big": ">f4", "f8_big": ">f8", "f2_big": ">f2",
        "i1": "i1", "u1": "u1", "i2": "<i2", "u2": "<u2", "i4": "<i4", "u4": "<u4", "i8": "<i8", "u8": "<u8",
        "i4_big": ">i4", "u2_big": ">u2", "i8_big": ">i8",
    }
    data = {}
    for name, kind in types.items():
        kind = np.dtype(kind)
        if kind.kind == "f":
            data[name] = (rng.normal(size=ROWS) * 10).astype(kind)
        else:
            info = np.iinfo(kind)
            low, high = max(info.min, -(2**62)), min(info.max, 2**62)
            data[name] = rng.integers(low, high, ROWS).astype(kind)
    data["f4"][[3, 7]] = np.nan
    data["f4"][5] = np.inf
    data["flag"] = rng.integers(0, 2, ROWS).astype(bool)
    data["jets/pt"] = rng.exponential(30, ROWS).astype("f4")
    data["jets/eta"] = rng.normal(size=ROWS).astype("f4")
    process = rng.choice(["ttbar", "Wjets", "Zjets"], ROWS)
    era = rng.integers(0, 3, ROWS).astype("u1")
    eras = h5py.enum_dtype({"A": 0, "B": 1, "D": 7}, basetype="u1")
    era = np.array([0, 1, 7], "u1")[era]
    with h5py.File(path("columns.h5"), "w") as f:
        g = f.create_group("events")
        for index, (name, values) in enumerate(data.items()):
            options = [{}, {"chunks": (64,)}, {"chunks": (64,), "compression": 4, "shuffle": True},
                       {"chunks": (50,), "compression": 9}][index % 4]
            g.create_dataset(name, data=values, **options)
        g.create_dataset("process", data=process.astype("S8"))
        g.create_dataset("generator", data=[f"gen-µ{i % 4}" for i in range(ROWS)], dtype=h5py.string_dtype())
        g.create_dataset("era", data=era, dtype=eras)
        g["pt_link"] = h5py.SoftLink("/events/jets/pt")
        g["nowhere"] = h5py.SoftLink("/events/nothing")
        g["f8"].attrs.update({"unit": "GeV", "missing": -999.0, "meaning": "energy", "role": "feature"})
        g["f4"].attrs["units"] = np.bytes_(b"mm")
        g["i4"].attrs["missing"] = np.array([-1, -2], "i8")
        f.create_dataset("title", data="a scalar is no column")
    data["process"] = process
    data["generator"] = [f"gen-µ{i % 4}" for i in range(ROWS)]
    data["era"] = [{0: "A", 1: "B", 7: "D"}[int(e)] for e in era]
    data["pt_link"] = data["jets/pt"]
    expect("columns.h5", data, "events", ROWS)


def compound():
    kind = np.dtype([
        ("pt", "<f4"), ("id", "<i4"), ("p4", [("E", "<f8"), ("mass", ">f4")]), ("cov", "<f4", (3,)),
        ("matrix", "<f8", (2, 2)), ("flag", "?"), ("tag", "S6"), ("one", "<f4", (1,)), ("event", "<u8"),
    ])
    values = np.zeros(ROWS, kind)
    for name in ["pt", "cov", "matrix", "one"]:
        values[name] = rng.normal(size=values[name].shape)
    values["id"] = rng.integers(-20, 20, ROWS)
    values["p4"]["E"] = rng.exponential(size=ROWS)
    values["p4"]["mass"] = rng.exponential(size=ROWS)
    values["flag"] = rng.integers(0, 2, ROWS)
    values["tag"] = rng.choice([b"b", b"c", b"light"], ROWS)
    values["event"] = 2**53 + 1 + np.arange(ROWS, dtype="u8")
    columns = {
        "pt": values["pt"], "id": values["id"], "p4/E": values["p4"]["E"], "p4/mass": values["p4"]["mass"],
        "cov": values["cov"], "cov[1]": values["cov"][:, 1], "matrix": values["matrix"],
        "matrix[1,0]": values["matrix"][:, 1, 0], "max(cov)": values["cov"].max(axis=1), "flag": values["flag"],
        "tag": values["tag"], "one": values["one"][:, 0], "event": values["event"],
    }
    for name, options in {
        "compound.h5": {}, "compound_gzip.h5": {"chunks": (33,), "compression": 5, "shuffle": True},
        "compound_lzf.h5": {"chunks": (64,), "compression": "lzf", "fletcher32": True},
    }.items():
        with h5py.File(path(name), "w") as f:
            f.create_dataset("jets", data=values, **options)
        expect(name, columns, "jets", ROWS)
    texts = np.dtype([("name", h5py.string_dtype()), ("x", "<f4"), ("hits", h5py.vlen_dtype(np.float32))])
    mixed = np.zeros(30, texts)
    for i in range(30):
        mixed[i] = (f"n{i % 7}", i / 2, np.arange(i % 4, dtype="f4"))
    with h5py.File(path("compound_text.h5"), "w") as f:
        f.create_dataset("rows", data=mixed)
    expect("compound_text.h5", {
        "name": [m["name"] for m in mixed], "x": mixed["x"],
        "count(hits)": [float(len(m["hits"])) for m in mixed], "sum(hits)": [m["hits"].sum() for m in mixed],
    }, "rows", 30)


def matrices():
    values = rng.normal(size=(100, 7)).astype("f4")
    names = [f"feature_{c}" for c in "abcdefg"]
    named = {n: values[:, i] for i, n in enumerate(names)}
    for name, attribute in [("matrix_columns.h5", "columns"), ("matrix_names.h5", "feature_names")]:
        with h5py.File(path(name), "w") as f:
            d = f.create_dataset("data", data=values, chunks=(16, 3), compression=4, shuffle=True)
            d.attrs[attribute] = names if attribute == "columns" else ",".join(names)
        expect(name, named, "/", 100)
    with h5py.File(path("matrix_sibling.h5"), "w") as f:
        f.create_dataset("X", data=values.astype(">f8"))
        f.create_dataset("y", data=np.arange(100) % 2)
        f.create_dataset("names", data=np.array(names, "S16"))
    expect("matrix_sibling.h5", {**{n: v.astype("f8") for n, v in named.items()}, "y": np.arange(100) % 2}, "/", 100)
    with h5py.File(path("matrix_plain.h5"), "w") as f:
        f.create_dataset("X", data=values, chunks=(30, 7), compression="lzf", shuffle=True)
    expect("matrix_plain.h5", {f"x{i}": values[:, i] for i in range(7)}, "/", 100)


def frames():
    n = 120
    frame = pd.DataFrame({
        "pt": rng.exponential(size=n), "eta": rng.normal(size=n).astype("f4"), "njet": rng.integers(0, 9, n),
        "good": rng.integers(0, 2, n).astype(bool), "process": rng.choice(["tt", "W"], n),
        "phi": rng.normal(size=n),
    })
    columns = {c: frame[c].to_numpy() for c in frame}
    frame.to_hdf(path("pandas_table.h5"), key="df", format="table", mode="w")
    expect("pandas_table.h5", columns, "df", n)
    frame.to_hdf(path("pandas_data_columns.h5"), key="df", format="table", data_columns=True, mode="w", complevel=5,
                 complib="zlib")
    expect("pandas_data_columns.h5", columns, "df", n)
    numbers = frame.drop(columns="process")
    numbers.to_hdf(path("pandas_fixed.h5"), key="df", format="fixed", mode="w")
    expect("pandas_fixed.h5", {c: columns[c] for c in numbers}, "df", n)
    frame["process"] = frame["process"].astype("category")
    frame[["pt", "process"]].to_hdf(path("pandas_category.h5"), key="df", format="table", mode="w",
                                    data_columns=["process"])
    expect("pandas_category.h5", {"pt": columns["pt"], "process": columns["process"]}, "df", n)
    wide = pd.DataFrame(rng.normal(size=(40, 3)), columns=[10, 20, 30])
    wide.to_hdf(path("pandas_numbers.h5"), key="df", format="table", mode="w")
    expect("pandas_numbers.h5", {str(c): wide[c].to_numpy() for c in wide}, "df", 40)


def tensors():
    images = rng.normal(size=(50, 4, 5)).astype("f4")
    colours = rng.integers(0, 255, (50, 3, 4, 5)).astype("u1")
    with h5py.File(path("tensors.h5"), "w") as f:
        f.create_dataset("images", data=images, chunks=(16, 4, 5), compression=4, shuffle=True)
        f.create_dataset("colours", data=colours, chunks=(20, 1, 4, 5), compression=4)
        f.create_dataset("wide", data=images.reshape(50, 20), chunks=(16, 6), compression=4)
        f.create_dataset("wide2", data=images.reshape(50, 20))
        f.create_dataset("label", data=np.arange(50) % 3)
    expect("tensors.h5", {
        "images": images, "colours": colours, "images[3,4]": images[:, 3, 4], "colours[0,1,2]": colours[:, 0, 1, 2],
        "mean(wide)": images.reshape(50, 20).astype("f8").mean(axis=1), "label": np.arange(50) % 3, "wide": images,
        "wide2[7]": images.reshape(50, 20)[:, 7],
    }, "/", 50)


def jagged():
    n = 60
    lists = [rng.exponential(30, rng.integers(0, 5)).astype("f4") for _ in range(n)]
    flat = np.concatenate(lists)
    counts = np.array([len(v) for v in lists], "i4")
    met = rng.exponential(20, n).astype("f4")
    numbers = [np.arange(len(v)) + 2**40 for v in lists]

    def pick(how):
        return [np.float32(how(v)) if len(v) else np.nan for v in lists]

    columns = {
        "met": met, "count(jet_pt)": counts.astype("f8"), "max(jet_pt)": pick(np.max), "min(jet_pt)": pick(np.min),
        "sum(jet_pt)": [v.astype("f8").sum() for v in lists],
        "mean(jet_pt)": [v.astype("f8").mean() if len(v) else np.nan for v in lists],
        "first(jet_pt)": pick(lambda v: v[0]), "jet_pt[0]": pick(lambda v: v[0]),
        "jet_pt[2]": [v[2] if len(v) > 2 else np.nan for v in lists],
    }
    with h5py.File(path("jagged_vlen.h5"), "w") as f:
        g = f.create_group("events")
        g["met"] = met
        d = g.create_dataset("jet_pt", (n,), h5py.vlen_dtype(np.dtype("f4")))
        e = g.create_dataset("jet_id", (n,), h5py.vlen_dtype(np.dtype("i8")))
        for i in range(n):
            d[i], e[i] = lists[i], numbers[i]
    expect("jagged_vlen.h5", {**columns, "max(jet_id)": [v.max() if len(v) else np.nan for v in numbers]}, "events", n)
    with h5py.File(path("jagged_counts.h5"), "w") as f:
        g = f.create_group("events")
        g["met"], g["jet_pt"], g["jet_counts"] = met, flat, counts
    expect("jagged_counts.h5", columns, "events", n)
    with h5py.File(path("jagged_offsets.h5"), "w") as f:
        g = f.create_group("events")
        g["met"] = met
        g.create_dataset("jet_pt", data=flat, chunks=(32,), compression=4)
        g["jet_offsets"] = np.concatenate([[0], np.cumsum(counts)])
    expect("jagged_offsets.h5", columns, "events", n)


def filters():
    n = 1000
    values = np.round(rng.normal(size=n), 2).astype("f4")
    whole = rng.integers(0, 1000, n).astype("i4")
    kinds = {
        "gzip": {"compression": 6}, "gzip_shuffle_fletcher": {"compression": 6, "shuffle": True, "fletcher32": True},
        "lzf": {"compression": "lzf"}, "lzf_shuffle": {"compression": "lzf", "shuffle": True},
        "fletcher": {"fletcher32": True}, "none": {}, "scaleoffset": {"scaleoffset": 2},
        "blosc": hdf5plugin.Blosc(), "bzip2": hdf5plugin.BZip2(), "lz4": hdf5plugin.LZ4(),
    }
    with h5py.File(path("filters.h5"), "w") as f:
        for name, options in kinds.items():
            f.create_dataset("events/" + name, data=values, chunks=(300,), **options)
        f.create_dataset("events/whole", data=whole, chunks=(300,), scaleoffset=0)
        d = f.create_dataset("events/mixed", (n,), "<f4", chunks=(500,), compression=4, shuffle=True)
        d[500:] = values[500:]
        # A chunk that the writer left uncompressed: its mask says which filters were skipped.
        d.id.write_direct_chunk((0,), values[:500].tobytes(), filter_mask=0b11)
    read = {name: values for name in [*kinds, "mixed"]}
    with h5py.File(path("filters.h5")) as f:
        read["scaleoffset"] = f["events/scaleoffset"][:]
    expect("filters.h5", {**read, "whole": whole}, "events", n)
    for name, plugin in {"zstd": hdf5plugin.Zstd(), "blosc2": hdf5plugin.Blosc2(), "bitshuffle":
                         hdf5plugin.Bitshuffle()}.items():
        with h5py.File(path(f"filter_{name}.h5"), "w") as f:
            f.create_dataset("events/x", data=values, chunks=(300,), **plugin)


def parts():
    for part in (1, 2, 10):
        n = 40 + part
        with h5py.File(path(f"part_{part:02}.h5"), "w") as f:
            f["events/x"] = np.arange(n, dtype="f4") + part * 1000
            f["events/y"] = (np.arange(n) + part).astype("f8" if part == 2 else "f4")
            f["events/kind"] = np.array([f"kind{(i * part) % 3}" for i in range(n)], "S8")
    with h5py.File(path("other_part.h5"), "w") as f:
        f["events/x"] = np.arange(5, dtype="f4")
        f["events/kind"] = np.array(["a"] * 5, "S8")
    with h5py.File(path("other_type.h5"), "w") as f:
        f["events/x"] = np.array([b"a"] * 5)
        f["events/y"] = np.arange(5, dtype="f4")
        f["events/kind"] = np.array(["a"] * 5, "S8")


def links():
    values = np.arange(20, dtype="f4")
    with h5py.File(path("links_target.h5"), "w") as f:
        f["events/x"] = values
    with h5py.File(path("links.h5"), "w") as f:
        g = f.create_group("events")
        g["y"] = values * 2
        g["near"] = h5py.ExternalLink("links_target.h5", "/events/x")
        g["far"] = h5py.ExternalLink("../elsewhere.h5", "/events/x")
        g["gone"] = h5py.ExternalLink("no_such_file.h5", "/events/x")
        g["loop"] = h5py.SoftLink("/events")
        g.create_dataset("raw", shape=(20,), dtype="<f4", external=[("links_raw.bin", 0, 80)])
        g.create_dataset("raw_far", shape=(20,), dtype="<f4", external=[("/nowhere/links_raw.bin", 0, 80)])
    with open(path("links_raw.bin"), "wb") as raw:
        raw.write((values * 3).astype("<f4").tobytes())
    expect("links.h5", {"y": values * 2, "near": values, "raw": values * 3}, "events", 20)


def emptiness():
    with h5py.File(path("empty.h5"), "w") as f:
        f.create_dataset("events/x", (0,), "f4", maxshape=(None,), chunks=(16,), compression=4)
        f.create_dataset("events/n", (0,), "i8")
        f.create_dataset("events/s", (0,), h5py.string_dtype())
        f["events/nothing"] = h5py.Empty("f4")
    expect("empty.h5", {"x": [], "n": [], "s": []}, "events", 0)
    with h5py.File(path("fill.h5"), "w") as f:
        g = f.create_group("events")
        for name, options in {"chunked": {"chunks": (16,), "compression": 4}, "contiguous": {},
                              "big": {"chunks": (16,), "dtype": ">f8"}, "late": {"chunks": (30,), "compression": "lzf"},
                              }.items():
            options.setdefault("dtype", "<f4")
            d = g.create_dataset(name, (50,), fillvalue=-999, **options)
            if name == "late":
                d[35:] = 1
        fills = {name: g[name][:] for name in g}
    expect("fill.h5", fills, "events", 50)
    with h5py.File(path("compact.h5"), "w", userblock_size=512) as f:
        low = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
        low.set_layout(h5py.h5d.COMPACT)
        space = h5py.h5s.create_simple((10,))
        h5py.h5d.create(f.id, b"x", h5py.h5t.IEEE_F32LE, space, low).write(
            h5py.h5s.ALL, h5py.h5s.ALL, np.arange(10, dtype="f4"))
        f["y"] = np.arange(10, dtype="f8")
    expect("compact.h5", {"x": np.arange(10.0), "y": np.arange(10.0)}, "/", 10)


def traps():
    with h5py.File(path("integers.h5"), "w") as f:
        f["events/exact"] = np.array([2**53 + 1, -(2**62) - 1, 7], "i8")
        f["events/unsigned"] = np.array([2**53 + 1, 2**63 - 1, 7], "u8")
        f["events/too_large"] = np.array([1, 2**63, 7], "u8")
        f["events/tensor"] = np.array([[1, 2], [3, 2**24 + 1], [5, 6]], "i4")
        f["events/tensor2"] = np.array([[1, 2], [3, 2], [5, 6]], "i4")
    expect("integers.h5", {
        "exact": np.array([2**53 + 1, -(2**62) - 1, 7], "i8"), "unsigned": np.array([2**53 + 1, 2**63 - 1, 7], "u8"),
        "tensor[1]": np.array([2, 2**24 + 1, 6], "i4")}, "events", 3)
    values = np.arange(-5, 15)
    with h5py.File(path("odd_types.h5"), "w") as f:
        g = f.create_group("events")
        g["x"] = np.arange(20, dtype="f4")
        narrow = h5py.h5t.STD_I32LE.copy()
        narrow.set_precision(24)
        d = h5py.h5d.create(g.id, b"bits24", narrow, h5py.h5s.create_simple((20,)))
        d.write(h5py.h5s.ALL, h5py.h5s.ALL, values.astype("i4"))
        g["longdouble"] = values.astype(np.longdouble) / 4
        g["complex"] = values + 1j
        g["opaque"] = np.zeros(20, "V5")
        g["reference"] = np.array([f["events"].ref] * 20, dtype=h5py.ref_dtype)
        h5py.h5d.create(g.id, b"bitfield", h5py.h5t.STD_B16LE, h5py.h5s.create_simple((20,)))
        h5py.h5d.create(g.id, b"time", h5py.h5t.UNIX_D32LE, h5py.h5s.create_simple((20,)))
    expect("odd_types.h5", {
        "x": np.arange(20.0), "bits24": values.astype("f8"), "longdouble": values / 4.0}, "events", 20)
    with h5py.File(path("layout_v5.h5"), "w", libver="latest") as f:
        f.create_dataset("events/x", data=np.arange(100, dtype="f4"), chunks=(10,), compression=4)
    with h5py.File(path("libver_v114.h5"), "w", libver=("v108", "v114")) as f:
        f.create_dataset("events/x", data=np.arange(105, dtype="f4"), chunks=(10,), compression=4)
        f.create_dataset("events/y", data=np.arange(105, dtype="f4"), chunks=(10,), maxshape=(None,))
    expect("libver_v114.h5", {"x": np.arange(105.0), "y": np.arange(105.0)}, "events", 105)
    with h5py.File(path("lengths.h5"), "w") as f:
        f["events/pt"], f["events/eta"], f["events/phi"] = np.zeros(100), np.zeros(99), np.zeros(100)
    with h5py.File(path("bystanders.h5"), "w") as f:
        f["events/pt"], f["events/eta"] = np.arange(1000.0), np.arange(1000.0)
        f["events/bin_edges"], f["events/labels"] = np.arange(11.0), np.array([b"a", b"b"])
    expect("bystanders.h5", {"pt": np.arange(1000.0)}, "events", 1000)
    with h5py.File(path("two_tables.h5"), "w") as f:
        f["train/x"], f["train/y"] = np.arange(30.0), np.arange(30)
        f["test/x"], f["test/y"] = np.arange(10.0), np.arange(10)
    with h5py.File(path("no_table.h5"), "w") as f:
        f["answer"] = 42
    with h5py.File(path("large_beside_small.h5"), "w") as f:
        f["events/x"], f["events/y"] = np.arange(500.0), np.arange(500)
        f["runs/x"], f["runs/n"] = np.arange(5.0), np.arange(5)
    expect("large_beside_small.h5", {"x": np.arange(500.0), "y": np.arange(500)}, None, 500)


if __name__ == "__main__":
    for name in os.listdir(HERE):
        if name.endswith((".h5", ".bin")):
            os.remove(path(name))
    for make in [columns, compound, matrices, frames, tensors, jagged, filters, parts, links, emptiness, traps]:
        make()
    with open(path("expected.json"), "w") as out:
        json.dump(expected, out, indent=1, sort_keys=True, ensure_ascii=False)
        out.write("\n")
    print(sum(os.path.getsize(path(n)) for n in os.listdir(HERE)) // 1024, "kB")
