"""How a person reads a table, and what is said of it on one line of JSON."""
import json
import math
import sys

import pandas as pd


def read(path):
    return pd.read_csv(path)


def numbers(table):
    return [name for name in table if pd.api.types.is_numeric_dtype(table[name])]


def tell(work):
    """Prints the columns that alarm and those of which nothing is said, or the complaint."""
    try:
        verdicts = work(*map(read, sys.argv[1:3]))
        alarms = [name for name, verdict in verdicts.items() if verdict is True]
        said = {"alarms": alarms, "silent": [name for name, verdict in verdicts.items() if verdict is None]}
    except BaseException as error:
        said = {"error": f"{type(error).__name__}: {' '.join(str(error).split())[:160]}"}
    print(json.dumps(said))


def known(value):
    return value is not None and not math.isnan(value)
