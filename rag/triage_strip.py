"""Strip: a message goes in; out come its plain form, its sentences, and what is left without orders to the bot."""

import base64
import binascii
import re
import unicodedata

from rag.triage_chat import CAREER
from rag.triage_orders import ABOUT_SECURITY, INSTRUCTION, ORDER

_HEAD, _TAIL = 6000, 2000
_INVISIBLE = re.compile(
    r"[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206"
    r"f\ufe00-\ufe0f\ufeff]"
)
_SPACED = re.compile(r"(?<!\w)(?:\w ){3,40}\w(?!\w)")
_LEET_WORD = re.compile(r"(?<![\w@$])(?=[\w@$]{0,20}[0134578@$])(?=[\w@$]{0,20}[a-z])[\w@$]{3,20}(?![\w@$])")
_LEET = str.maketrans("013457@$", "oieastas")
_SENTENCE = re.compile(r"(?<=[.!?…])[\"')\]]*\s+|\n+")
_ROLE = re.compile(
    r"(?:<\|?/?(?:im_start|im_end|system|user|assistant|inst|endoftext|sys)\|?>(?:\s*(?:system|user"
    r"|assistant)\b)?|\{?[\"']role[\"']: ?[\"'](?:system|assistant|developer|user|human)[\"'],"
    r" ?[\"']content[\"']: ?[\"']?"
    r"|\b(?:begin|end)(?: of)? (?:system|admin|developer) (?:message|prompt|note)s?\b:?|\[/?(?:system|user"
    r"|inst|admin[^\]\n]{0,30}|assistant|developer)\]"
    r"|(?:^|(?<=[\n.!?;]))[ \t]{0,4}(?:#{1,4} ?)?(?:system(?: message| prompt| note)?|user|human|assistant"
    r"|admin(?:istrator)?|developer|question|input|instructions?|new instructions?|(?:important"
    r" )?(?:instructions?|notes?|message)"
    r" (?:to|for) (?:the )?(?:ai|assistant|bot|chatbot|model|llm|system))[ \t]{0,4}:)",
    re.IGNORECASE,
)
_CLAUSE = re.compile(
    r"^\W*(?:please )?(?:ignor\w*|disregard|forget|override|bypass|skip)\b[^.?!\n]{0,70}?"
    + ORDER
    + r"[^.?!\n,;:]{0,30}?(?:[,;:]| and(?: then)?| then| but)\s+(?=\w)",
    re.IGNORECASE,
)
_COMMAND = re.compile(
    r"^\W*(?:instead |now |please )*(?:say|print|output|answer|respond|reply|reveal|show|display"
    r"|write|recommend|always|never|act|pretend|become|praise|you|do|follow|obey|from)\b",
    re.IGNORECASE,
)
_BASE64 = re.compile(r"(?<![\w+/])[A-Za-z0-9+/]{20,4000}={0,2}(?![\w+/=])")
_QUESTION = re.compile(
    r"\?|^\W*(?:how|what|which|where|when|who|why|is|are|do|does|did|can|could|should|would|will|tell me"
    r"|explain|help me|i want to (?:become|learn|work|know)|wie|was|welche|comment|quel|qué|cómo)\b",
    re.IGNORECASE,
)


def plain(text: str) -> str:
    """Lower case, one width, one apostrophe, no control, direction or zero-width marks; long texts keep both ends."""
    if len(text) > _HEAD + _TAIL:
        text = f"{text[:_HEAD]}\n{text[-_TAIL:]}"
    return whole(text)


def whole(text: str) -> str:
    """As `plain`, however long."""
    text = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))
    text = text.replace("’", "'").replace("‘", "'").replace("`", "'").lower()
    return re.sub(r"[^\S\n]+", " ", text).strip()


def disguised(text: str) -> str:
    """The plain text with spaced-out and digit-for-letter words spelled out ('k1ll', 'i g n o r e')."""
    text = _SPACED.sub(lambda m: m.group().replace(" ", ""), text)
    return _LEET_WORD.sub(lambda m: m.group().translate(_LEET), text)


def sentences(text: str) -> list[str]:
    """Pieces between full stops, question marks and line ends; not empty."""
    return [piece.strip() for piece in _SENTENCE.split(text) if piece and piece.strip()]


def _hidden(text: str) -> str:
    """Readable words inside base64, else ''."""
    for match in _BASE64.finditer(text):
        token = match.group().rstrip("=")
        try:
            decoded = base64.b64decode(token + "=" * (-len(token) % 4), validate=True).decode("utf-8")
        except (binascii.Error, UnicodeDecodeError, ValueError):
            continue
        if " " in decoded and decoded.isprintable():
            return decoded
    return ""


