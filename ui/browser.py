"""Browser: what a browser stored goes in, who it is and what it agreed to comes out."""

from dataclasses import dataclass, field
from typing import Any

from ui.history import fresh_id


@dataclass(frozen=True)
class Browser:
    """What a browser remembers: who it is, which conversation is open, whether conversations are kept on this
    machine's disk.
    """

    id: str = field(default_factory=fresh_id)
    conversation: str = field(default_factory=fresh_id)
    keep: bool = True
    agreed: str = ""
    """What the person agreed to have sent to a model elsewhere, in the words they saw: other words need another yes."""

    @classmethod
    def read(cls, stored: object) -> "Browser":
        """From the browser's own storage, which anybody can write: whatever is not as it should be is made anew."""
        if not isinstance(stored, dict):
            return cls()
        id, conversation = stored.get("id"), stored.get("conversation")
        good = all(isinstance(word, str) and 16 <= len(word) <= 64 and word.isascii() for word in (id, conversation))
        agreed = stored.get("agreed")
        words = agreed.encode("utf-8", "ignore").decode() if isinstance(agreed, str) else ""
        return cls(str(id), str(conversation), stored.get("keep") is not False, words) if good else cls()

    def write(self) -> dict[str, Any]:
        return {"id": self.id, "conversation": self.conversation, "keep": self.keep, "agreed": self.agreed}
