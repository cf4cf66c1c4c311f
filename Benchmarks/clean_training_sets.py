#!/usr/bin/env python3
"""How often `simaudit composition` finds something wrong with a training set that is as it should be.

    python Benchmarks/clean_training_sets.py --simaudit .build/release/simaudit [--seeds 200] [--first-seed 1] [-- OPTIONS]

Makes the clean training set of Fixtures/toy/training.py again with other seeds, audits each at default limits, and counts
the verdicts. Needs the packages of Fixtures/requirements.txt.
"""

import argparse
import collections
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "Fixtures"))
from toy.training import training_set, write_training_set  # noqa: E402


def main():
    own, extra = sys.argv[1:], []
    if "--" in own:
        own, extra = own[: own.index("--")], own[own.index("--") + 1 :]
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--simaudit", type=Path, required=True)
    parser.add_argument("--seeds", type=int, default=200)
    parser.add_argument("--first-seed", type=int, default=1)
    options = parser.parse_args(own)

    verdicts, alarms, alarmed = collections.Counter(), collections.Counter(), 0
    for seed in range(options.first_seed, options.first_seed + options.seeds):
        with tempfile.TemporaryDirectory() as folder:
            write_training_set(Path(folder), training_set(np.random.default_rng([seed, 2026]), is_flawed=False))
            files = [part for name in ("training", "validation", "test") for part in (f"--{name}", f"{folder}/{name}.h5")]
            command = [options.simaudit.resolve(), "composition", *files, "--label", "is_signal", "--weight", "weight"]
            command += ["--event-key", "run,event", "--nuisance", "run", "--format", "json", "--quiet"]
            command += ["-o", folder, "--name", "result", "--seed", str(seed), *extra]
            status = subprocess.run(command, stdout=subprocess.DEVNULL).returncode
            if status > 1:
                sys.exit(f"seed {seed}: exit {status}")
            findings = json.loads((Path(folder) / "result.json").read_text())["findings"]
        verdicts.update(finding["verdict"] for finding in findings)
        found = [finding["id"] for finding in findings if finding["verdict"] in ("fail", "warning")]
        alarms.update(found)
        alarmed += bool(found)
    print(f"{options.seeds} clean training sets: {dict(verdicts)}; with an alarm: {alarmed}")
    for name, count in alarms.most_common():
        print(f"{count:5d}  {name}")


if __name__ == "__main__":
    main()
