"""Cite: what a model said goes in, claims with the exact words they may rest on come out. The marker is only a hint.

The closed set is the passages of this question. Spans are sentences, sentences with what they lean on, and short lists with their
lead-in. A span is weighed by the share of the sentence's words it holds, each by how rare it is among the passages; the marked
passage gets a little extra. Whether a span carries the sentence is not decided here.
"""

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from ingest.sentences import sentences
from ingest.types import Passage
from rag.compose import shown
from rag.said import Cited, Said
from rag.stream import MARKER
from rag.types import Citation, Claim, ClaimKind
from rag.units import DANGLING, stands_alone
from rag.words import STOPWORDS, stem, words
