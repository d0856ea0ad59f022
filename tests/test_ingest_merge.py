"""Merge: what stays, what is replaced, what goes."""

from hashlib import sha256

import pytest

from ingest.errors import CorpusError
from ingest.merge import merge
from ingest.types import Document


def document(name, text="Words.", origin=None):
    return Document(
        id=name, title=name, text=text, origin=origin or f"/{name}", sha256=sha256(text.encode()).hexdigest()
    )


def test_documents_stay_are_replaced_and_are_removed():
    before = [document("a", "A"), document("b", "B")]
    merged = merge(before, [document("b", "B2"), document("c", "C")], remove=["a"])
    assert {d.id: d.text for d in merged} == {"b": "B2", "c": "C"}


def test_two_files_of_one_name_from_different_folders_both_stay_and_are_known_again():
    one, two = document("cv", "One", "/x/cv"), document("cv", "Two", "/y/cv")
    both = merge(merge([], [one]), [two])
    assert {d.text for d in both} == {"One", "Two"}
    assert len({d.id for d in both}) == 2
    changed = merge(both, [document("cv", "Two, changed", "/y/cv")])
    assert {d.text for d in changed} == {"One", "Two, changed"}
    alone = merge(changed, [], remove=["cv"])
    assert {d.text for d in merge(alone, [document("cv", "Two, again", "/y/cv")])} == {"Two, again"}


def test_of_equal_contents_the_handbooks_stays():
    own, ours = document("mine", "Same"), document("handbook/cv", "Same")
    assert [d.id for d in merge([own], [ours])] == ["handbook/cv"]


def test_the_handbook_is_what_comes_in_or_goes():
    before = [document("handbook/old", "Old"), document("mine", "Mine")]
    assert [d.id for d in merge(before, [])] == ["mine"]
    assert {d.id for d in merge(before, [document("handbook/new", "New")])} == {"mine", "handbook/new"}


def test_removing_what_is_not_there_is_an_error():
    with pytest.raises(CorpusError, match="groundwork sources"):
        merge([document("a")], [], remove=["b"])
