"""Local model: a folder of Hugging Face weights goes in, a LangChain chat model comes out. Nothing is ever
downloaded."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from pydantic import PrivateAttr

from ingest.errors import ModelUnavailable


class LocalModel(BaseChatModel):
    """A transformers causal language model on this machine, streamed token by token, greedy."""

    folder: str
    most_tokens: int = 700
    most_input_tokens: int = 6_000

    _loaded: Any = PrivateAttr(default=None)
    _lock: threading.Lock = PrivateAttr(default_factory=threading.Lock)

    @property
    def _llm_type(self) -> str:
        return "groundwork-local"

    @property
    def model(self) -> str:
        """The folder's name."""
        return Path(self.folder).name

    def load(self) -> Any:
        """Tokeniser and weights; loaded once.

        Raises:
            ModelUnavailable: no such folder, or no model that writes in it.
        """
        with self._lock:
            if self._loaded is None:
                self._loaded = _load(Path(self.folder))
            return self._loaded

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        from transformers import StoppingCriteria, StoppingCriteriaList, TextIteratorStreamer

        tokenizer, weights = self.load()
        told = _prompt(tokenizer, messages, self._room(weights))
        streamer = TextIteratorStreamer(tokenizer, skip_prompt=True, skip_special_tokens=True)
        stopped = threading.Event()
        failed: list[BaseException] = []

        class Stop(StoppingCriteria):  # type: ignore[misc]
            def __call__(self, *args: Any, **kwargs: Any) -> bool:
                return stopped.is_set()

        def generate() -> None:
            try:
                weights.generate(
                    **told,
                    streamer=streamer,
                    max_new_tokens=self.most_tokens,
                    do_sample=False,
                    stopping_criteria=StoppingCriteriaList([Stop()]),
                    pad_token_id=tokenizer.pad_token_id
                    if tokenizer.pad_token_id is not None
                    else tokenizer.eos_token_id,
                )
            except BaseException as error:  # carried to the reader's thread
                failed.append(error)
                streamer.end()

        with self._lock:  # one reply at a time: two would each take half the machine, and be slower together
            worker = threading.Thread(target=generate, name="generate", daemon=True)
            worker.start()
            try:
                for text in streamer:
                    if text:
                        chunk = ChatGenerationChunk(message=AIMessageChunk(content=text))
                        if run_manager:
                            run_manager.on_llm_new_token(text, chunk=chunk)
                        yield chunk
            finally:
                stopped.set()
                worker.join(timeout=30)
        if failed:
            raise failed[0]

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        text = "".join(str(chunk.message.text) for chunk in self._stream(messages, stop, run_manager, **kwargs))
        return ChatResult(generations=[ChatGeneration(message=AIMessage(content=text))])

    def _room(self, weights: Any) -> int:
        longest = getattr(weights.config, "max_position_embeddings", None) or self.most_input_tokens + self.most_tokens
        return int(max(64, min(self.most_input_tokens, longest - self.most_tokens)))


def _load(folder: Path) -> Any:
    if not (folder / "config.json").is_file():
        raise ModelUnavailable(
            f"There is no Hugging Face model in '{folder}' (no config.json). Give the folder that holds its "
            f"config.json, weights and "
            "tokeniser: --model huggingface:/path/to/folder"
        )
    try:
        import torch
        from transformers import AutoModelForCausalLM, AutoTokenizer

        tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
        weights = AutoModelForCausalLM.from_pretrained(folder, local_files_only=True, dtype="auto")
        weights.to("cuda" if torch.cuda.is_available() else "cpu").eval()
    except ImportError as error:
        raise ModelUnavailable("A local model needs torch and transformers: pip install torch transformers") from error
    except (OSError, ValueError, KeyError, RuntimeError) as error:
        raise ModelUnavailable(
            f"The model in '{folder}' cannot be loaded: {str(error).splitlines()[0][:200]}"
        ) from error
    return tokenizer, weights


def _prompt(tokenizer: Any, messages: list[BaseMessage], room: int) -> dict[str, Any]:
    """Token ids; a prompt that is too long loses its middle, so that the rules and the question stay."""
    import torch

    roles = {"human": "user", "ai": "assistant", "system": "system"}
    turns = [{"role": roles.get(m.type, "user"), "content": str(m.text)} for m in messages]
    if getattr(tokenizer, "chat_template", None):
        try:
            text = tokenizer.apply_chat_template(turns, tokenize=False, add_generation_prompt=True)
        except Exception:  # templates raise what they like; several know no system turn
            merged = [{"role": "user", "content": "\n\n".join(turn["content"] for turn in turns)}]
            text = tokenizer.apply_chat_template(merged, tokenize=False, add_generation_prompt=True)
        ids = tokenizer(text, add_special_tokens=False, return_tensors="pt")["input_ids"]
    else:
        text = "\n\n".join(turn["content"] for turn in turns) + "\n\nAnswer:"
        ids = tokenizer(text, return_tensors="pt")["input_ids"]
    if ids.shape[1] > room:
        ids = torch.cat([ids[:, : room // 3], ids[:, ids.shape[1] - (room - room // 3) :]], dim=1)
    return {"input_ids": ids, "attention_mask": torch.ones_like(ids)}
