"""What a person writes to compare two files with NannyML: all four univariate methods, chunks of 5,000."""
import sys

import nannyml
import pandas as pd

before, after = pd.read_parquet(sys.argv[1]), pd.read_parquet(sys.argv[2])
calculator = nannyml.UnivariateDriftCalculator(
    column_names=list(before),
    chunk_size=5000,
    continuous_methods=["jensen_shannon", "kolmogorov_smirnov", "wasserstein", "hellinger"],
    categorical_methods=["jensen_shannon", "chi2", "l_infinity", "hellinger"],
)
calculator.fit(before)
print(len(calculator.calculate(after).to_df()))
