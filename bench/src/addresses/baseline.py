# The baseline for grading pairs of addresses: TF-IDF of character 1-3-grams of query and candidate, their products, differences and cosine,
# and a logistic regression with balanced classes; five parts by query (its number modulo five). Usage: baseline.py ROWS.jsonl
import json
import sys

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score

GRADES = {"不匹配": 0, "部分匹配": 1, "完全匹配": 2}
part, query, other, grade = [], [], [], []
with open(sys.argv[1], encoding="utf8") as lines:
    for number, line in enumerate(lines):
        row = json.loads(line)
        for candidate in row["candidate"]:
            part.append(number % 5)
            query.append(row["query"])
            other.append(candidate["text"])
            grade.append(GRADES[candidate["label"]])
part, grade = np.array(part), np.array(grade)
said = np.zeros_like(grade)
for held in range(5):
    train, test = np.flatnonzero(part != held), np.flatnonzero(part == held)
    grams = TfidfVectorizer(analyzer="char", ngram_range=(1, 3), min_df=3, sublinear_tf=True)
    grams.fit([texts[row] for row in train for texts in (query, other)])

    def view(rows):
        a, b = grams.transform([query[row] for row in rows]), grams.transform([other[row] for row in rows])
        both = a.multiply(b).tocsr()
        return hstack([both, abs(a - b), csr_matrix(both.sum(axis=1)) * 5]).tocsr()

    model = LogisticRegression(C=2.0, class_weight="balanced", max_iter=300)
    model.fit(view(train), grade[train])
    said[test] = model.predict(view(test))
print(json.dumps({"macro_f1": f1_score(grade, said, average="macro"), "n": len(grade)}))
