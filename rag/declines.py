"""Declines: a reason goes in, the words a person reads go out.

Warm, short and plain. A decline never advises: it says what the bot will not judge, names the kind of human who can,
and what the bot can do instead.
"""

from collections.abc import Sequence

from rag.types import Declined, Reason

_MESSAGES: dict[Reason, str] = {
    "crisis": (
        "I'm really sorry that things hurt this much. I'm only a career program, and you deserve a person right "
        "now. If you or someone you care about may be in danger, please call your local emergency number (112 in "
        "the EU, 911 in the US and Canada, 999 in the UK) or go to the nearest emergency department. A crisis "
        "line listens day and night: 988 in the US and Canada, 116 123 (Samaritans) in the UK and Ireland; "
        "findahelpline.com lists lines for other countries. Please also tell someone near you, such as a friend, "
        "a relative or a doctor, and ask them to stay with you. Career questions can wait, and I'll still be here "
        "when you are safe."
    ),
    "harmful": (
        "I can't help with that, because it could deceive or hurt someone, or cost you the job or more. If "
        "someone is pushing you towards it, a person you trust, a trade union or a lawyer can help you say no. "
        "What I can do: show you honest ways to reach the same goal, such as preparing for interviews, presenting "
        "the experience you do have, or explaining a gap."
    ),
    "legal": (
        "That is a question of law, and the answer depends on your country, your contract and the details, so I "
        "won't guess. A lawyer (for work matters an employment lawyer), your trade union or a free legal advice "
        "centre can tell you; for tax, a tax adviser or the official tax office. What I can do: help with the "
        "career side, such as preparing for a new search, comparing offers or leaving a job well."
    ),
    "medical": (
        "That is a question for a doctor or another health professional such as a therapist or pharmacist, "
        "because they can look at you and your history, and I can't. If it feels urgent, please call your local "
        "emergency number. What I can do: help with the career side, such as studying with little energy, "
        "avoiding burnout, or finding remote and flexible work."
    ),
    "immigration": (
        "I can't judge a personal visa or residence case: the rules change often and a mistake can cost you a "
        "lot. Please ask an immigration lawyer or a registered immigration adviser, and check the official "
        "government page of the country; students can also ask their university's international office. What I "
        "can do: tell you in general which visas people in AI use, and how to look for employers that sponsor "
        "them."
    ),
    "instruction": (
        "I read that as an instruction to change how I work, so I left it aside. I answer career questions in AI, "
        "machine learning and data from my sources, and I show the exact words behind each sentence. What would "
        "you like to know about such a career?"
    ),
    "out-of-scope": (
        "That is outside what I know. I answer questions about careers in AI, machine learning and data: roles, "
        "skills, learning paths, portfolios, job search, interviews, pay and working life."
    ),
    "not-in-sources": (
        "My sources don't say enough about that for me to answer honestly, and I won't make something up. Someone "
        "who does that job, or a mentor or careers adviser, may know. You could also ask it in other words, or "
        "one part at a time."
    ),
    "unclear": (
        "I'd like to help, but I need a little more to go on. What do you do now, where would you like to get to, "
        "and what is the one thing you want to know first? For example: 'I'm a nurse with some Excel. How do I "
        "get a first data job?'"
    ),
    "small-talk": (
        "Hello! I answer questions about careers in AI, machine learning and data, and I show the exact source "
        "words behind each sentence. What would you like to know?"
    ),
}

_VARIANTS: dict[tuple[Reason, str], str] = {
    ("small-talk", "thanks"): (
        "You're welcome! If another question comes up about roles, learning, applying, interviews or pay in AI "
        "and data, just ask."
    ),
    ("small-talk", "bye"): (
        "Goodbye, and good luck! Come back whenever you have a question about a career in AI or data."
    ),
    ("small-talk", "feedback"): (
        "Thanks for telling me. If an answer was not what you needed, try asking it in other words, or tell me "
        "your situation and your goal. I answer questions about careers in AI, machine learning and data."
    ),
    ("small-talk", "how-are-you"): (
        "I'm a program, so always about the same, but thank you for asking! What would you like to know about a "
        "career in AI, machine learning or data?"
    ),
    ("small-talk", "who"): (
        "I'm Groundwork, a program and not a person. I answer questions about careers in AI, machine learning and "
        "data from a collection of source documents, and I show the exact words behind each sentence so that you "
        "can check them."
    ),
    ("small-talk", "what-can-you-do"): (
        "I answer questions about careers in AI, machine learning and data: which role suits you, what to learn, "
        "degrees and bootcamps, portfolios, CVs, interviews, pay, changing field and working life. Each sentence "
        "shows the source words it rests on; where my sources say nothing, I tell you so. Try: 'Do I need a PhD "
        "to work in machine learning?'"
    ),
    ("small-talk", "privacy"): (
        "What you type is not added to the documents I answer from. Please leave out anything you would not write "
        "to a stranger, such as identity numbers or passwords. I answer questions about careers in AI, machine "
        "learning and data."
    ),
    ("small-talk", "sources"): (
        "I answer from a handbook and the outside sources it names, such as career guides, surveys and official "
        "statistics. Each sentence of an answer carries a number; follow it to see the exact words, the author "
        "and the date."
    ),
    ("unclear", "empty"): (
        "I didn't get any words. What would you like to know about a career in AI, machine learning or data?"
    ),
    ("unclear", "no-words"): (
        "I couldn't read a question in that. Could you write it in a sentence? For example: 'Which skills does a "
        "data analyst need?'"
    ),
    ("unclear", "nonsense"): (
        "I couldn't read a question in that. Could you write it in a sentence? For example: 'Which skills does a "
        "data analyst need?'"
    ),
    ("unclear", "roadmap"): (
        "Happy to, but a plan depends on where you start and where you want to go. Which role do you have in mind "
        "(data analyst, data scientist, data engineer, ML engineer, AI engineer, or not sure yet), and what do "
        "you do now? For example: 'Roadmap from accountant to data analyst, five hours a week'."
    ),
}


def decline(reason: Reason, topics: Sequence[str] = (), about: str = "") -> Declined:
    """The words for a decline.

    Args:
        reason: why there is no answer.
        topics: nearest questions that the sources do answer; none are shown in a crisis.
        about: `Triage.about`; chooses a variant where there is one ('thanks', 'who', 'roadmap', …).
    """
    message = _VARIANTS.get((reason, about), _MESSAGES[reason])
    return Declined(reason=reason, message=message, topics=() if reason == "crisis" else tuple(topics))
