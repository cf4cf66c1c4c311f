"""What is put in: conditions of simulation and data, and which columns they reach."""

import math
from dataclasses import dataclass

SEED = 20261125
MISSING = -999.0

PROCESSES = ("signal", "top", "multijet")
RUN_PERIODS = ("A", "B", "C", "D")
JET_CATEGORIES = ("no jet", "one jet", "two jets or more")


@dataclass(frozen=True)
class Conditions:
    """All that may differ between simulation and data."""

    mix: tuple  # share of each process in nature
    energy_scale: float = 1.0  # reconstructed / true cluster energy
    resolution: float = 1.0  # factor on the width of the energy response
    isolation_offset: float = 0.0  # GeV, as from pile-up that the simulation does not know
    dead_sector: tuple | None = None  # azimuth range in which no cluster is found


SIMULATION = Conditions(mix=(0.30, 0.25, 0.45))
DATA = Conditions(
    mix=(0.27, 0.31, 0.42),
    energy_scale=0.985,
    resolution=1.10,
    isolation_offset=0.40,
    dead_sector=(3 * math.pi / 8, math.pi / 2),
)

# The simulation is not generated as nature is, and carries weights that make up for it.
GENERATED_MIX = (0.34, 0.30, 0.36)
NEGATIVE_FRACTION = 0.15
PILEUP_NATURE = (30.0, 12.0)  # mean and shape of the gamma-Poisson distribution of n_vertices
PILEUP_GENERATED = (31.0, 10.0)


@dataclass(frozen=True)
class Feature:
    """A numeric column: how it is stored and which of the differences reach it."""

    unit: str
    meaning: str
    step: float  # grid (a power of two) on which values are stored, far below every bin width; 1 for integers
    effects: tuple = ()
    missing: bool = False
    dtype: str = "f4"


ENERGY = ("energy scale", "resolution")
MIX = ("process mix",)

FEATURES = {
    "pt": Feature("GeV", "transverse momentum from the calorimeter", 2**-4, ENERGY + MIX),
    "eta": Feature("", "pseudorapidity", 2**-8),
    "phi": Feature("rad", "azimuth", 2**-8, ("dead sector",)),
    "mass": Feature("GeV", "invariant mass with a second object", 2**-4, ENERGY + MIX),
    "cluster_energy": Feature("GeV", "energy of the cluster", 2**-2, ENERGY + MIX),
    "e_over_p": Feature("", "cluster energy over track momentum", 2**-13, ENERGY + MIX, missing=True),
    "r_eta": Feature("", "energy in 3x7 over energy in 7x7 cells", 2**-14, MIX),
    "w_eta": Feature("", "lateral width of the shower", 2**-18),
    "hadronic_leakage": Feature("", "hadronic over electromagnetic energy", 2**-14),
    "d0_significance": Feature("", "impact parameter over its error", 2**-8, MIX, missing=True),
    "track_chi2": Feature("", "chi2 per degree of freedom of the track fit", 2**-10, missing=True),
    "n_hits": Feature("", "silicon hits on the track", 1, dtype="i1"),
    "btag_score": Feature("", "b-tagging score of the leading jet", 2**-10, MIX),
    "isolation_calo": Feature("GeV", "energy around the cluster", 2**-7, ("isolation offset",) + MIX),
    "isolation_track": Feature("GeV", "momentum of tracks around the track", 2**-8),
    "n_vertices": Feature("", "reconstructed primary vertices", 1, dtype="i2"),
}

CATEGORIES = {
    "charge": (),
    "run_period": (),
    "jet_category": MIX,
}
