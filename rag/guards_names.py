"""Names: a claim and its evidence go in, names nobody mentions and words put into the wrong mouth come out."""

import json
import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from rag.guards_logic import Turn
from rag.guards_units import WORDS
from rag.guards_words import STOP, content_stems, coverage, stem, table_of, tokens, words_of

_SHORT = table_of(
    """ai:artificial_intelligence ml:machine_learning nlp:natural_language_processing ds:data_science
    llm:large_language_model llms:large_language_models cs:computer_science us:united_states usa:united_states
    uk:united_kingdom eu:european_union phd:doctorate ba:bachelor bsc:bachelor bs:bachelor msc:master ms:master
    hr:human_resources it:information_technology cv:resume ceo:chief_executive cto:chief_technology
    bls:bureau_of_labor_statistics swe:software_engineer mle:machine_learning_engineer faq:questions
    gpu:graphics api:interface"""
)
_ALWAYS = words_of(
    """
    i i'm i've i'd i'll ok okay monday tuesday wednesday thursday friday saturday sunday english yes no q a
    usd gbp eur jpy inr jan feb mar apr jun jul aug sep sept oct nov dec"""
)
_MONTHS = words_of("""january february march april may june july august september october november december""")
_SAYS = (
    r"(?:say|says|said|write|writes|wrote|report|reports|reported|find|finds|found|argue|argues|argued|note|"
    r"notes|noted|advise|advises|"
    r"advised|recommend|recommends|recommended|believe|believes|believed|warn|warns|warned|suggest|suggests|"
    r"suggested|claim|claims|"
    r"claimed|state|states|stated|tell|tells|told|show|shows|showed|estimate|estimates|estimated|think|thinks|"
    r"thought|explain|explains|"
    r"explained|describe|describes|described|counts|counted|call|calls|called|see|sees|saw|put|puts|list|lists|"
    r"listed|profiled)"
)
_BEFORE = re.compile(
    rf"(?P<who>(?:[\w.’'&-]+\s+){{1,5}})(?:\([^()]*\)\s*|,[^,.]{{1,80}},\s+|also\s+|once\s+|has\s+|have\s+|"
    rf"had\s+)?{_SAYS}\b",
    re.IGNORECASE,
)
_ACCORDING = re.compile(
    r"\b(?:according to|in the (?:view|words|opinion) of|as told by|reported by)\s+(?P<who>(?:[\w.’'&-]+\s*){1,5})",
    re.IGNORECASE,
)
_KNOWN = words_of(
    """google amazon microsoft meta openai deepmind anthropic nvidia apple netflix uber kaggle coursera udacity linkedin
    github indeed glassdoor python pytorch tensorflow kubernetes stanford harvard"""
)
_PRONOUNS = words_of("""he she they it i we you who which that this these those one people""")


@lru_cache(maxsize=1)
def _usual() -> frozenset[str]:
    """Words that open a sentence as names: those that training passages write with a capital wherever they stand."""
    path = Path(__file__).parent / "weights" / "checker" / "cased.json"
    return _KNOWN | (frozenset(json.loads(path.read_text(encoding="utf-8"))) if path.is_file() else frozenset())


class Name(NamedTuple):
    """A name as the claim writes it, and the lower-case words of it that the evidence must hold.

    The first word of a sentence may be capitalised for that alone ('Ask Google'), so it is in the text and not in the
    words.
    """

    text: str
    words: tuple[str, ...]
    start: int
    end: int


