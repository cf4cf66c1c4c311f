"""scipy.stats.ks_2samp of every feature. It knows no weights."""

import h5py
from scipy.stats import ks_2samp
from tables import features, paths

simulation_path, data_path = paths()
with h5py.File(simulation_path) as simulation, h5py.File(data_path) as data:
    for name in features(simulation):
        result = ks_2samp(simulation["events"][name][:], data["events"][name][:], method="asymp")
        print(name, f"{result.statistic:.6f}", f"{result.pvalue:.3g}")
