"""Evidently's DataDriftPreset with the KS test for every feature."""

import os
import runpy
from pathlib import Path

os.environ["EVIDENTLY_METHOD"] = "ks"
runpy.run_path(str(Path(__file__).with_name("evidently_preset.py")))
