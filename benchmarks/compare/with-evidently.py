"""What a person writes to compare two files with Evidently: its drift preset, default methods."""
import sys

import pandas as pd
from evidently import DataDefinition, Dataset, Report
from evidently.presets import DataDriftPreset

before, after = pd.read_parquet(sys.argv[1]), pd.read_parquet(sys.argv[2])
columns = DataDefinition(
    numerical_columns=[c for c in before if c.startswith("n")],
    categorical_columns=[c for c in before if c.startswith("c")],
)
report = Report([DataDriftPreset()])
print(len(report.run(Dataset.from_pandas(after, data_definition=columns), Dataset.from_pandas(before, data_definition=columns)).dict()["metrics"]))
