"""NannyML's drift calculator with its defaults: the columns of which any chunk alarms."""
import nannyml

from table import tell


def drift(before, after):
    calculator = nannyml.UnivariateDriftCalculator(column_names=list(before))
    calculator.fit(before)
    said = calculator.calculate(after).filter(period="analysis").to_df()
    return {name: alarms(said, name) for name in before}


def alarms(said, name):
    """None where a value cannot be said."""
    columns = [column for column in said.columns if column[0] == name]
    if any(said[column].isna().any() for column in columns if column[2] == "value"):
        return None
    return bool(any(said[column].fillna(False).any() for column in columns if column[2] == "alert"))


tell(drift)
