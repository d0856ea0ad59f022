"""Rephrase: a dialogue goes in, a question that stands on its own comes out, with the needs it holds.

By rule: a turn takes over what the chat began with, and a follow-up also what it leaves out, the question before it and
what was answered, unless it turns to another topic; a long message is taken apart into what it asks and what it tells
about the person. A model, where one is given, is asked besides only when the rules see a follow-up or several needs,
and what it says only stands above the person's own words when passages are looked up (see `reword`).
"""

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage

from ingest.sentences import sentences
from rag.facts import facts_for
from rag.markers import OWN_MARKER
from rag.needs import asks, one_line, shortened
from rag.question import LONGEST_ANSWER
from rag.reword import SECONDS, reword
from rag.standing import names_its_topic, points_back, stands_alone, told
from rag.words import content_words

TURN_CHARACTERS = 320
"""Of a long turn only the end is part of the context."""
TURNS_FOR_A_MODEL = 7
FOLLOW_UPS = 2
"""How many of the questions that went on from a topic are still part of it."""

_OTHER_TOPIC = re.compile(
    r"^\W*(?:(?:sorry|ok|okay|k|cool|right|fine|thanks|thx|thank you|anyway|btw|and|oh)\W+)*"
    r"(?:(?:a |now |on a |something )?(?:completely |totally |very )?(?:different|another|new|unrelated"
    r"|other) (?:topic|question|subject|thing|matter|note)"
    r"|change of (?:topic|subject)|changing (?:the )?(?:topic|subject)|something else|unrelated(?:ly)?"
    r"|by the way|(?:one|1) (?:more|other|last) (?:thing|question)|another thing|last (?:thing|question))\b"
    r"[\s:,.\-–—]*(?:entirely|then|now)?[\s:,.\-–—]*",
    re.IGNORECASE,
)
_AWAY = re.compile(
    r"^\W*(?:(?:ok|okay|k|no|nah|thanks|thx)\W+)*(?:any(?:way|how)s?|never ?mind|nvm|moving on"
    r"|(?:leave|scrap|drop|forget) (?:it|that|(?:about )?(?:the|my) \w+)|forget (?!to\b)(?:about )?\w+(?: \w+)?)"
    r"\s*(?:[.,;:!–—]+|(?<=\s)-+)\s*",
    re.IGNORECASE,
)
"""Leaves a topic where a whole question follows: 'Anyway, is it hard?' does not."""
_CONCEDED = re.compile(
    r"^\W*(?:(?:ok|okay|yes|yeah|yep|well|sure|and)\W+)*(?:all )?(?:the|that|this|those|these)\b[^.?!]{0,60}?"
    r"(?:'s|\b(?:is|are|was|were|sounds?))\s+(?:all )?(?:(?:very|really|quite|pretty|so) )?"
    r"(?:nice|fine|ok|okay|good|great|well|interesting|cool|helpful)\b[^.?!]{0,20}?[,;]?\s+but\s+"
    r"(?=(?:what|how|which|who|where|when|why|do|does|is|are|can|could|should|would|will)\b)",
    re.IGNORECASE,
)
"""'The musician is nice, but what about money' is not about musicians."""
_MEANT = re.compile(
    r"^\W*(?:(?:sir|no|nope|but|well|sorry|hey|and|yes)\W+)*i (?:meant(?: for)?|was asking"
    r"|asked(?! (?!(?:about|you|how|what|which|who|where|when|why|whether|if)\b)))\b(?: you)?(?: about)?[\s,:]+(?=\w)",
    re.IGNORECASE,
)
"""'I asked my boss for a raise' is not it: there the program was not asked."""
_NOT_MEANT = re.compile(
    r"(?:,\s*|(?<!\s)(?<!\bare)(?<!\bis)(?<!\bam)(?<!'m)(?<!'s)(?<!'re)(?<!\bwas)(?<!\bbut)(?<!\bdo)(?<!\bdid)(?<!\bsaid)"
    r"(?<!\bif)\s+)(?:and )?not (?:(?:about|for|the|my) )*\w+(?: \w+)?\W*$",
    re.IGNORECASE,
)
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_ORDINAL = re.compile(
    r"(?<!which )(?<!which one )(?<!which comes )(?<!what comes )\b("
    + "|".join(_ORDINALS)
    + r"|last)\b(?=\s+(?:one|option|point|step|item|idea|tip|thing|way|choice|part|question)\b|\W*$)",
    re.IGNORECASE,
)
_NEXT = re.compile(
    r"^\W*(?:(?:and|ok|okay|so|then|what's|whats|what is|what comes)\W+)*(?:the )?next\b.{0,20}$", re.IGNORECASE
)
_ITEM = re.compile(r"^[ \t]*(?:[-*+•]|\d{1,2}[.)])[ \t]+(.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Question:
    """What is asked, as retrieval needs it."""

    text: str
    """The last turn, without what it waves away."""
    search: str
    """Stands on its own: lines of context, where the dialogue gives them, above the text, which is one line."""
    needs: tuple[str, ...]
    """What is asked, one need each; at least one."""
    background: str = ""
    """What the message tells besides."""
    context: str = ""
    """What the earlier turns give."""
    reworded: tuple[str, ...] = ()
    """A model's lines for it, of the dialogue's own words."""
    problem: str = ""
    """Why a model that was asked gave no lines, in words a person can read."""

    def search_for(self, need: str) -> str:
        """One need as it is looked up: below the line of a model that says most of it, or the dialogue's context."""
        wanted = set(content_words(need))
        shared = [(len(wanted & set(content_words(line))), line) for line in self.reworded]
        best = max(shared, default=(0, ""), key=lambda pair: pair[0])
        above = best[1] if best[0] else self.context
        return f"{above}\n{need}" if above else need


def rephrase(
    messages: Sequence[BaseMessage] | str, model: BaseChatModel | None = None, seconds: float = SECONDS
) -> Question:
    """The last turn as a question that stands on its own.

    Args:
        messages: the dialogue; its last turn is the person's.
        model: may be sent the dialogue; asked only about a follow-up or several needs. None: rules alone.
        seconds: how long to wait for it.
    """
    if isinstance(messages, str):
        messages = [HumanMessage(messages)]
    turns = [message for message in messages if isinstance(message, (HumanMessage, AIMessage)) and message.text.strip()]
    if not turns:
        return Question("", "", ("",))
    text = shortened(turns[-1].text.strip())
    context = ""
    turned = _turned(text)
    if turned and text[turned.end() :].strip():
        text = text[turned.end() :].strip()
    elif not turned:
        context = _context([(isinstance(turn, HumanMessage), turn.text.strip()) for turn in turns[:-1]], text)
    text = _meant(text)
    asked, background = asks(text)
    line = one_line(text)
    question = Question(text, f"{context}\n{line}" if context else line, asked, background, context)
    goes_on = bool(context) and not stands_alone(text)
    if model is None or not (goes_on or len(asked) > 1):
        return question
    found = reword(turns[-TURNS_FOR_A_MODEL:], model, seconds)
    above = " ".join(found.lines) if goes_on else ""
    search = f"{above}\n{line}" if above else question.search
    return replace(question, search=search, reworded=found.lines, problem=found.problem)


def _turned(text: str) -> re.Match[str] | None:
    """The words by which a turn leaves the topic, if it does."""
    away = _AWAY.match(text)
    if away and (stands_alone(text[away.end() :]) or names_its_topic(text[away.end() :])):
        return away
    return _OTHER_TOPIC.match(text)


def _meant(text: str) -> str:
    """A turn without what it waves away: 'I asked how to get the job, not salary' asks how to get the job."""
    found = _CONCEDED.match(text)
    if found and not points_back(text[found.end() :]):
        text = text[found.end() :]
    found = _MEANT.match(text)
    rest = _NOT_MEANT.sub("", text[found.end() :]) if found else ""
    return rest if told(rest) else text


def _context(turns: Sequence[tuple[bool, str]], text: str) -> str:
    """What the earlier turns give, a line each.

    What 'here' or 'my age' stands for, with what the chat began with, since that tells who asks and what for; to a
    follow-up also the last question that stood on its own, what was told since, and the part of the answer that is
    pointed at.
    """
    asked = _since_the_topic([one_line(shortened(said)) for human, said in turns if human])
    facts = facts_for(text, asked)
    if not asked:
        return ""
    answer = "" if turns[-1][0] else turns[-1][1]
    whole = stands_alone(text)
    if not whole and _NEXT.match(text) and (following := _following_ordinal(asked[-1])):
        return following
    began = " ".join([*(fact for fact in facts if fact not in asked[0]), asked[0]])
    if whole:
        return _ends_of([began])
    *lines, last = [began, *(said for said in _topic(asked) if said != asked[0])]
    return _ends_of([*lines, f"{last} {one_line(_pointed_at(text, answer))}".strip()])


def _topic(asked: Sequence[str]) -> list[str]:
    """The last question that stood on its own, and what follow-ups to it told besides.

    'Is Kaggle useful?', 'why?', 'and for beginners?': the third is about Kaggle too.
    """
    topic = list(asked[:1])
    for at, said in enumerate(asked[1:], start=1):
        if stands_alone(said):
            topic = [said]
        elif names_its_topic(said):
            topic = [topic[0], said]  # what was asked between them is answered
        elif told(said) or (at == len(asked) - 1 and content_words(said)):
            topic.append(said)
    return [*topic[:1], *topic[1:][-FOLLOW_UPS:]]


def _ends_of(lines: Sequence[str]) -> str:
    return "\n".join(line[-TURN_CHARACTERS:] for line in lines)


def _since_the_topic(asked: Sequence[str]) -> list[str]:
    """The person's turns since one that left the topic before, without the words by which it did."""
    since: list[str] = []
    for said in asked:
        turned = _turned(said)
        rest = said[turned.end() :].strip() if turned else said
        since = [rest] if turned else [*since, rest]
    return [_meant(said) for said in since if said]


def _following_ordinal(question: str) -> str:
    """'What is the first step of X?' then 'next?': the second step."""
    for now, then in itertools.pairwise(_ORDINALS):
        if re.search(rf"\b{now}\b", question, re.IGNORECASE):
            return re.sub(rf"\b{now}\b", then, question, flags=re.IGNORECASE)
    return ""


def _pointed_at(text: str, answer: str) -> str:
    """'the third option': that item of the answer's list, or that sentence of it, or that part of its one sentence."""
    found = _ORDINAL.search(text)
    if not found or not answer:
        return ""
    answer = OWN_MARKER.sub("", answer[:LONGEST_ANSWER])
    said = [answer[a:b] for a, b in sentences(answer)]
    parts = [piece for piece in re.split(r",\s+(?:and\s+|or\s+)?|;\s*|\s+or\s+", answer.rstrip(".")) if piece.strip()]
    items = _ITEM.findall(answer) or (said if len(said) > 2 else parts)
    named = found.group(1).lower()
    at = len(items) - 1 if named == "last" else _ORDINALS.index(named)
    return items[at].strip() if len(items) > 1 and at < len(items) else ""
