"""Golden values for the vectorisers of packages/rnn-text, from scikit-learn.

Run: python tools/golden/text_features.py
Needs: scikit-learn 1.2 or newer.
"""

import json
import os

from sklearn.feature_extraction.text import HashingVectorizer, TfidfVectorizer
from sklearn.utils import murmurhash3_32

HERE = os.path.dirname(os.path.abspath(__file__))
OUT = os.path.join(HERE, "..", "..", "packages", "rnn-text", "test", "golden", "features.json")

# Words with spaces between them, so that both sides see the same ones.
CORPUS = [
    "free money free offer click now",
    "meeting at noon about the offer",
    "the money for the meeting",
    "café naïve café Straße мир",
    "now now now now",
    "the",
]
QUERIES = [
    "free free free money about unseen words",
    "the the café noon click Straße",
    "nothing known here",
    "мир now",
    "",
]


def split(text):
    return text.split()


def rows(matrix):
    return [[float(value) for value in row] for row in matrix.toarray()]


def tf_idf():
    words = sorted({word for text in CORPUS for word in split(text)})
    found = []
    for options in (
        {"sublinear": False, "norm": "l2"},
        {"sublinear": True, "norm": "l2"},
        {"sublinear": False, "norm": "none"},
    ):
        vectorizer = TfidfVectorizer(
            tokenizer=split,
            token_pattern=None,
            lowercase=False,
            vocabulary=words,
            sublinear_tf=options["sublinear"],
            norm=None if options["norm"] == "none" else "l2",
        ).fit(CORPUS)
        found.append(
            {
                "options": options,
                "idf": [float(value) for value in vectorizer.idf_],
                "rows": rows(vectorizer.transform(QUERIES)),
            }
        )
    return {"corpus": CORPUS, "queries": QUERIES, "words": words, "cases": found}


def hashed_words():
    found = []
    for features, sizes, signed, norm in (
        (64, (1, 1), True, "l2"),
        (50, (1, 2), False, "none"),
        (97, (2, 3), True, "none"),
        (7, (1, 3), True, "l2"),
    ):
        vectorizer = HashingVectorizer(
            n_features=features,
            tokenizer=split,
            token_pattern=None,
            lowercase=False,
            ngram_range=sizes,
            alternate_sign=signed,
            norm=None if norm == "none" else norm,
        )
        found.append(
            {
                "options": {
                    "features": features,
                    "words": list(sizes),
                    "signed": signed,
                    "norm": norm,
                },
                "rows": rows(vectorizer.transform(CORPUS + QUERIES)),
            }
        )
    return found


def hashed_characters():
    """Plain loops over scikit-learn's hash, as its own seed is 0 for everything."""
    texts = ["abc", "ab ab", "🙂é\u0301 x", ""]
    features, (least, greatest) = 53, (1, 3)
    result = []
    for text in texts:
        row = [0] * features
        for start in range(len(text)):
            for size in range(least, greatest + 1):
                if start + size > len(text):
                    continue
                value = murmurhash3_32(text[start : start + size].encode(), seed=1)
                row[abs(value) % features] += 1 if value >= 0 else -1
        result.append(row)
    return {"features": features, "characters": [least, greatest], "texts": texts, "rows": result}


def hashes():
    texts = ["", "a", "ab", "abc", "abcd", "abcde", "hello, world", "Straße", "我爱北京", "🙂" * 9]
    return [
        {"text": text, "seed": seed, "hash": int(murmurhash3_32(text.encode(), seed=seed))}
        for text in texts
        for seed in (0, 1, 42)
    ]


with open(OUT, "w") as file:
    golden = {
        "tfIdf": tf_idf(),
        "hashedWords": hashed_words(),
        "hashedCharacters": hashed_characters(),
        "hashes": hashes(),
    }
    json.dump(golden, file, separators=(",", ":"), ensure_ascii=False)
    file.write("\n")
print(os.path.getsize(OUT), "bytes")
