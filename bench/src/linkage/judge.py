"""Pairwise precision, recall and F1 of clusters: judge.py CLUSTERS.csv FILE [FILE]. The truth is the column `cluster`, or the number in
`rec_id`; between two files only pairs across them count."""
import json
import sys

import pandas as pd


def pairs(sizes):
    return int((sizes * (sizes - 1) // 2).sum())


def read(path):
    df = pd.read_csv(path, dtype=str, skipinitialspace=True) if path.endswith(".csv") else pd.read_parquet(path)
    df.columns = [c.strip() for c in df.columns]
    key = "rec_id" if "rec_id" in df else "unique_id"
    truth = df.rec_id.str.extract(r"rec-(\d+)")[0] if key == "rec_id" else df.cluster
    return pd.DataFrame({"id": df[key].astype(str).str.strip(), "truth": truth.astype(str)})


def main():
    files = [read(path) for path in sys.argv[2:]]
    found = pd.read_csv(sys.argv[1], dtype=str)
    all_ = pd.concat([f.assign(side=i) for i, f in enumerate(files)]).merge(found, on="id")

    def count(by):
        total = pairs(all_.groupby(by).size())
        return total - sum(pairs(part.groupby(by).size()) for _, part in all_.groupby("side")) if len(files) > 1 else total

    both, linked, true = count(["truth", "cluster"]), count(["cluster"]), count(["truth"])
    precision, recall = both / max(linked, 1), both / max(true, 1)
    f1 = 2 * precision * recall / max(precision + recall, 1e-9)
    print(json.dumps({"precision": precision, "recall": recall, "f1": f1}))


main()
