#!/usr/bin/env python3
"""Does the gate cry wolf, and does it bark? Audits the toy experiment again and again and counts the runs that fail.

    .build/venv/bin/python Benchmarks/no_wolf.py --simaudit .build/release/simaudit [--only seeds halves …] [--batches 2]

| part | what is audited (Fixtures/toy) | runs |
|---|---|---:|
| pairs | new pairs of 24 000 weighted simulated and 20 000 recorded events, unchanged and with an energy scale that is 1.5 % or 0.7 % too low | 200 |
| seeds | the same files with other `--seed`s, without and with a classifier | 100 |
| halves | equal halves of one population, cut anew each time | 2000 |
| network | the same with a classifier: shifts, impact, robustness, two-sample classifier | 200 |

In each part the first result is reviewed and `limits --adopt` makes its limits; the following ones are audited with these and
`--strict`, so that one document says both whether something failed and whether something was left undecided. Pairs are
audited at default limits, too, and compared by `diff` with the reviewed result. Runs are cut into batches that work side by
side, each in a folder of its own. Prints counts with 95 % intervals (Clopper-Pearson), and on standard error which findings failed.
`--events` makes halves and pairs smaller, `--runs` takes a part of the runs: for a look by hand.
"""

import argparse
import json
import math
import subprocess
import sys
import tempfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "Fixtures"))
from toy import storage  # noqa: E402
from toy.columns import take  # noqa: E402
from toy.experiment import SIMULATION, Conditions  # noqa: E402
from toy.samples import data_sample, simulation_sample  # noqa: E402
from toy.storage import write_events  # noqa: E402

# These files live for seconds.
for name in ("compression_opts", "compression", "shuffle"):
    storage.STORAGE.pop(name)
RUNS = {"pairs": 200, "seeds": 100, "halves": 2000, "network": 200}
SCALES = {"unchanged": 1.0, "scale -0.7 %": 0.993, "scale -1.5 %": 0.985}
CONFIGURATION = """\
samples:
  data: { files: [data.h5] }
  simulation: { files: [simulation.h5], weight: weight }
ignore: [event, run, process]
categories: [charge, run_period, jet_category]
output: { directory: ., formats: [json] }
"""
CLASSIFIER = """\
select: e_over_p > 0
label: process == "signal"
models:
  bdt: {{ file: {bdt} }}
miscalibrations:
  energy_scale: {{ kind: scale, features: [pt, e_over_p], strengths: [-0.02, 0.02], size: 0.015 }}
analyses:
  shift:
  impact:
  fitted-miscalibrations:
  robustness:
  two-sample:
"""


class Gate:
    """A folder with samples, a configuration, and the limits adopted from the first result."""

    def __init__(self, simaudit, folder, *, has_model=False):
        self.simaudit, self.folder = simaudit, folder
        text = CONFIGURATION
        if has_model:
            text += CLASSIFIER.format(bdt=HERE.parent / "Fixtures/classifiers/bdt.json")
        (folder / "default.yaml").write_text(text)
        (folder / "adopted.yaml").write_text(text)

    def run(self, *arguments):
        process = subprocess.run(
            [self.simaudit, *arguments], cwd=self.folder, capture_output=True, text=True)
        if process.returncode > 1:
            sys.exit(process.stderr)
        return process.returncode

    def audit(self, name, *options, limits="adopted"):
        status = self.run("audit", f"{limits}.yaml", "--quiet", "--jobs", "1", "--name", name, *options)
        return status, json.loads((self.folder / f"{name}.json").read_text())

    def adopt(self):
        """Reviews what lies in the folder; the same files must then pass."""
        self.audit("reviewed", limits="default")
        self.run("limits", "--adopt", "reviewed.json", "--reason", "no wolf", "-c", "adopted.yaml")
        status, again = self.audit("again", "--strict")
        assert status == 0, [f["id"] for f in again["findings"] if is_open(f)]

    def count(self, label, counts, *options):
        """One audit at adopted limits: whether it fails, and whether it does with --strict."""
        status, report = self.audit("next", "--strict", *options)
        counts[f"{label}: adopted limits"] += report["counts"]["fail"] > 0
        counts[f"{label}: adopted limits, --strict"] += status == 1
        counts.update(f"  {label}: {f['id']} {f['verdict']}" for f in report["findings"] if status and is_open(f))


def is_open(finding):
    """True for what fails an audit with --strict."""
    limit = finding.get("limit", {})
    return limit.get("severity") == "error" and (
        finding["verdict"] == "fail"
        or finding["verdict"] == "inconclusive" and limit.get("strict") is not False)


