"""What the bundled handbook itself asks is a question to answer."""

from dataclasses import replace

from rag.shelf import asked_as, whole_shelf


def test_headings_of_the_handbook_are_known_and_those_of_other_documents_are_not(small_index):
    shelf = whole_shelf(small_index.current())
    assert shelf is not None
    heading = next(p.heading[-1] for p in shelf.passages if p.heading)
    assert asked_as(heading) not in shelf.handbook_asks

    own = replace(shelf, passages=[p.model_copy(update={"document_id": "handbook/one"}) for p in shelf.passages])
    assert asked_as(heading) in own.handbook_asks
    assert asked_as(f"  {heading.upper()} ?") in own.handbook_asks
