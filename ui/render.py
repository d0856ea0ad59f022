"""Render: an answer goes in, Markdown or HTML comes out. Pure functions; every word is escaped here, nothing is
fetched.

The markers of an answer lead to the cards that `ui.evidence` makes: `#words-<key>-<n>` is the quote behind marker [n]
of the turn `key`, and `#mark-<key>-<n>` the way back.
"""

from collections.abc import Sequence
from html import escape

from rag.types import Answer, Declined, Finding, describe
from ui.text import clean, plain, shorten

PROMISE = "Career advice for AI, machine learning and data, where every sentence shows the words it rests on."
HOW = "Ask as you would ask a colleague. Each sentence of an answer carries a number; the number opens the source."
EXAMPLES = (
    "Do I need a PhD to work in machine learning?",
    "I teach physics and know some Python. Where do I start?",
    "How should I prepare for a machine learning interview?",
    "Will AI take entry-level data jobs?",
)
QUESTION_SHOWN = 1200
"""Characters of a question that the page repeats."""

_DECLINED = {
    "not-in-sources": "The sources do not answer this",
    "out-of-scope": "Outside what these sources cover",
    "unclear": "Please say a little more",
    "harmful": "Not something to help with",
    "legal": "A question for a lawyer",
    "medical": "A question for a doctor",
    "immigration": "A question for an immigration adviser",
    "crisis": "Please talk to somebody now",
    "instruction": "Not a career question",
    "small-talk": "",
}
_REFUSED = {
    "partly": "Only partly in the sources",
    "unsupported": "Not in the sources",
    "contradicted": "The sources say otherwise",
}


def mode_words(mode: str) -> str:
    """What the badge says."""
    return (
        "Composed from sources, no language model"
        if mode == "composed"
        else f"Written by {mode}, checked against sources"
    )


def badge_html(mode: str) -> str:
    kind = "composed" if mode == "composed" else "model"
    return f'<span class="badge {kind}">{_words(mode_words(mode))}</span>'


def header_html(mode: str) -> str:
    """The line that stays on top, with the place where `page.js` tells a screen reader that an answer is complete."""
    told = '<span class="unseen" id="told" role="status"></span>'
    return f'<div class="masthead"><span class="brand">Groundwork</span>{badge_html(mode)}{told}</div>'


def welcome_html(examples: Sequence[str] = EXAMPLES) -> str:
    """The first screen: the promise and questions to begin with."""
    asked = "".join(f"<li>{ask_html(question)}</li>" for question in examples)
    promise = f'<h1>{escape(PROMISE)}</h1><p class="how">{escape(HOW)}</p>'
    return f'<section class="welcome">{promise}<ul class="asks">{asked}</ul></section>'


def ask_html(question: str) -> str:
    """A button that asks the question."""
    return f'<button type="button" class="ask" data-ask="{escape(clean(question))}">{_words(question)}</button>'


def consent_html(words: str) -> str:
    """What will leave this machine if the person says yes."""
    return f'<p class="consent"><b>Before the model writes:</b> {_words(words)} Without your yes nothing is sent.</p>'


def about_me_html() -> str:
    return '<p class="notice">Shapes what is looked for. It stays in this session: reloading the page forgets it.</p>'


def question_html(question: str, key: str) -> str:
    """What the person asked, as words, never as markup."""
    shown = shorten(clean(question).strip(), QUESTION_SHOWN) or "(an empty question)"
    you = '<span class="unseen">You asked: </span>'
    return f'<h2 class="question" id="question-{key}" tabindex="-1" dir="auto">{you}{escape(shown)}</h2>'


def turn_html(question: str, key: str, body: str, live: bool = False) -> str:
    """One turn: the question and whatever stands below it."""
    state = " live" if live else ""
    opening = f'<section class="turn{state}" data-key="{key}" aria-labelledby="question-{key}">'
    return f"{opening}{question_html(question, key)}{body}</section>"


def status_html(words: str) -> str:
    """What is going on while there is nothing to read yet."""
    dots = '<span class="dots" aria-hidden="true"><i></i><i></i><i></i></span>'
    return f'<p class="status" role="status">{dots}{_words(words)}</p>'


def trouble_html(words: str) -> str:
    """Something went wrong; the words say what and how to mend it."""
    return f'<div class="trouble" role="alert"><p class="label">That did not work</p><p>{_words(words)}</p></div>'


def answer_html(answer: Answer, key: str, judgement: str | None = None, done: bool = True) -> str:
    """The answer's sentences with markers, or its decline; below them what was withheld and what can be done with it.

    A partial answer (`done=False`) gives the same numbers as the whole one, since numbers follow first use.
    """
    if answer.declined is not None:
        judged = "" if answer.declined.reason == "small-talk" else actions_html(answer, key, judgement, copy=False)
        return declined_html(answer.declined) + (notice_html(answer.notice) + judged if done else "")
    body = f'<div class="answer" dir="auto">{sentences_html(answer, key, fresh=not done)}</div>'
    if not done:
        return body
    return f"{body}{notice_html(answer.notice)}{withheld_html(answer.withheld)}{actions_html(answer, key, judgement)}"


def notice_html(words: str) -> str:
    """A word beside an answer or a decline; '' for none."""
    return f'<p class="notice">{_words(words)}</p>' if words else ""


