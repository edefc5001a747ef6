"""The drift scores of two whylogs profiles, with the thresholds it prints."""
import whylogs
from whylogs.viz.drift.column_drift_algorithms import calculate_drift_scores

from table import tell


def drift(before, after):
    views = [whylogs.log(pandas=table).view() for table in (after, before)]
    scores = calculate_drift_scores(target_view=views[0], reference_view=views[1], with_thresholds=True)
    return {name: None if score is None else score["drift_category"] == "DRIFT" for name, score in scores.items()}


tell(drift)
