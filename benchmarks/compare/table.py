"""One seeded table as Parquet: 7 numbers for 3 categories, as in 14 and 6 of 20 columns. table.py FILE ROWS COLUMNS SEED SHIFT"""
import sys

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

path, rows, columns, seed, shift = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]), float(sys.argv[5])
numbers = columns * 7 // 10
rng = np.random.RandomState(seed)


def number(i, n):
    v = (rng.normal(10 * i, 1 + i, n), rng.gamma(2, 1 + i, n), rng.randint(0, 50 + i, n).astype(float))[i % 3]
    return v + (shift * v.std() if i % 14 < 4 else 0)


def category(i, n):
    k = (2, 3, 8, 20, 60, 300)[i % 6]
    w = 1 / np.arange(1, k + 1)
    return np.array([f"v{j}" for j in range(k)], dtype=object)[rng.choice(k, n, p=w / w.sum())]


# Written in pieces, so that memory does not grow with rows.
writer = None
for start in range(0, rows, 250_000):
    n = min(250_000, rows - start)
    piece = {f"n{i:03d}": number(i, n) for i in range(numbers)} | {f"c{i:03d}": category(i, n) for i in range(columns - numbers)}
    table = pa.table(piece)
    writer = writer or pq.ParquetWriter(path, table.schema)
    writer.write_table(table)
writer.close()
