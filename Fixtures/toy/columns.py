"""Tables of events: dictionaries of arrays of one length."""

import numpy as np


def take(columns, rows):
    return {name: values[rows] for name, values in columns.items()}


def concatenate(parts):
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
