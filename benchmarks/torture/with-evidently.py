"""Evidently's drift preset with its defaults, and the columns on which it alarms."""
from evidently import DataDefinition, Dataset, Report
from evidently.presets import DataDriftPreset

from table import known, numbers, tell


def drift(before, after):
    texts = [name for name in before if name not in numbers(before)]
    columns = DataDefinition(numerical_columns=numbers(before), categorical_columns=texts)
    said = Report([DataDriftPreset()]).run(Dataset.from_pandas(after, data_definition=columns), Dataset.from_pandas(before, data_definition=columns)).dict()
    values = [metric for metric in said["metrics"] if metric["config"]["type"].endswith("ValueDrift")]
    return {one["config"]["column"]: alarms(one) if known(one["value"]) else None for one in values}


def alarms(metric):
    """A distance alarms from its threshold on, a p value below it."""
    value, threshold = metric["value"], metric["config"]["threshold"]
    return bool(value < threshold if "p_value" in metric["config"]["method"] else value >= threshold)


tell(drift)
