"""Evidently's DataDriftPreset as it comes; no HTML is written, which SimAudit does. It knows no weights.

EVIDENTLY_METHOD=ks takes the KS test for every feature instead of the preset's own choice.
"""

import os

from evidently import DataDefinition, Dataset, Report
from evidently.presets import DataDriftPreset
from tables import frame, paths

simulation, data = [frame(path) for path in paths()]
definition = DataDefinition(numerical_columns=list(simulation.columns))
method = os.environ.get("EVIDENTLY_METHOD")
report = Report([DataDriftPreset(num_method=method) if method else DataDriftPreset()])
snapshot = report.run(
    Dataset.from_pandas(data, data_definition=definition), Dataset.from_pandas(simulation, data_definition=definition)
)
for metric in snapshot.dict()["metrics"]:
    print(metric["metric_name"], metric["value"])
