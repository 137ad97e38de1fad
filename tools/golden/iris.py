"""Writes packages/optimizer/test/golden/iris.json: Fisher's iris flowers, from scikit-learn.

150 flowers, 4 lengths in centimetres each, 3 species (R. A. Fisher, "The use of multiple measurements in
taxonomic problems", 1936; public domain). Also the accuracy of scikit-learn's logistic regression on every
third flower after training on the others, for comparison.

    python tools/golden/iris.py
"""

import json
from pathlib import Path

from sklearn.datasets import load_iris
from sklearn.linear_model import LogisticRegression

x, y = load_iris(return_X_y=True)
test = [i % 3 == 0 for i in range(len(x))]
train = [not held for held in test]
accuracy = LogisticRegression(max_iter=1000).fit(x[train], y[train]).score(x[test], y[test])
out = Path(__file__).parents[2] / "packages/optimizer/test/golden/iris.json"
out.write_text(
    json.dumps({"x": x.tolist(), "y": y.tolist(), "logisticRegression": round(accuracy, 4)}) + "\n"
)
