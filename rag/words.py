"""Words: a question goes in, the words worth looking up come out."""

import re
from functools import lru_cache

import snowballstemmer

_WORD = re.compile(r"[A-Za-zÀ-ɏ0-9][\w+#]*(?:['’]\w+)?|\w+", re.UNICODE)

STOPWORDS = frozenset(
    [
        "a",
        "about",
        "above",
        "after",
        "again",
        "all",
        "am",
        "an",
        "and",
        "any",
        "are",
        "aren't",
        "as",
        "at",
        "be",
        "because",
        "been",
        "before",
        "being",
        "below",
        "between",
        "both",
        "but",
        "by",
        "can",
        "can't",
        "cannot",
        "could",
        "couldn't",
        "did",
        "didn't",
        "do",
        "does",
        "doesn't",
        "doing",
        "don't",
        "down",
        "during",
        "each",
        "else",
        "ever",
        "every",
        "few",
        "for",
        "from",
        "further",
        "get",
        "gets",
        "getting",
        "go",
        "going",
        "gonna",
        "got",
        "had",
        "hadn't",
        "has",
        "hasn't",
        "have",
        "haven't",
        "having",
        "he",
        "her",
        "here",
        "hers",
        "him",
        "his",
        "how",
        "i'd",
        "i'll",
        "i'm",
        "i've",
        "if",
        "i",
        "in",
        "into",
        "is",
        "isn't",
        "it",
        "its",
        "it's",
        "itself",
        "just",
        "let's",
        "like",
        "lot",
        "made",
        "make",
        "many",
        "may",
        "maybe",
        "me",
        "might",
        "mine",
        "more",
        "most",
        "much",
        "must",
        "my",
        "myself",
        "need",
        "no",
        "nor",
        "not",
        "now",
        "of",
        "off",
        "on",
        "once",
        "one",
        "only",
        "or",
        "other",
        "our",
        "ours",
        "out",
        "over",
        "own",
        "please",
        "really",
        "same",
        "say",
        "says",
        "she",
        "should",
        "shouldn't",
        "so",
        "some",
        "someone",
        "something",
        "still",
        "such",
        "tell",
        "than",
        "that",
        "that's",
        "the",
        "their",
        "them",
        "then",
        "there",
        "these",
        "they",
        "thing",
        "things",
        "this",
        "those",
        "through",
        "to",
        "too",
        "u",
        "under",
        "until",
        "up",
        "ur",
        "us",
        "very",
        "want",
        "wanna",
        "was",
        "wasn't",
        "way",
        "we",
        "well",
        "were",
        "weren't",
        "what",
        "what's",
        "when",
        "where",
        "which",
        "while",
        "who",
        "whom",
        "why",
        "will",
        "with",
        "won't",
        "would",
        "wouldn't",
        "yes",
        "yet",
        "you",
        "you're",
        "your",
        "yours",
        "yourself",
        "good",
        "best",
        "better",
        "help",
        "know",
        "think",
        "someone's",
        "anyone",
        "thanks",
        "thank",
        "hi",
        "hello",
        "hey",
        "ok",
        "okay",
    ]
)

_NUMBERS = ["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
_ORDINALS = ["second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"]
_DIGITS = {word: str(at) for names in (_NUMBERS, _ORDINALS) for at, word in enumerate(names, start=2)}

_stemmer = snowballstemmer.stemmer("porter")


def words(text: str) -> list[str]:
    """Lower-case words in order, with their inner apostrophes, '+' and '#'."""
    return [match.group().lower().replace("’", "'") for match in _WORD.finditer(text)]


def content_words(text: str) -> list[str]:
    """Words that carry meaning, once each, in order; all words when nothing but stop words was said."""
    every = list(dict.fromkeys(words(text)))
    return [word for word in every if word not in STOPWORDS and (len(word) > 1 or word in ("c", "r"))]


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """Porter's stem (Porter 1980), the same that the keyword index uses."""
    return str(_stemmer.stemWord(word.removesuffix("'s")))


@lru_cache(maxsize=4096)
def stems(text: str) -> frozenset[str]:
    """Stems of the content words."""
    return frozenset(stem(word) for word in content_words(text))


def lookups(text: str) -> list[str]:
    """Stems of all words in order, numbers as digits: 'the second step' is looked up as 'the 2 step' and finds 'Step
    2'.
    """
    return [_DIGITS.get(word) or stem(word) for word in words(text)]


def content_lookups(text: str) -> list[str]:
    """The lookups of the words that carry meaning, once each, in order."""
    kept = [
        word
        for word in words(text)
        if word not in STOPWORDS and (len(word) > 1 or word in ("c", "r") or word.isdigit())
    ]
    return list(dict.fromkeys(_DIGITS.get(word) or stem(word) for word in kept))
