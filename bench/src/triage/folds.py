# Writes the parts in which the peer `cls_taidi.py` judges itself, so that another program is judged on the very same rows:
# five stratified parts of all messages, and of those left when all but one of each group of near-identical messages are taken out
# (cosine of character 3-4-grams of 0.7 or more). Usage: folds.py INPUT.jsonl FOLDER; prints the number of rows of either view.
import json
import sys
from pathlib import Path

import numpy as np
from scipy.sparse.csgraph import connected_components
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.model_selection import StratifiedKFold

source, folder = Path(sys.argv[1]), Path(sys.argv[2])
lines = [line for line in source.read_text("utf8").splitlines() if line.strip()]
rows = [json.loads(line) for line in lines]
labels = np.array([row["一级标签"] for row in rows])
texts = ["".join(row["tokens"].split()).lower() for row in rows]
grams = TfidfVectorizer(analyzer="char", ngram_range=(3, 4), min_df=2, sublinear_tf=True, dtype=np.float32).fit_transform(texts)
close = grams @ grams.T
close.data = (close.data >= 0.7).astype(np.float32)
close.eliminate_zeros()
_, group = connected_components(close, directed=False)
views = {"all": np.arange(len(rows)), "apart": np.sort(np.unique(group, return_index=True)[1])}
for name, view in views.items():
    parts = StratifiedKFold(5, shuffle=True, random_state=7).split(view, labels[view])
    for number, sides in enumerate(parts):
        for side, chosen in zip(("train", "test"), sides):
            text = "".join(lines[row] + "\n" for row in view[chosen])
            (folder / f"{name}{number}.{side}.jsonl").write_text(text, "utf8")
print(json.dumps({name: len(view) for name, view in views.items()}))