@lru_cache(maxsize=8192)
def names(text: str) -> tuple[Name, ...]:
    """Runs of capitalised words, acronyms and tool names; the first word of a sentence only if it looks like one by
    itself.
    """
    found: list[Name] = []
    run: list[tuple[str, int, int]] = []
    end = 0
    opened = False

    def close() -> None:
        if run:
            words = tuple(word for word, _, _ in run)
            found.append(
                Name(
                    text[run[0][1] : run[-1][2]],
                    words[1:] if opened and len(words) > 1 else words,
                    run[0][1],
                    run[-1][2],
                )
            )
            run.clear()

    for token in tokens(text):
        gap = text[end : token.start]
        opens = end == 0 or bool(re.search(r"[.!?:;\n“\"(•|]\s*['\"“(]*$", gap))
        joined = bool(run) and gap == " "
        end = token.end
        written = token.text
        looks = written[:1].isupper() or bool(re.search(r"[a-z][A-Z]", written))
        alone = sum(c.isupper() for c in written) >= 2 or (
            any(c.isdigit() for c in written) and any(c.isupper() for c in written)
        )
        if not looks or not any(c.isalpha() for c in written) or token.lower in _ALWAYS or token.lower in _MONTHS:
            close()
            continue
        if opens and not alone:
            close()
            following = re.match(r"\s+([A-Z][a-z]+)", text[token.end :])
            alike = following is not None and following[1].lower() not in STOP
            if token.lower in STOP or not (alike or token.lower.removesuffix("'s") in _usual()):
                continue
        elif token.lower in STOP and not alone:
            close()
            continue
        if not joined:
            close()
            opened = opens and not alone
        run.append((token.lower, token.start, token.end))
    close()
    return tuple(found)


def forget() -> None:
    """Read the word table anew; for training, which writes it."""
    for cached in (_usual, names, speakers):
        cached.cache_clear()


def missing_names(claim: str, evidence: Sequence[str], context: str = "") -> list[Name]:
    """Names of the claim that neither the evidence nor its headings and sources hold, in any usual shape."""
    held = " ".join([*evidence, context])
    words = {token.lower for token in tokens(held)}
    words |= {part for word in words for part in re.split(r"[-/'.&]", word)} | {word.replace(".", "") for word in words}
    stems = {stem(word) for word in words}
    letters = "".join(token.lower[0] for token in tokens(held))
    return [
        name
        for name in names(claim)
        if not all(_held(word, words, stems, letters, held.lower()) for word in name.words)
    ]


def _held(word: str, words: set[str], stems: set[str], letters: str, text: str) -> bool:
    bare = word.removesuffix("'s").removesuffix("s'").replace(".", "")
    if bare in words or word in words or stem(bare) in stems or word in STOP:
        return True
    parts = re.split(r"[-/&]", bare)
    if len(parts) > 1 and any(len(part) > 1 and part not in STOP for part in parts):
        return all(part in words or stem(part) in stems or len(part) < 2 for part in parts)
    expanded = _SHORT.get(bare)
    if expanded is not None and all(stem(part) in stems for part in expanded.split("_") if part not in STOP):
        return True
    if any(bare in full.split("_") and short in words for short, full in _SHORT.items()):
        return True
    if bare.isalpha() and 3 <= len(bare) <= 5 and bare in letters and bare.upper() != bare.lower():
        return True
    return len(bare) >= 4 and bare in text.replace(" ", "")


def name_guard(claim: str, evidence: Sequence[str], context: str = "") -> Turn | None:
    """A person, company, place or tool that the evidence never names, or names otherwise at that very place."""
    lost = missing_names(claim, evidence, context)
    return Turn(f"nothing here about {lost[0].text}", -1) if lost else _exchanged(claim, evidence)


def _exchanged(claim: str, evidence: Sequence[str]) -> Turn | None:
    """A capitalised word before the same two words that another name stands before in the evidence."""
    mine = tokens(claim)
    for at in range(len(mine) - 2):
        word, following = mine[at], (mine[at + 1].lower, mine[at + 2].lower)
        if at == 0 and not any(name.start == word.start for name in names(claim)):
            continue  # 'Pick' has its capital from the sentence
        if at and re.search(r"\b(?:in|of|at|from|by|for|with|to)(?: the)? $", claim[: word.start]):
            continue  # 'the campus in the UK has run': the campus has
        if (
            not word.text[:1].isupper()
            or word.lower in STOP
            or not (mine[at + 1].is_content or mine[at + 2].is_content)
        ):
            continue
        held = [
            (theirs[n], number)
            for number, sentence in enumerate(evidence)
            for theirs in (tokens(sentence),)
            for n in range(len(theirs) - 2)
            if (theirs[n + 1].lower, theirs[n + 2].lower) == following
        ]
        if held and all(_other_name(word.lower, other.text) for other, _ in held):
            other, number = held[0]
            return Turn(f"the source says {other.text}, not {word.text}", number)
    return None