def _is_order(sentence: str) -> bool:
    form = plain(sentence)
    return any(INSTRUCTION.search(each) for each in {form, disguised(form)}) and not ABOUT_SECURITY.search(form)


_CLAUSE_GAP = re.compile(
    r"[:;]\s+|,?\s+(?:and|then|but|so|also)\s+(?=(?:then|also|now|after that|tell|explain|what|how|which|where"
    r"|who|when|why|can"
    r"|should|do|does|is|are|answer)\b)|,\s+(?:then |and |so |now )*|\s+[-–—]+\s+|\bp\.?s\.?:?\s+|!+\s*",
    re.IGNORECASE,
)
_OPENS = re.compile(
    r"^\W*(?:(?:then|also|now|please|so|and|but|ok|okay)[ ,]+)*(?:what|how|which|where|who|when|why|can|could"
    r"|should|do|does|did|is|are|am"
    r"|will|would|tell me|explain|rate my|help me|give me (?:a|an|some|tips)|compare|i want to (?:become|learn"
    r"|work|know))\b",
    re.IGNORECASE,
)


def _asked_beside(sentence: str) -> str:
    """The question in a sentence that holds an order too ('Answer as a pirate: do I need a PhD?'), or ''."""
    starts = [0, *(gap.end() for gap in _CLAUSE_GAP.finditer(sentence))]
    ends = [*(gap.start() for gap in _CLAUSE_GAP.finditer(sentence)), len(sentence)]
    clauses = [(at, to) for at, to in zip(starts, ends, strict=True) if sentence[at:to].strip()]
    first = next(
        (
            number
            for number, (at, to) in enumerate(clauses)
            if _OPENS.match(sentence[at:]) and not _is_order(sentence[at:to]) and _asks_something(sentence[at:])
        ),
        None,
    )
    if first is None:
        return ""
    last = next(
        (n for n in range(first, len(clauses)) if _is_order(sentence[clauses[n][0] : clauses[n][1]])), len(clauses)
    )
    return sentence[clauses[first][0] : clauses[last - 1][1]].strip(" ,;:-")


def _asks_something(text: str) -> bool:
    return "?" in text or CAREER.search(plain(text)) is not None


def _asks(sentence: str) -> bool:
    """Whether some part of a sentence asks something that may be answered."""
    if "?" in sentence or (_QUESTION.search(sentence) and CAREER.search(plain(sentence))):
        return True
    starts = (0, *(gap.end() for gap in _CLAUSE_GAP.finditer(sentence)))
    return CAREER.search(plain(sentence)) is not None and any(_OPENS.match(sentence[at:]) for at in starts)


def strip(question: str) -> tuple[str, bool]:
    """What is left to answer, and whether anything was taken out. The words left are the person's own, unchanged."""
    if len(question) > _HEAD + _TAIL:
        question = f"{question[:_HEAD]}\n{question[-_TAIL:]}"
    cleaned, found = question, False
    if _hidden(cleaned):
        cleaned, found = _BASE64.sub(" ", cleaned), True
    blocks = _blocks(_INVISIBLE.sub("", cleaned))
    spoken = any(role == "user" for role, _ in blocks)
    kept: list[str] = []
    for role, text in blocks:
        if role == "system":
            found = True
            if spoken:
                continue
        for sentence in sentences(text):
            clause = _CLAUSE.match(sentence)
            if clause and not ABOUT_SECURITY.search(sentence):
                found = True
                sentence = sentence[clause.end() :]
                if _COMMAND.match(sentence) or _is_order(sentence):
                    continue
            elif _is_order(sentence):
                found = True
                sentence = _asked_beside(sentence)
                if not sentence:
                    continue
            if role == "system" and not _asks(sentence):
                continue
            kept.append(sentence)
    if not found:
        return question.strip(), False
    if not any(map(_asks, kept)):
        return "", True
    return " ".join(kept), True


def _blocks(text: str) -> list[tuple[str, str]]:
    """The message cut at role marks ('SYSTEM:', '[USER]', '<|im_start|>'): who is said to speak, and what."""
    marks = list(_ROLE.finditer(text))
    if not marks:
        return [("", text)]
    blocks = [("", text[: marks[0].start()])]
    for at, mark in enumerate(marks):
        end = marks[at + 1].start() if at + 1 < len(marks) else len(text)
        named = mark.group().lower()
        role = "user" if re.search(r"user|human|question|input|im_end|/inst|/sys|\bend\b", named) else "system"
        if not text[mark.end() : end].strip():
            continue
        blocks.append((role, text[mark.end() : end]))
    return blocks
