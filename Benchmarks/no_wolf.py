#!/usr/bin/env python3
"""Does the gate cry wolf, and does it bark? Audits many seeds of the toy experiment and counts the runs that fail.

    .build/venv/bin/python Benchmarks/no_wolf.py --simaudit .build/release/simaudit [--seeds 200]

A pair is 24 000 weighted events of simulation and 20 000 of data (Fixtures/toy). Seed 0 is the reviewed pair: what `limits
--adopt` makes of it are the adopted limits. Each further seed is a new pair, once unchanged and once with data whose energy
scale is 1.5 % too low, audited at default limits; the adopted limits are applied to the same results as the
program does it (a finding fails when its whole interval lies outside). Also told: pairs that `diff` with its margin calls worse than
the reviewed result. Prints counts with 95 % intervals (Clopper-Pearson).
"""

import argparse
import json
import math
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "Fixtures"))
from toy.experiment import SIMULATION, Conditions  # noqa: E402
from toy.samples import data_sample, simulation_sample  # noqa: E402
from toy import storage  # noqa: E402
from toy.storage import write_events  # noqa: E402

ROWS = 20_000
# These files live for seconds.
storage.STORAGE.pop("compression_opts")
storage.STORAGE.pop("compression")
storage.STORAGE.pop("shuffle")
CONFIGURATION = """\
samples:
  data: {{ files: [{data}] }}
  simulation: {{ files: [{simulation}], weight: weight }}
ignore: [event, run]
categories: [charge, run_period, jet_category]
output: {{ directory: ., name: {name}, formats: [json] }}
"""


def run(simaudit, folder, *arguments):
    process = subprocess.run([simaudit, *arguments], cwd=folder, capture_output=True, text=True)
    if process.returncode > 1:
        sys.exit(process.stderr)
    return process.returncode


def write_pair(folder, seed, scale):
    """Simulation and data of a seed; the same simulation for every scale."""
    streams = [np.random.default_rng(part) for part in np.random.SeedSequence([4711, seed]).spawn(2)]
    write_events(folder / "simulation.h5", simulation_sample(streams[0]), "simulation", with_process=False)
    conditions = Conditions(mix=SIMULATION.mix, energy_scale=scale)
    write_events(folder / "data.h5", data_sample(streams[1], ROWS, conditions), "data", with_process=False)


def audit(simaudit, folder, seed, scale, name):
    write_pair(folder, seed, scale)
    (folder / f"{name}.yaml").write_text(
        CONFIGURATION.format(data="data.h5", simulation="simulation.h5", name=name))
    status = run(simaudit, folder, "audit", f"{name}.yaml", "--quiet")
    return status, json.loads((folder / f"{name}.json").read_text())


def adopted_limits(simaudit, folder):
    """(metric, column) → (min, max) of the error limits that the program adopts from seed 0."""
    run(simaudit, folder, "limits", "--adopt", "reviewed.json", "--margin", "1.2", "-c", "reviewed.yaml")
    run(simaudit, folder, "audit", "reviewed.yaml", "--quiet", "--name", "again")
    again = json.loads((folder / "again.json").read_text())
    assert again["counts"]["fail"] == 0
    # Everything adopted is judged there by its own limit.
    return {
        finding["id"]: finding["limit"] for finding in again["findings"]
        if finding.get("limit", {}).get("severity") == "error"
    }


def failures(report, limits):
    """Ids of findings whose whole interval lies outside the limits."""
    failed = []
    for finding in report["findings"]:
        limit, estimate = limits.get(finding["id"]), finding.get("estimate")
        if limit and estimate:
            if estimate["low"] > limit.get("max", math.inf) or estimate["high"] < limit.get("min", -math.inf):
                failed.append(finding["id"])
    return failed


def interval(k, n):
    """Clopper-Pearson interval at 95 %, by bisection."""
    def tail(p, upper):
        terms = [math.comb(n, i) * p**i * (1 - p) ** (n - i) for i in range(k + 1)]
        return sum(terms) if upper else 1 - sum(terms[:-1])

    def solve(goal, upper):
        low, high = 0.0, 1.0
        for _ in range(60):
            middle = (low + high) / 2
            if (tail(middle, upper) > goal) == upper:
                low = middle
            else:
                high = middle
        return low

    return (0.0 if k == 0 else solve(0.025, False)), (1.0 if k == n else solve(0.025, True))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--simaudit", required=True)
    parser.add_argument("--seeds", type=int, default=200)
    options = parser.parse_args()
    simaudit = str(Path(options.simaudit).resolve())
    counts, which = {}, {}

    def count(what, happened):
        counts[what] = counts.get(what, 0) + bool(happened)

    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        audit(simaudit, folder, 0, 1.0, "reviewed")
        limits = adopted_limits(simaudit, folder)
        for seed in range(1, options.seeds + 1):
            for label, scale in (("unchanged", 1.0), ("scale -1.5 %", 0.985)):
                status, report = audit(simaudit, folder, seed, scale, "pair")
                count(f"{label}: default limits", status == 1)
                failed = failures(report, limits)
                count(f"{label}: adopted limits", failed)
                count(f"{label}: diff", run(simaudit, folder, "diff", "reviewed.json", "pair.json") == 1)
                for name in failed + [f["id"] + " (default)" for f in report["findings"]
                                      if f["verdict"] == "fail" and f["limit"]["severity"] == "error"]:
                    which[f"{label}: {name}"] = which.get(f"{label}: {name}", 0) + 1
            print(f"{seed}/{options.seeds}", *(f"{k}={v}" for k, v in sorted(counts.items())), file=sys.stderr)
    print("| runs that fail | of | share | 95 % interval | what |\n|---:|---:|---:|---|---|")
    for what in sorted(counts):
        k, n = counts[what], options.seeds
        low, high = interval(k, n)
        print(f"| {k} | {n} | {k / n:.1%} | {low:.1%} – {high:.1%} | {what} |")
    for name, k in sorted(which.items(), key=lambda item: -item[1]):
        print(f"{k:5} {name}", file=sys.stderr)


if __name__ == "__main__":
    main()
