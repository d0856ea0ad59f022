"""Suspect: a text goes in, the words with which it talks to a language model come out, if it does.

Passages that do so are not used in answers (`rag/addressed.py`), and every shown sentence must rest on retrieved
words, so such a document at most empties an answer. But whoever indexes it should know. Writing *about* prompts is no
offence: only addressing a model is.
"""

import re

_UNSEEN = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\U000e0000-\U000e007f]{3,}")
# every repetition is bounded: sixty thousand line ends must not take minutes
_TALKS = re.compile(
    r"\b(?:ignore|disregard|forget|override)\s{1,20}(?:all\s{1,20}|any\s{1,20}|every\s{1,20}|the\s{1,20}|your\s{1,20}|these\s{1,20}"
    r"|of\s{1,20}){0,4}(?:previous|prior|above|earlier|preceding|"
    r"system|other)\s{1,20}(?:\w{1,40}\s{1,20}){0,2}(?:instructions?|prompts?|rules?|messages?|directions?|context|passages?)\b"
    r"|\b(?:ignore|disregard|forget|override)\s{1,20}your\s{1,20}(?:\w{1,40}\s{1,20}){0,2}(?:instructions?|prompts?|rules?)\b"
    r"|\b(?:treat|accept|consider|judge|mark|label)\s{1,20}(?:this|the\s{1,20}(?:following|above|next|whole))\s{1,20}"
    r"(?:passage|document|text|claim|statement|answer)s?\s{1,20}as\s{1,20}(?:\w{1,40}\s{1,20}){0,2}"
    r"(?:verified|supported|proven|trusted|true)\b"
    r"|\bthe (?:following|above|next|previous) (?:claim|statement|sentence|answer)s? (?:is|are) (?:fully |entirely )?"
    r"(?:supported|verified|proven)\b"
    r"|\banswer (?:only )?(?:yes|no|true|supported) to (?:everything|all|every|any)\b"
    r"|<\|[a-z_]{2,30}\|>|\[/?INST\]|<</?SYS>>|<(?:start|end)_of_turn>|</?(?:system|passage"
    r"|instructions)\b[^<>\n]{0,40}>"
    r"|^[ \t]{0,40}(?:###\s{0,20})?(?:system|assistant)\s{0,20}(?:prompt|message|instructions?)?\s{0,20}:\s{0,20}"
    r"(?:you|your|ignore|always"
    r"|never|do)\b"
    r"|\byou are (?:now )?(?:an? )?(?:helpful )?(?:AI|language model|LLM|chat ?bot|DAN|assistant)\b(?! (?:engineer"
    r"|researcher|product|student|expert))"
    r"|\b(?:attention|note|message|instructions?)(?: to| for)? (?:the |any |all )?(?:AI|LLMs?|language models?"
    r"|assistants?|chat ?bots?|ChatGPT|Claude|Gemini)"
    r"(?: (?:models?|agents?|assistants?|readers?))?\s{0,20}[:,]"
    r"|\b(?:if|when) you are an? (?:AI|LLM|language model|assistant|chat ?bot)\b"
    r"|\b(?:reveal|print|repeat|output) (?:your|the) (?:system )?(?:prompt|instructions)\b"
    r"|\b(?:AI|LLMs?|language models?|assistants?|chat ?bots?)\s{0,20}(?:,|:)\s{0,20}(?:please\s{1,20})?"
    r"(?:ignore|always|say|answer"
    r"|recommend|respond|tell|mark|rate)\b"
    r"|\b(?:rate|rank|mark|recommend) (?:this|the) (?:candidate|applicant|resume|cv|document|passage) (?:as "
    r")?(?:highly|the best|top|first|supported|true)\b",
    re.IGNORECASE | re.MULTILINE,
)


def talks_to_a_model(text: str) -> str | None:
    """The first words that address a model, at most 120 characters; None if nothing does."""
    found = _TALKS.search(text)
    if found is not None:
        end = text.find("\n", found.end())
        return re.sub(
            r"\s+", " ", text[found.start() : min(found.start() + 120, end if end > 0 else len(text))]
        ).strip()
    return "characters that nobody can see" if _UNSEEN.search(text) else None
