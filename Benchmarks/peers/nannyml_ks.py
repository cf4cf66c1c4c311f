"""NannyML's univariate drift with the KS statistic, all data as one chunk. It knows no weights."""

import os

os.environ["NML_DISABLE_USAGE_LOGGING"] = "1"

import nannyml  # noqa: E402
from tables import frame, paths  # noqa: E402

simulation, data = [frame(path) for path in paths()]
calculator = nannyml.UnivariateDriftCalculator(
    column_names=list(simulation.columns), continuous_methods=["kolmogorov_smirnov"], chunk_number=1
)
result = calculator.fit(simulation).calculate(data).filter(period="analysis").to_df()
for name in simulation.columns:
    print(name, f"{result[(name, 'kolmogorov_smirnov', 'value')].iloc[0]:.6f}")