def _other_name(word: str, other: str) -> bool:
    bare, theirs = word.removesuffix("'s"), other.lower().replace("’", "'").removesuffix("'s")
    related = bare in theirs or theirs in bare or stem(bare) == stem(theirs)
    return other[:1].isupper() and theirs not in STOP and not related


_NO_SPEAKER = words_of(
    """is are was were be been can cannot could may might must will would did do does not no to from because so any
    than"""
)
"""Words of a clause: what holds one is no speaker ('the nights are too light to see')."""


def _is_time(word: str) -> bool:
    """A number, a month or a span of time: 'asked in December 2016 said', 'of that decade recommended'."""
    return word.isdigit() or word in WORDS or word in _MONTHS or word in ("decade", "century", "year", "month", "week")


@lru_cache(maxsize=8192)
def speakers(text: str) -> tuple[tuple[str, frozenset[str]], ...]:
    """Who says something in `text`: the words as written and their stems. Pronouns say nothing about who."""
    found = []
    for match in [*_BEFORE.finditer(text), *_ACCORDING.finditer(text)]:
        who = re.split(r"\b(?:that|which|who|and|but|while|as|in|by|for|of the)\s", match["who"])[-1].strip(" ,.")
        stems = frozenset(s for s in content_stems(who))
        said = [t.lower for t in tokens(who)]
        if stems and not _PRONOUNS & set(said) and not _NO_SPEAKER & set(said) and not all(map(_is_time, said)):
            found.append((who, stems))
    return tuple(found)


def speaker_guard(claim: str, evidence: Sequence[str], context: str = "") -> Turn | None:
    """Words put into the wrong mouth: someone says it, but not this one."""
    sources = set(content_stems(context))
    for who, stems in speakers(claim):
        if stems & sources or not _says_something(claim, who):
            continue
        rest = [s for s in content_stems(claim) if s not in stems]
        held = [(coverage(rest, content_stems(s)), n, speakers(s)) for n, s in enumerate(evidence)]
        aligned = [entry for entry in held if entry[0] >= 0.5 and entry[2]]
        if not aligned or any(stems & theirs for _, _, spoken in aligned for _, theirs in spoken):
            continue
        if any(stems <= set(content_stems(evidence[n])) for _, n, spoken in aligned):
            continue
        _, n, spoken = max(aligned, key=lambda entry: (entry[0], -entry[1]))
        return Turn(f"the source has {spoken[0][0]} say it, not {who}", n)
    return None


def without_speaker(claim: str, context: str) -> str:
    """The claim without 'Andrew Ng says that' where Andrew Ng is its source's author: what is said is what has to
    hold.
    """
    named = set(content_stems(context))
    for who, stems in speakers(claim):
        if stems <= named:
            name = re.escape(who)
            said = (
                rf"(?:{name}(?:\s+(?:also|once|has|have|had))?\s+{_SAYS}(?:\s+that)?\s+|"
                rf",?\s*according to {name},?\s*)"
            )
            rest = re.sub(said, " ", claim, count=1, flags=re.IGNORECASE).strip(" ,")
            if len(content_stems(rest)) >= 2:
                return rest[:1].upper() + rest[1:]
    return claim


def _says_something(claim: str, who: str) -> bool:
    return len(content_stems(claim)) > len(content_stems(who)) + 2