def sentences_html(answer: Answer, key: str, fresh: bool = False) -> str:
    """Paragraphs and lists as the claims' layout asks for. `fresh` marks the newest sentence."""
    parts: list[str] = []
    open_block = ""
    marked: set[int] = set()
    for at, finding in enumerate(answer.shown):
        wanted = {"item": "ul", "step": "ol"}.get(finding.claim.layout, "p")
        new = fresh and at == len(answer.shown) - 1
        shown = sentence_html(answer, finding, key, marked, new)
        if finding.claim.layout == "inline" and open_block:
            parts.append(f" {shown}")
        elif wanted == "p":
            parts.append(f"{_close(open_block)}<p>{shown}")
            open_block = "p"
        elif open_block == wanted:
            parts.append(f"</li><li>{shown}")
        else:
            parts.append(f"{_close(open_block)}<{wanted}><li>{shown}")
            open_block = wanted
    return "".join(parts) + _close(open_block)


def sentence_html(answer: Answer, finding: Finding, key: str, marked: set[int], fresh: bool = False) -> str:
    """One sentence with its markers; `marked` collects the numbers that have been used, since an id stands once in a
    page.
    """
    markers = []
    for number in answer.markers(finding):
        heading = answer.citations[number - 1].passage.heading
        place = f", {plain(clean(heading[-1]))}" if heading else ""
        anchor = "" if number in marked else f' id="mark-{key}-{number}"'
        marked.add(number)
        markers.append(
            f'<a class="marker"{anchor} href="#words-{key}-{number}" data-key="{key}" data-number="{number}" '
            f'aria-label="Source {number}{escape(place)}">[{number}]</a>'
        )
    you = ' <span class="you">you said</span>' if finding.claim.kind == "about-you" else ""
    tail = f'<span class="markers">&#8288;{" ".join(markers)}</span>' if markers else ""
    return f'<span class="sentence{" fresh" if fresh else ""}">{_words(finding.claim.text)}{you}{tail}</span>'


def declined_html(declined: Declined) -> str:
    """Why there is no answer and what can be asked instead; set apart, so nobody takes it for advice."""
    title = _DECLINED.get(declined.reason, "")
    label = f'<p class="label">{title}</p>' if title else ""
    topics = "".join(f"<li>{ask_html(topic)}</li>" for topic in declined.topics)
    ask = f'<p class="instead">You could ask</p><ul class="asks">{topics}</ul>' if topics else ""
    kind = "aside" if declined.reason == "small-talk" else "declined"
    paragraphs = "".join(f"<p>{_words(part)}</p>" for part in clean(declined.message).split("\n\n") if part.strip())
    return f'<div class="{kind} {declined.reason}">{label}{paragraphs}{ask}</div>'


def withheld_html(withheld: Sequence[Finding]) -> str:
    """What was not shown, and why; closed until somebody asks to see it."""
    if not withheld:
        return ""
    lines = "".join(
        f"<li><q>{_words(f.claim.text)}</q><p "
        f'class="because"><b>{_REFUSED.get(f.verdict.label, "Not shown")}.</b> {_words(f.verdict.reason)}</p></li>'
        for f in withheld
    )
    return (
        f'<details class="withheld"><summary>What the model said that the sources don\'t support '
        f"({len(withheld)})</summary>"
        f"<ul>{lines}</ul></details>"
    )


def actions_html(answer: Answer, key: str, judgement: str | None = None, copy: bool = True) -> str:
    """Copy, and a judgement that stays on this machine."""

    def judge(value: str, sign: str, words: str) -> str:
        pressed = "true" if judgement == value else "false"
        return (
            f'<button type="button" class="quiet" data-judgement="{value}" data-key="{key}" aria-pressed="{pressed}" '
            f'title="{words} (told to nobody outside this machine)">{sign}<span class="unseen">{words}</span></button>'
        )

    paste = (
        f'<button type="button" class="quiet copy" data-copy="{escape(markdown(answer))}">Copy with sources</button>'
    )
    who = "Composed from sources" if answer.mode == "composed" else f"Written by {_words(answer.mode)}"
    tail = f'{paste}<span class="who">{who}</span>' if copy else ""
    return (
        f'<div class="actions">{judge("up", _UP, "Helpful")}{judge("down", _DOWN, "Not helpful")}'
        f'{tail}<span class="said" role="status"></span></div>'
    )


def markdown(answer: Answer) -> str:
    """The answer to paste elsewhere: its text, then each source with the cited words."""
    if answer.declined is not None:
        return str(answer)
    notice = [clean(answer.notice), ""] if answer.notice else []
    lines = [clean(answer.text), "", *notice, "Sources:", ""]
    for section in answer.by_section():
        first = next(iter(section.values())).passage
        lines.append(f"**{clean(' > '.join(first.heading) or first.document_id)}**")
        lines += (f"- [{number}] “{' '.join(plain(clean(c.quote)).split())}”" for number, c in section.items())
        named = dict.fromkeys(describe(source) for c in section.values() for source in c.passage.sources)
        lines += [f"- rests on: {clean('; '.join(named))}", ""] if named else [""]
    return "\n".join(lines).rstrip()


def _close(block: str) -> str:
    return {"": "", "p": "</p>", "ul": "</li></ul>", "ol": "</li></ol>"}[block]


def _words(text: str) -> str:
    return escape(plain(clean(text)))


_THUMB = (
    '<svg viewBox="0 0 24 24" width="18" height="18" aria-hidden="true" fill="none" stroke="currentColor" '
    'stroke-width="1.8" '
    'stroke-linejoin="round"{turn}><path d="M7 11v9H4v-9zM7 11l4-8a2 2 0 0 1 3 2l-1 5h5a2 2 0 0 1 2 2.4l-1.3 6A2 '
    '2 0 0 1 16.700 20H7"/></svg>'
)
_UP = _THUMB.format(turn="")
_DOWN = _THUMB.format(turn=' style="transform:rotate(180deg)"')
