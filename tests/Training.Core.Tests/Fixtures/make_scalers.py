"""Writes scalers.json: what scikit-learn makes of a column with a missing value. Run: python3 make_scalers.py (python3-sklearn 1.2.1)."""
import json

import numpy as np
from sklearn.impute import SimpleImputer
from sklearn.preprocessing import MinMaxScaler, RobustScaler, StandardScaler

values = np.array([[3, np.nan, -1, 4, 100, 5, 9, 2, 6, 5]], dtype=np.float64).T
scalers = {"standard": StandardScaler, "minmax": MinMaxScaler, "robust": RobustScaler}
cases = []
for impute in ("median", "mean", "most_frequent"):
    for scale, kind in scalers.items():
        filled = SimpleImputer(strategy=impute).fit_transform(values)
        cases.append({"impute": impute, "scale": scale, "values": kind().fit_transform(filled)[:, 0].tolist()})
with open("scalers.json", "w") as file:
    json.dump(cases, file, indent=1)
    file.write("\n")
