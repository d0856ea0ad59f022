"""Laws of what is shown: nothing becomes markup, markers and cards fit, and the marked words are the quote."""

from html.parser import HTMLParser
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from page_support import HOSTILE, SURVEY, cite, refused, small_document, supported

from ingest.types import Document, Passage, Source
from rag.types import Answer, Citation, Claim, Declined, Finding, Verdict
from ui import render
from ui.evidence import evidence_html, group, source_html, windows_around
from ui.shelf import library_html
from ui.terminal import print_answer

OURS = frozenset(
    {"a", "article", "b", "button", "cite", "details", "div", "h1", "h2", "h3", "header", "i", "input", "label"}
) | {*("li", "mark", "ol", "p", "path", "q", "section", "span", "summary", "svg", "ul")}
hostile = st.text(alphabet=st.characters(codec="utf-8"), max_size=200) | st.sampled_from(HOSTILE)


class Page(HTMLParser):
    """What a browser would see: elements with their attributes, and the text of the marks."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text = ""
        self.marks: dict[str, list[str]] = {}
        self._mark: str | None = None
        self.feed(html)
        self.close()
        assert not self.open, f"left open: {self.open}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in ("input", "path"):
            self.open.append(tag)
        if tag == "mark":
            self._mark = str(dict(attrs)["data-numbers"])
            for number in self._mark.split():
                self.marks.setdefault(number, []).append("")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open[-1:] == [tag], f"</{tag}> closes {self.open[-1:]}"
        self.open.pop()
        if tag == "mark":
            self._mark = None

    def handle_data(self, data: str) -> None:
        self.text += data
        for number in (self._mark or "").split():
            self.marks[number][-1] += data

    def ids(self) -> list[str]:
        return [str(attributes["id"]) for _, attributes in self.elements if "id" in attributes]


def assert_harmless(html: str) -> Page:
    page = Page(html)
    for tag, attributes in page.elements:
        assert tag in OURS, f"<{tag}> is none of ours"
        for name, value in attributes.items():
            assert not name.startswith("on"), f"{name} would run"
            if name in ("href", "src", "action"):
                assert name == "href"
                assert value is not None
                assert value.startswith(("#", "https://")), value
                if value.startswith("https://"):
                    assert "noopener" in str(attributes["rel"])
    return page


def whole(answer: Answer, document: Document | None) -> str:
    question = render.turn_html(answer.question, "1", render.answer_html(answer, "1"))
    return question + evidence_html(answer, "1", lambda _: document)


@given(hostile, hostile, hostile, hostile)
@settings(max_examples=150)
def test_no_words_of_a_person_a_document_or_a_model_become_markup(a: str, b: str, c: str, d: str) -> None:
    text = f"# {a}\n\n{b}\n\nPlain words that stand. {c}\n\n- {d}\n"
    source = Source(
        id="s",
        title=a or "s",
        author=b,
        publisher=c,
        url=f"https://x.example/{d}",
        published=a,
        region=b,
        kind="survey",
    )
    document = Document(id=a or "d", title=b, text=text, origin=c, sha256="0", sources=(source,), updated=d)
    start = text.index("Plain words that stand.")
    passage = Passage.cut(document, 0, len(text), (a, b), (source,))
    citation = Citation(passage=passage, start=start, end=len(text))
    shown = [supported(word, citation) for word in (a, b, c, d)]
    answer = Answer(question=a, findings=(*shown, refused(b, c)), notice=d, mode=c)
    assert_harmless(whole(answer, document))
    assert_harmless(whole(answer, None))
    declined = Declined(reason="out-of-scope", message=a, topics=(b, c, d))
    assert_harmless(whole(Answer(question=d, declined=declined), None))
    assert_harmless(library_html([document]))
    assert_harmless(render.header_html(a) + render.trouble_html(b) + render.status_html(c) + render.ask_html(d))


@given(
    st.lists(
        st.text(alphabet="abcdefgh .!?", min_size=3, max_size=60).filter(lambda s: any(c.isalpha() for c in s)),
        min_size=2,
        max_size=30,
    ),
    st.data(),
)
@settings(max_examples=150)
def test_the_marked_words_are_the_quote(sentences: list[str], data: st.DataObject) -> None:
    text = "\n\n".join(" ".join(s.split()) for s in sentences)
    document = small_document(text)
    passage = Passage.cut(document, 0, len(text))
    citations = []
    for _ in range(data.draw(st.integers(1, 5))):
        start = data.draw(st.integers(0, len(text) - 2))
        end = data.draw(st.integers(start + 1, len(text)))
        if text[start:end].strip():
            citations.append(Citation(passage=passage, start=start, end=end))
    answer = Answer(question="q", findings=tuple(supported(f"s{n}", c) for n, c in enumerate(citations)))
    for found in (document, None):
        page = Page(evidence_html(answer, "1", lambda _, found=found: found))
        for number, citation in enumerate(answer.citations, start=1):
            assert "".join("".join(page.marks[str(number)]).split()) == "".join(citation.quote.split())


@given(
    st.lists(
        st.sampled_from(["A PhD is not needed", "Start with one small", "Research teams", "Find data for it."]),
        min_size=1,
    )
)
def test_every_marker_has_its_words_and_every_number_its_way_back(quotes: list[str]) -> None:
    document = small_document()
    findings = tuple(supported(quote, cite(document, quote, (f"section {len(quote) % 2}",))) for quote in quotes)
    answer = Answer(question="q", findings=findings)
    page = assert_harmless(whole(answer, document))
    ids = page.ids()
    assert len(ids) == len(set(ids)), "an id stands once"
    targets = {str(a["href"])[1:] for tag, a in page.elements if tag == "a" and str(a.get("href")).startswith("#")}
    assert targets <= set(ids)
    for number in range(1, len(answer.citations) + 1):
        assert {f"words-1-{number}", f"mark-1-{number}"} <= targets


def test_citations_of_one_section_share_a_card() -> None:
    document = small_document()
    one, two = cite(document, "A PhD is not needed", ("PhD",)), cite(document, "Research posts", ("PhD",))
    three = cite(document, "Find data", ("Start",))
    answer = Answer(question="q", findings=(supported("a", one), supported("b", three), supported("c", two)))
    assert [[m.number for m in members] for members in group(answer)] == [[1, 3], [2]]


def test_what_surrounds_a_quote_is_shown_without_sources_lines_and_markdown() -> None:
    document = small_document()
    answer = Answer(question="q", findings=(supported("a", cite(document, "A PhD is not needed", ("PhD",))),))
    page = Page(evidence_html(answer, "1", lambda _: document))
    assert "Applied teams hire people with a bachelor's degree." in page.text
    assert "Sources:" not in page.text
    assert "**" not in page.text
    assert "Find data" not in page.text, "the next section stays out"
    assert "Survey" in page.text
    assert "Developer survey <2024>" in page.text


def test_a_document_that_changed_since_shows_the_cited_passage_instead() -> None:
    document = small_document()
    answer = Answer(question="q", findings=(supported("a", cite(document, "A PhD is not needed")),))
    changed = small_document(document.text.replace("PhD", "doctorate"))
    page = Page(evidence_html(answer, "1", lambda _: changed))
    assert page.marks["1"] == ["A PhD is not needed"]


def test_steps_and_items_become_lists_and_what_follows_closes_them() -> None:
    document = small_document()
    layouts = ["inline", "step", "step", "paragraph", "item", "inline", "inline"]
    findings = [supported(f"s{n}.", cite(document, "Find data"), layout=layout) for n, layout in enumerate(layouts)]
    html = render.sentences_html(Answer(question="q", findings=tuple(findings)), "1")
    shape = [tag for tag, _ in Page(html).elements if tag in ("p", "ul", "ol", "li")]
    assert shape == ["p", "ol", "li", "li", "p", "ul", "li"]


def test_numbers_of_a_partial_answer_are_those_of_the_whole() -> None:
    document = small_document()
    findings = tuple(supported(q, cite(document, q)) for q in ("A PhD is", "Research posts", "A PhD is", "Find data"))
    whole_page = Page(render.sentences_html(Answer(question="q", findings=findings), "1")).text
    for count in range(1, len(findings) + 1):
        partial = Page(render.sentences_html(Answer(question="q", findings=findings[:count]), "1")).text
        assert whole_page.startswith(partial)


def test_withheld_sentences_wait_behind_a_closed_fold_with_their_reasons() -> None:
    document = small_document()
    answer = Answer(
        question="q", findings=(supported("a", cite(document, "Find data")), refused("It takes three years."))
    )
    page = Page(render.answer_html(answer, "1"))
    (fold,) = [attributes for tag, attributes in page.elements if tag == "details"]
    assert "open" not in fold
    assert "What the model said that the sources don't support (1)" in page.text
    assert "The source says two years." in page.text
    assert "It takes three years." not in render.sentences_html(answer, "1")


def test_a_decline_offers_topics_to_click_and_shows_no_marker() -> None:
    declined = Declined(reason="legal", message="Please ask a lawyer.", topics=("Do I need a PhD?",))
    page = Page(render.answer_html(Answer(question="q", declined=declined), "1"))
    assert [a["data-ask"] for tag, a in page.elements if tag == "button" and "data-ask" in a] == ["Do I need a PhD?"]
    assert "A question for a lawyer" in page.text
    assert not [a for tag, a in page.elements if tag == "a"]


def test_a_word_beside_an_answer_or_a_decline_is_shown_and_copied(capsys: pytest.CaptureFixture[str]) -> None:
    told = "Whether that was lawful an employment lawyer can judge."
    declined = Answer(question="q", declined=Declined(reason="not-in-sources", message="No."), notice=told)
    answered = Answer(question="q", findings=(supported("a", cite(small_document(), "Find data")),), notice=told)
    for answer in (declined, answered):
        assert told in Page(render.answer_html(answer, "1")).text
        print_answer(answer)
        assert told in " ".join(capsys.readouterr().out.split())
    assert told in render.markdown(answered)


def test_what_the_person_said_is_named_so() -> None:
    told = Finding(
        claim=Claim(text="You teach physics.", kind="about-you"),
        verdict=Verdict(label="supported", confidence=1, reason="You said it."),
    )
    assert "you said" in Page(render.answer_html(Answer(question="q", findings=(told,)), "1")).text


def test_the_badge_says_who_writes() -> None:
    assert "no language model" in render.header_html("composed")
    assert "qwen3" in render.header_html("qwen3")


def test_an_answer_to_paste_carries_its_quotes_below_each_section_once() -> None:
    document = small_document()
    first, second = (cite(document, quote, ("Start",)) for quote in ("Find data for it.", "Start with one"))
    text = render.markdown(Answer(question="q", findings=(supported("Find data.", first), supported("One.", second))))
    assert text.startswith("Find data. [1] One. [2]\n\nSources:\n\n**Start**\n- [1] “Find data for it.”\n- [2] “Start")
    assert text.count("A Survey House") == 1


def test_a_question_of_a_hundred_thousand_characters_is_repeated_in_part() -> None:
    assert len(render.question_html("word " * 20_000, "1")) < 3 * render.QUESTION_SHOWN


def test_a_source_shows_author_publisher_date_kind_and_region() -> None:
    page = Page(source_html(SURVEY))
    assert page.text == "Survey Developer survey <2024> ↗ · A Survey House, 2024, world"
    assert page.elements[1][1]["href"] == SURVEY.url


@given(st.text(alphabet="ab. \n#", min_size=10, max_size=6000), st.data())
@settings(max_examples=100)
def test_windows_hold_every_quote_and_never_overlap(text: str, data: st.DataObject) -> None:
    spans = []
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(text) - 1))
        spans.append((start, data.draw(st.integers(start + 1, min(len(text), start + 300)))))
    windows = windows_around(text, spans)
    assert all(any(a <= s and e <= b for a, b in windows) for s, e in spans)
    assert all(before[1] <= after[0] for before, after in pairwise(windows))


def test_the_library_lists_chapters_with_questions_that_can_be_asked() -> None:
    page = assert_harmless(library_html([small_document()]))
    assert [a["data-ask"] for tag, a in page.elements if tag == "button"] == ["Do I need a PhD?", "How do I start?"]
    assert "1 document, 1 source" in page.text
