"""What is known of questions like one: the nearest count, nobody is remembered who is to be forgotten."""

import math
from dataclasses import replace

import numpy as np
import pytest

from ingest.embed import Embedder
from ingest.index import build_index
from ingest.opened import OpenedIndex
from rag.features import NAMES, answered_before, gather, listen
from rag.fuse import promise_of
from rag.known import LAST_PLACE, LATER, SOFTNESS, Known, Likeness, known
from rag.shelf import whole_shelf

NAMED = (("phd", "Do I need one?"), ("cv", "How long?"), ("cv", "Which\u2028font?"))


@pytest.fixture
def three():
    """Two questions that sections answer, one that none does, at right angles."""
    return Known(np.eye(3, 4, dtype=np.float32), NAMED, np.array([[0, 0], [1, 1], [1, 0]]))


def test_the_nearest_question_speaks_for_each_section_that_answers_it(three):
    found = three.like(np.array([0.6, 0.8, 0.0, 0.0], dtype=np.float32))
    assert found.sections == pytest.approx({NAMED[0]: 0.8, NAMED[1]: 0.8, NAMED[2]: -1.0})
    assert (found.answered, found.unanswered) == pytest.approx((0.8, 0.0))


def test_the_nearest_questions_vote_by_how_near_they_are_for_their_best_section_most(three):
    found = three.like(np.array([0.6, 0.8, 0.0, 0.0], dtype=np.float32))
    apart = (0.8 - 0.6) / SOFTNESS
    late = 0.8 + SOFTNESS * math.log(math.exp(-LATER) + math.exp(-apart))
    none = 0.6 - SOFTNESS * LATER * LAST_PLACE
    assert found.votes == pytest.approx({NAMED[0]: late, NAMED[1]: 0.8, NAMED[2]: none}, abs=1e-5)
    alone = three.like(np.array([0.6, 0.8, 0.0, 0.0], dtype=np.float32), np.array([False, True, True]))
    assert max(alone.votes, key=alone.votes.__getitem__) == NAMED[0]


def test_questions_that_agree_outvote_one_that_is_a_little_nearer():
    near = np.array([0.80, 0.79, 0.79, 0.79, 0.2])
    questions = np.stack([near, np.sqrt(1 - near**2)], axis=1).astype(np.float32)
    several = Known(questions, NAMED, np.array([[0, 0], [1, 1], [2, 1], [3, 1], [4, 2]]))
    found = several.like(np.array([1.0, 0.0], dtype=np.float32))
    assert max(found.sections, key=found.sections.__getitem__) == NAMED[0]
    assert max(found.votes, key=found.votes.__getitem__) == NAMED[1]


def test_a_forgotten_question_says_nothing(three):
    found = three.like(np.array([0.6, 0.8, 0.0, 0.0], dtype=np.float32), np.array([False, True, True]))
    assert found.sections == pytest.approx({NAMED[0]: 0.6, NAMED[1]: -1.0, NAMED[2]: -1.0})
    assert (found.answered, found.unanswered) == pytest.approx((0.6, -1.0))


def test_a_line_taken_from_its_chat_tells_where_but_not_whether(three):
    lines = replace(three, lines=np.array([False, True, False]))
    found = lines.like(np.array([0.6, 0.8, 0.0, 0.0], dtype=np.float32))
    assert found.sections == three.like(np.array([0.6, 0.8, 0.0, 0.0], dtype=np.float32)).sections
    assert (found.answered, found.unanswered) == pytest.approx((0.6, 0.0))


def test_what_is_kept_on_disk_is_nearly_what_was_there(tmp_path):
    questions = np.random.default_rng(0).normal(size=(50, 384)).astype(np.float32)
    questions /= np.linalg.norm(questions, axis=1, keepdims=True)
    one = Known(questions, NAMED, np.array([[0, 0], [49, 2]]), np.arange(50) == 49)
    one.save(tmp_path / "known.npz")
    with np.load(tmp_path / "known.npz", allow_pickle=False) as stored:
        two = Known.read(stored)
    assert two.names == one.names
    assert (two.pairs == one.pairs).all()
    assert (two.lines == one.lines).all()
    assert np.einsum("ij,ij->i", one.questions, two.questions).min() > 0.999


def test_every_section_that_is_known_is_in_the_handbook(handbook_headings):
    assert set(known().names) <= handbook_headings
    assert known().answered.sum() > 4000
    assert (~known().answered).sum() > 500
    assert known().lines.sum() > 1000


def test_of_other_documents_nothing_is_known(small_index):
    generation = small_index.current()
    shelf = whole_shelf(generation)
    asked = listen("do I need a doctorate?", generation)
    assert asked.likeness is not None
    assert asked.likeness.on(shelf).tolist() == [-1.0] * shelf.sections
    rows = np.arange(len(shelf.passages))
    tables = [
        gather(one, shelf, rows, generation, promise_of(shelf)).table for one in (asked, replace(asked, likeness=None))
    ]
    assert (tables[0] == tables[1]).all()
    assert np.ptp(tables[0][:, [NAMES.index("known"), NAMES.index("voted")]]) == 0


def test_a_section_of_the_handbook_gets_what_is_known_of_it_and_one_of_ours_beside_it_the_mean(
    tmp_path, embedder: Embedder
):
    (tmp_path / "mine.md").write_text("# Mine\n\n## Do I need one?\n\nNobody asked for it here.\n", encoding="utf-8")
    build_index([tmp_path / "mine.md"], index=tmp_path / "index", embeddings=embedder)
    generation = OpenedIndex(tmp_path / "index", embedder).current()
    shelf = whole_shelf(generation)
    names = [name for name in shelf.names if name]
    assert len(names) == shelf.sections - 1
    told = {names[0]: 0.9, names[1]: 0.1}
    votes = {name: value / 2 for name, value in told.items()}
    likeness = Likeness(sections=told, votes=votes, answered=0.9, unanswered=-1.0)
    asked = replace(listen("do I need a doctorate?", generation), likeness=likeness)
    rows = np.array([shelf.section.tolist().index(shelf.names.index(name)) for name in (names[0], names[1], None)])
    table = gather(asked, shelf, rows, generation, promise_of(shelf)).table
    assert table[:, NAMES.index("known")] == pytest.approx([0.9, 0.1, 0.5])
    assert table[:, NAMES.index("voted")] == pytest.approx([0.45, 0.05, 0.25])


@pytest.mark.parametrize(
    ("question", "answered"),
    [
        ("should I plan everything first or just start", True),
        ("Change job and field in one go, or step by step?", True),
        ("where do i start", False),
        ("how do wind turbines work", False),
        ("", False),
    ],
)
def test_what_was_asked_in_nearly_the_same_words_is_known_to_be_answered_unless_it_is_vague(
    small_index, question, answered
):
    assert answered_before(question, small_index.current()) is answered
