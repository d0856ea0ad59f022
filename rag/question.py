"""Question: whatever a caller hands in goes in, the dialogue's last turn and what came before come out."""

from collections.abc import Mapping, Sequence
from typing import Any

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, convert_to_messages

from ingest.errors import QuestionRefused

LONGEST_CHARACTERS = 4000
"""Longer messages are read to this length: an embedding sees a few hundred words at most, and pages are no question."""
LONGEST_ANSWER = 20_000


def dialogue_of(asked: Any) -> list[BaseMessage]:
    """Messages whose last turn is the person's question.

    Args:
        asked: a string; LangChain messages, or what converts to them; or a mapping with 'messages' or 'question', as
            LangGraph states have.

    Raises:
        QuestionRefused: anything else, or a dialogue that does not end with the person's turn.
    """
    if isinstance(asked, Mapping):
        asked = asked.get("messages", asked.get("question"))
    if isinstance(asked, str):
        return [HumanMessage(asked)]
    if isinstance(asked, BaseMessage):
        asked = [asked]
    if not isinstance(asked, Sequence) or not asked:
        raise QuestionRefused("Ask with a string, or with a list of messages whose last turn is the question.")
    try:
        messages = convert_to_messages(asked)
    except (ValueError, NotImplementedError, TypeError) as error:
        raise QuestionRefused(f"These are no messages: {error}") from error
    if not isinstance(messages[-1], HumanMessage):
        raise QuestionRefused("The last message of a dialogue must be the person's question.")
    return messages


def last_turn(messages: Sequence[BaseMessage]) -> str:
    """The words of the last message, cut to a readable length, without characters that no one typed."""
    text = str(messages[-1].text)
    return "".join(c for c in text[:LONGEST_CHARACTERS] if c in "\n\t" or c.isprintable() or c == "\u200d").strip()


def earlier_turns(messages: Sequence[BaseMessage], most: int = 40) -> Sequence[BaseMessage]:
    """The turns before the last that hold words of the person or of an answer, the newest `most` of them."""
    return [m for m in messages[:-1] if isinstance(m, (HumanMessage, AIMessage)) and str(m.text).strip()][-most:]


def answers_so_far(messages: Sequence[BaseMessage]) -> tuple[str, ...]:
    """The words of each answer that the person has read, cut to a length that an answer may have."""
    return tuple(
        str(message.text)[:LONGEST_ANSWER] for message in earlier_turns(messages) if isinstance(message, AIMessage)
    )
