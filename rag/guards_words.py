"""Words: a text goes in, its tokens with stems and offsets come out. Every guard and the learned features read it.

Stems are Snowball's English ones (Porter 2001), so 'required' and 'requires' meet. Nothing here knows what a claim is.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

_TOKEN = re.compile(
    r"[A-Za-zÀ-ÖØ-öø-ÿ0-9]+(?:['’.&+#/-]?[A-Za-zÀ-ÖØ-öø-ÿ0-9]+)*[+#]*|[%$£€¥₹½¼¾⅓⅔]|[^\W\d_]+", re.UNICODE
)
_MARK = re.compile(r"\s*\[(?:\d{1,3}|[a-z]{1,3}\d{1,3})(?:\s*[,;–-]\s*\d{1,3})*\]")
_MARKUP = re.compile(
    r"(?<!\w)[*_`~]{1,3}(?=\S)|(?<=\S)[*_`~]{1,3}(?!\w)|</?[a-zA-Z][^<>]{0,80}>|^\s{0,3}#{1,6}\s+|^\s*(?:[-*+•]|"
    r"\d{1,3}[.)])\s+",
    re.MULTILINE,
)
_LINK = re.compile(r"\[([^\[\]]{1,200})\]\((?:[^()\s]|\([^()\s]*\)){1,500}\)")


def words_of(text: str) -> frozenset[str]:
    """The words of a text that lists words."""
    return frozenset(text.split())


def table_of(text: str, split: str = ":") -> dict[str, str]:
    """'one:1 two:2' as a dictionary."""
    return dict(pair.split(split, 1) for pair in text.split())


STOP = words_of(
    """a an the this that these those it its he she they them their his her him we us our i me my you your yours
    one's who whom whose which what where when why how is am are was were be been being do does did doing done
    have has had having will would shall should can could may might must of in on at by for with from to into onto
    about as than then so if or and but nor yet also there here up out over under off again very too just such own
    same other any some all each both more most much many few not no only even while because until since between
    through during before after above below further once s t don ll re ve d m i'm it's that's there's you're
    they're we're he's she's i've you've we've they've cannot can't don't doesn't didn't isn't aren't wasn't
    weren't won't wouldn't shouldn't couldn't let's per via etc eg ie e.g i.e get got make made according passage
    passages provided given based source sources"""
)
"""Words that carry no content of their own. 'passage', 'according', 'provided': what writers say about their sources.
"""


class Token(NamedTuple):
    """One word: as written, lower-case, its stem, and where it stands in the text."""

    text: str
    lower: str
    stem: str
    start: int
    end: int

    @property
    def is_content(self) -> bool:
        return self.lower not in STOP and (len(self.lower) > 1 or self.lower.isdigit())


def plain(text: str) -> str:
    """The text without citation markers, Markdown and HTML tags, white space collapsed. For comparing, never for
    offsets.
    """
    text = _LINK.sub(r"\1", text.replace("’", "'").replace("‘", "'").replace("“", '"').replace("”", '"'))
    text = _MARKUP.sub(" ", _MARK.sub(" ", text))
    return " ".join(text.split()).replace(" .", ".").replace(" ,", ",")


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """Snowball stem of a lower-case word."""
    word = word.removesuffix("'s").removesuffix("’s")
    return _IRREGULAR.get(word) or str(_stemmer().stemWord(word))


_IRREGULAR = table_of(
    """people:person persons:person men:man women:woman children:child phds:phd ph.d:phd went:go gone:go made:make
    said:say says:say took:take taken:take found:find got:get paid:pay held:hold left:leav grew:grow grown:grow
    rose:rise fell:fall began:begin begun:begin wrote:write written:write built:build taught:teach knew:know
    known:know chose:choos chosen:choos better:better best:best has:have had:have was:be were:be is:be are:be
    been:be given:give gave:give won:win told:tell thought:think bought:buy sold:sell led:lead kept:keep
    lost:lose met:meet ran:run"""
)


@lru_cache(maxsize=1)
def _stemmer():  # type: ignore[no-untyped-def]
    import snowballstemmer

    return snowballstemmer.stemmer("english")


@lru_cache(maxsize=8192)
def tokens(text: str) -> tuple[Token, ...]:
    """The tokens of `text` in order; offsets are into `text` as it is."""
    found = []
    for match in _TOKEN.finditer(text):
        lower = match.group().lower().replace("’", "'")
        found.append(Token(match.group(), lower, stem(lower), match.start(), match.end()))
    return tuple(found)


def content_stems(text: str) -> list[str]:
    """Stems of the content words of `text`, in order, with repeats."""
    return [token.stem for token in tokens(text) if token.is_content]


def coverage(claim: Iterable[str], evidence: Iterable[str]) -> float:
    """Share of the claim's stems that stand in the evidence; 0 for a claim without any."""
    wanted = list(claim)
    held = set(evidence)
    return sum(stem in held for stem in wanted) / len(wanted) if wanted else 0.0
