"""Rephrase: a dialogue goes in, a self-contained question comes out. (thin stand-in by the lead; the retrieval helper replaces it; keep this signature)"""

from collections.abc import Sequence

from langchain_core.messages import BaseMessage

from rag.types import Question


def rephrase(messages: Sequence[BaseMessage]) -> Question:
    text = str(messages[-1].text)
    earlier = [str(m.text) for m in messages[:-1] if m.type == "human"]
    short = len(text.split()) < 8 and earlier
    return Question(text=text, search=f"{earlier[-1]} {text}" if short else text)