def write(folder, simulation, data):
    write_events(folder / "simulation.h5", simulation, "simulation", with_process=True)
    write_events(folder / "data.h5", data, "data", with_process=False)


def pair(seed, scale, events):
    """Simulation and data of a seed; the same simulation for every scale."""
    streams = [np.random.default_rng(part) for part in np.random.SeedSequence([4711, seed]).spawn(2)]
    conditions = Conditions(mix=SIMULATION.mix, energy_scale=scale)
    return (simulation_sample(streams[0], events * 6 // 5, expected=events),
            data_sample(streams[1], events, conditions))


def halves(events, seed):
    """One population of weighted events, cut in two at random: nothing differs."""
    population = simulation_sample(np.random.default_rng(815), 2 * events)
    order = np.random.default_rng([4712, seed]).permutation(2 * events)
    return take(population, order[:events]), take(population, order[events:])


def pairs_part(gate, seeds, events, counts):
    write(gate.folder, *pair(0, 1.0, events))
    gate.adopt()
    for seed in seeds:
        for label, scale in SCALES.items():
            write(gate.folder, *pair(seed, scale, events))
            gate.count(f"pairs, {label}", counts)
            counts[f"pairs, {label}: default limits"] += gate.audit("default", limits="default")[0] == 1
            counts[f"pairs, {label}: diff"] += gate.run("diff", "reviewed.json", "default.json") == 1


def seeds_part(gate, seeds, events, counts, label):
    write(gate.folder, *pair(0, 1.0, events))
    gate.adopt()
    for seed in seeds:
        gate.count(label, counts, "--seed", str(seed + 1))


def halves_part(gate, seeds, events, counts, label):
    write(gate.folder, *halves(events, 0))
    gate.adopt()
    for seed in seeds:
        write(gate.folder, *halves(events, seed))
        gate.count(label, counts)


def weighted_data(gate):
    """Halves of weighted events are weighted on both sides."""
    for name in ("default", "adopted"):
        path = gate.folder / f"{name}.yaml"
        path.write_text(path.read_text().replace("data: { files: [data.h5] }",
                                                 "data: { files: [data.h5], weight: weight }"))


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


def batch(simaudit, part, seeds, events):
    """One batch of a part: counts by label."""
    counts = Counter()
    with tempfile.TemporaryDirectory() as folder:
        gate = Gate(simaudit, Path(folder), has_model=part in ("network", "seeds, classifier"))
        if part == "pairs":
            pairs_part(gate, seeds, events, counts)
        elif part.startswith("seeds"):
            seeds_part(gate, seeds, events, counts, part)
        else:
            weighted_data(gate)
            halves_part(gate, seeds, events, counts, part)
    return counts


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--simaudit", required=True)
    parser.add_argument("--only", nargs="+", choices=list(RUNS), default=list(RUNS))
    parser.add_argument("--batches", type=int, default=2, help="batches side by side")
    parser.add_argument("--events", type=int, default=20_000, help="events of data")
    parser.add_argument("--runs", type=float, default=1, help="part of the runs")
    options = parser.parse_args()
    simaudit = str(Path(options.simaudit).resolve())
    print("| runs that fail | of | share | 95 % interval | what |\n|---:|---:|---:|---|---|")
    for name in options.only:
        runs = max(1, round(RUNS[name] * options.runs))
        for part in ("seeds", "seeds, classifier") if name == "seeds" else (name,):
            cuts = [range(1 + i, runs + 1, options.batches) for i in range(options.batches)]
            with ThreadPoolExecutor(options.batches) as pool:
                counts = sum(pool.map(lambda cut: batch(simaudit, part, cut, options.events), cuts), Counter())
            show(part, counts, runs)


def show(part, counts, runs):
    labels = {f"{part}: adopted limits", f"{part}: adopted limits, --strict"} if part != "pairs" else {
        f"pairs, {scale}: {what}" for scale in SCALES
        for what in ("default limits", "adopted limits", "adopted limits, --strict", "diff")}
    for what in sorted(labels):
        low, high = interval(counts[what], runs)
        print(f"| {counts[what]} | {runs} | {counts[what] / runs:.1%} | {low:.2%} – {high:.2%} | {what} |", flush=True)
    for name, k in counts.most_common():
        if name.startswith("  "):
            print(f"{k:5}{name}", file=sys.stderr)


if __name__ == "__main__":
    main()
