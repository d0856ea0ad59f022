"""A dialogue becomes one question that stands on its own, with its needs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from langchain_core.messages import AIMessage, HumanMessage, SystemMessage

from rag.encode import ELSEWHERE, FOR_HANDBOOK
from rag.features import last_share
from rag.needs import NEEDS_AT_MOST, PASTED_CHARACTERS, asks, last_line
from rag.rephrase import rephrase


def dialogue(*turns: str) -> list[HumanMessage | AIMessage]:
    return [(HumanMessage if at % 2 == 0 else AIMessage)(turn) for at, turn in enumerate(turns)]


def test_a_question_without_a_dialogue_is_its_own_search():
    found = rephrase("Do I need a PhD?")
    assert (found.search, found.needs, found.context, found.background) == (
        "Do I need a PhD?",
        ("Do I need a PhD?",),
        "",
        "",
    )


def test_a_follow_up_takes_over_what_was_asked_and_answered():
    found = rephrase(
        dialogue("What is an informational interview?", "A talk to learn about a role.", "And what should I ask?")
    )
    assert "informational interview" in found.search
    assert found.search.endswith("And what should I ask?")
    assert found.text == "And what should I ask?"


def test_a_follow_up_to_a_follow_up_keeps_the_topic():
    turns = [HumanMessage("Is Kaggle useful?"), AIMessage("Yes."), HumanMessage("why?"), AIMessage("It teaches.")]
    assert rephrase([*turns, HumanMessage("and what do recruiters think of it?")]).context == "Is Kaggle useful?"


def test_a_follow_up_that_told_something_is_part_of_the_topic():
    turns = [HumanMessage("Should I do a bootcamp?"), HumanMessage("what about a master's instead?")]
    assert rephrase([*turns, HumanMessage("and the cost?")]).context == (
        "Should I do a bootcamp?\nwhat about a master's instead?"
    )


def test_a_question_of_one_word_leans_on_the_one_before():
    turns = [HumanMessage("How do I prepare for machine learning interviews?"), AIMessage("Practise.")]
    assert rephrase([*turns, HumanMessage("how many rounds?")]).context == turns[0].text


def test_the_subject_of_a_follow_up_stays_when_the_next_one_leaves_it_out():
    turns = [
        HumanMessage("What does a data engineer do all day?"),
        HumanMessage("what about research engineer instead"),
    ]
    found = rephrase([*turns, HumanMessage("how much does that pay"), HumanMessage("and in Germany")])
    assert "research engineer" in found.context
    assert "pay" in found.context


def test_a_change_of_topic_holds_for_the_turns_after_it():
    turns = [HumanMessage("Is it my CV?"), HumanMessage("ok different topic - do internships count as experience")]
    assert "CV" not in rephrase([*turns, HumanMessage("and unpaid ones")]).search
    more = rephrase([HumanMessage("What is UK pay?"), HumanMessage("thanks! one more thing: what is a mentor for")])
    assert more.search == "what is a mentor for"


def test_the_second_point_is_the_second_sentence():
    answer = "Yes, projects count, often a lot. [1] Recruiters look for seconds only. [2] One page is enough. [3]"
    found = rephrase(dialogue("Do projects count?", answer, "tell me more about the second point"))
    assert "Recruiters look for seconds only." in found.context
    assert "[" not in found.context
    assert "seconds" not in rephrase(dialogue("Do projects count?", answer, "which one first")).context


def test_what_was_typed_last_stands_on_a_line_of_its_own_however_many_it_was_typed_on():
    asked = "I'm a nurse, 41.\nCan I get into machine learning?"
    found = rephrase(dialogue(asked, "Yes.", "and without\n\n  money?\n"))
    assert last_line(found.search) == "and without. money?"
    assert found.search == f"{found.context}\n{last_line(found.search)}"
    assert "\n" not in rephrase(asked).search


def test_another_topic_takes_over_nothing():
    found = rephrase(
        dialogue(
            "How should I leave my job?", "Give notice.", "Sorry, different topic: which languages should I learn?"
        )
    )
    assert found.search == "which languages should I learn?"


def test_a_topic_that_was_left_in_a_turn_of_its_own_gives_nothing():
    turns = dialogue("How long should my CV be?", "One page.", "Another question.", "Yes?", "and for juniors?")
    assert rephrase(turns).search == "and for juniors?"


def test_a_question_of_its_own_stands_below_what_the_chat_began_with_and_outweighs_it():
    text = "How much does a machine learning engineer with five years of experience earn in Canada?"
    search = rephrase(
        dialogue("I'm a nurse. Do I need a degree?", "Often not.", "why?", "Many have none.", text)
    ).search
    assert search == f"I'm a nurse. Do I need a degree?\n{text}"
    for change in (FOR_HANDBOOK, ELSEWHERE):
        assert (
            last_share(search, change) > 1 > last_share("I'm a nurse. Do I need a degree?\nand in Canada?", change) > 0
        )
        assert last_share(text, change) == 0


@pytest.mark.parametrize(
    "turn",
    [
        "nvm. what if my boss finds my side project",
        "Forget the CV. what if my boss finds my side project",
        "ok forget medicine. what if my boss finds my side project",
        "k, cool. Different question: what if my boss finds my side project",
        "Anyway - how do I find a mentor in AI?",
        "Different question. How do I find a mentor in AI?",
    ],
)
def test_a_topic_that_is_left_gives_no_context(turn):
    found = rephrase(dialogue("How long should my CV be?", "One page is usual.", turn))
    assert found.context == ""
    assert found.search.endswith(("finds my side project", "find a mentor in AI?"))


@pytest.mark.parametrize(
    "turn",
    [
        *("Anyway, is it hard?", "Leave it or send it?", "never mind that, why one?"),
        *("Forget the cost - is it worth it?", "leave it, then?", "Drop the PhD: what then?", "nvm"),
    ],
)
def test_words_that_only_sound_like_leaving_keep_the_topic(turn):
    assert "CV" in rephrase(dialogue("How long should my CV be?", "One page is usual.", turn)).search


@pytest.mark.parametrize(
    ("answer", "pointed"),
    [
        ("- Join a project\n- Talk to experts\n- Pick an application area", "Pick an application area"),
        ("You could join a project, talk to experts, or pick an application area.", "pick an application area"),
    ],
)
def test_the_third_option_is_that_item_of_the_answer(answer, pointed):
    found = rephrase(dialogue("I have no idea for a project.", answer, "Tell me more about the third option"))
    assert pointed in found.search
    assert "Join a project" not in found.search


def test_next_after_the_first_step_is_the_second():
    assert "second step" in rephrase(dialogue("What's the first step?", "Mathematics.", "next?")).search


def test_what_is_asked_is_told_from_what_is_told():
    needs, background = asks(
        "I'm a nurse and know some Python. My hospital has lots of data. How do I get into data science?"
    )
    assert needs == ("How do I get into data science?",)
    assert background.startswith("I'm a nurse")


def test_two_needs_in_one_sentence_are_two():
    assert asks("Which course is good and what does it cost?")[0] == ("Which course is good", "what does it cost?")


def test_a_message_that_asks_nothing_asks_with_its_last_sentence():
    assert asks("They rejected me. I feel lost.")[0] == ("I feel lost.",)


def test_the_system_and_empty_turns_are_no_part_of_the_dialogue():
    assert (
        rephrase([SystemMessage("be nice"), HumanMessage("  "), HumanMessage("What is EDA?")]).search == "What is EDA?"
    )


@pytest.mark.parametrize(
    ("turn", "meant"),
    [
        ("the musician thing is nice but what about money. i have a kid", "what about money. i have a kid"),
        ("ok that's all very well, but how do I begin?", "how do I begin?"),
        ("sir i asked how to get the job not salary", "how to get the job"),
        ("no, I meant for a complete beginner", "a complete beginner"),
        ("my salary is good but should I move", "my salary is good but should I move"),
        ("i mean it", "i mean it"),
        (
            "this bootcamp sounds great but is it worth the money?",
            "this bootcamp sounds great but is it worth the money?",
        ),
        ("the boss is nice but how do I tell him I quit", "the boss is nice but how do I tell him I quit"),
        ("I meant jobs that are not boring", "jobs that are not boring"),
        ("i asked my boss for a raise, not a promotion", "i asked my boss for a raise, not a promotion"),
        ("the course is good", "the course is good"),
    ],
)
def test_what_a_turn_waves_away_is_not_looked_up(turn, meant):
    dialogue = [HumanMessage("Can a teacher get into data science?"), AIMessage("Yes."), HumanMessage(turn)]
    assert rephrase(dialogue).search.split("\n")[-1] == meant


def test_what_was_waved_away_does_not_come_back():
    turns = [HumanMessage("How do I get a job in data?"), AIMessage("First …")]
    turns += [
        HumanMessage("sir i asked how to get the job not salary"),
        AIMessage("So …"),
        HumanMessage("and at my age?"),
    ]
    assert "salary" not in rephrase(turns).search


@pytest.mark.parametrize(
    "turn", ["forget part-time work, how do I become a nurse?", "forget to mention: should i do a phd"]
)
def test_a_hyphen_in_a_word_and_a_reminder_leave_no_topic(turn):
    dialogue = [HumanMessage("Can a teacher get into data science?"), AIMessage("Yes."), HumanMessage(turn)]
    assert rephrase(dialogue).search.startswith("Can a teacher")


@pytest.mark.parametrize(
    ("message", "needs"),
    [
        ("Is that free? and is it good without maths", ("Is that free?", "and is it good without maths")),
        ("Is it hard? And do not tell me to learn Python.", ("Is it hard?",)),
        ("the story is nice but what about money. i have a kid", ("what about money.",)),
        ("I have two kids so how do i study", ("how do i study",)),
        (
            "I want to know what an analyst earns and how much an engineer earns",
            (
                "I want to know what an analyst earns",
                "how much an engineer earns",
            ),
        ),
        ("Should I move? And where I live there are no jobs.", ("Should I move?",)),
        ("Is it too late? Also when I was 20 I studied law.", ("Is it too late?",)),
    ],
)
def test_what_asks_is_found_wherever_it_stands(message, needs):
    assert asks(message)[0] == needs


@pytest.mark.parametrize("nothing", ["", "   ", "\n"])
def test_nothing_said_asks_nothing(nothing):
    assert rephrase(nothing).search == ""
    assert rephrase([]).needs == ("",)


def test_a_pasted_page_is_read_at_its_ends():
    found = rephrase("start of it " + "filler words " * 5000 + " what should I do?")
    assert len(found.search) <= PASTED_CHARACTERS + 1
    assert found.search.startswith("start of it")
    assert found.search.endswith("what should I do?")


@given(st.lists(st.text(max_size=200), max_size=5))
def test_any_dialogue_gives_at_least_one_need_and_not_too_many(turns):
    found = rephrase(dialogue(*turns))
    assert 1 <= len(found.needs) <= NEEDS_AT_MOST


def test_a_long_answer_is_read_from_its_beginning_only():
    answer = "One point stands here. " * 3000 + "The very end stands here."
    found = rephrase(dialogue("What is it?", answer, "tell me more about the last point"))
    assert "One point" in found.context
    assert "very end" not in found.context


def test_a_short_question_of_its_own_takes_the_place_of_what_was_asked_between():
    turns = [HumanMessage("What does a data analyst do all day?"), HumanMessage("and which tools do they use for it")]
    turns += [HumanMessage("how do I ask for a promotion"), HumanMessage("and if they say no")]
    assert rephrase(turns).context == "What does a data analyst do all day?\nhow do I ask for a promotion"


def test_worth_it_points_at_nothing():
    whole, leaning = (
        rephrase(dialogue("Does Kaggle help?", "A little.", text)).search
        for text in ("is a masters abroad worth it", "is it worth it")
    )
    assert last_share(whole, ELSEWHERE) > 1 > last_share(leaning, ELSEWHERE)
