"""Declines: a reason goes in, the words a person reads go out.

Warm, short and plain. A decline never advises: it says what the bot will not judge, names the kind of human who can,
and what the bot can do instead.
"""

from collections.abc import Sequence

from rag.types import Declined, Hit, Reason

TOPICS = 3

_MESSAGES: dict[Reason, str] = {
    "crisis": (
        "I'm really sorry that things hurt this much. I'm only a career program, and you deserve a person right "
        "now. If you or someone you care about may be in danger, please call the emergency number of the place where "
        "you are (in the European Union 112, in the US and Canada 911, in the UK 999, in India 112) or go to the "
        "nearest emergency department. A crisis line listens day and night: 988 in the US and Canada, 116 123 "
        "(Samaritans) in the UK and Ireland; findahelpline.com lists lines for other countries. Please also tell "
        "someone near you, such as a friend, a relative or a doctor, and ask them to stay with you. Career questions "
        "can wait, and I'll still be here when you are safe."
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
        "Happy to help; one or two facts would let me find the right page. What do you do now, which role or step do "
        "you have in mind (or 'not sure yet'), and what is the one thing you want to know first? For example: 'I'm a "
        "nurse with some Excel. How do I get a first data job?', 'Do I need a degree to become a data engineer?' or "
        "'How do I explain a two-year gap in my CV?'"
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
        "(data analyst, data scientist, data engineer, ML engineer, AI engineer, or not sure yet), what do you do now, "
        "and how many hours a week do you have? For example: 'Roadmap from accountant to data analyst, five hours a "
        "week', 'What should I learn first for data engineering?' or 'How do I become an ML engineer as a web "
        "developer?'"
    ),
    ("unclear", "duration"): (
        "That depends on what you aim for. Tell me the role or skill, where you start, and the hours you have in a "
        "week. For example: 'How long does it take to become a data analyst from zero?', 'How long does it take to "
        "learn SQL?' or 'How long does a job search in data take?'"
    ),
    ("unclear", "switch"): (
        "A change is a big step, and I'd like to help with it. What do you do now, what draws you to AI or data, and "
        "what holds you back most: skills, money, time or age? For example: 'How do I move from accounting to data "
        "analysis?', 'Am I too old at 45 for a junior data job?' or 'Can I study beside a full-time job?'"
    ),
    ("unclear", "field"): (
        "That is a wide field, and I know it from the side of careers. Which part would help you: the roles, what to "
        "learn, pay, or how to get in? For example: 'Which jobs are there in AI?', 'What does an ML engineer do all "
        "day?' or 'Is data science still a good career?'"
    ),
    ("small-talk", "insult"): (
        "I'm sorry that I wasn't of use. If you tell me in a sentence what you wanted to know about a career in AI, "
        "machine learning or data, I'll try again, and I'll say so if my sources don't know."
    ),
    ("small-talk", "languages"): (
        "I read and answer in English, because my sources are in English. Simple English is fine, and mistakes don't "
        "matter. What would you like to know about a career in AI, machine learning or data?"
    ),
}
_LANGUAGES: dict[str, str] = {
    "de": (
        "Hallo! Ich beantworte Fragen zu Berufen in KI, maschinellem Lernen und Daten, kann aber bisher nur Englisch "
        "zuverlässig lesen. Bitte fragen Sie auf Englisch; einfache Wörter genügen."
    ),
    "fr": (
        "Bonjour ! Je réponds aux questions sur les métiers de l'IA, de l'apprentissage automatique et des données, "
        "mais je ne lis bien que l'anglais. Posez votre question en anglais, avec des mots simples."
    ),
    "es": (
        "¡Hola! Respondo preguntas sobre profesiones en IA, aprendizaje automático y datos, pero por ahora solo leo "
        "bien el inglés. Por favor, pregunte en inglés; bastan palabras sencillas."
    ),
    "pt": (
        "Olá! Respondo a perguntas sobre carreiras em IA, aprendizado de máquina e dados, mas por enquanto só leio "
        "bem o inglês. Por favor, pergunte em inglês; palavras simples bastam."
    ),
    "it": (
        "Ciao! Rispondo a domande sulle professioni nell'IA, nel machine learning e nei dati, ma per ora leggo bene "
        "solo l'inglese. Per favore, scriva in inglese; bastano parole semplici."
    ),
    "hi": (
        "Namaste! Main AI, machine learning aur data ke career ke sawaalon ka jawaab deta hoon, lekin abhi sirf "
        "English theek se padh sakta hoon. Kripya English mein poochhiye; aasaan shabd kaafi hain."
    ),
    "zh": (
        "你好！我回答有关人工智能、机器学习和数据职业的问题，但目前只能可靠地阅读英文。请用英文提问，简单的词就够了。"
    ),
    "ru": (
        "Здравствуйте! Я отвечаю на вопросы о профессиях в ИИ, машинном обучении и данных, но пока хорошо читаю только "
        "по-английски. Пожалуйста, спросите по-английски; простых слов достаточно."
    ),
}
_IN_ENGLISH = (
    "I read and answer in English only, because my sources are in English. Please ask in English; simple words are "
    "fine. For example: 'Do I need a degree to become a data analyst?'"
)
_BESIDE: dict[str, str] = {
    "legal": (
        "Whether that was lawful, and what you are owed, I can't judge: an employment lawyer, your trade union or a "
        "free legal advice centre can, and deadlines may be short."
    ),
    "medical": (
        "For your health please speak with a doctor or another health professional; that part is beyond a career "
        "program."
    ),
    "immigration": (
        "For your right to stay and work please ask an immigration lawyer or a registered immigration adviser soon, "
        "and check the official government page."
    ),
}


def decline(reason: Reason, topics: Sequence[str] = (), about: str = "") -> Declined:
    """The words for a decline.

    Args:
        reason: why there is no answer.
        topics: nearest questions that the sources do answer; none are shown in a crisis.
        about: `Triage.about`; chooses a variant where there is one ('thanks', 'who', 'roadmap', 'language de', …).
    """
    message = _VARIANTS.get((reason, about), _MESSAGES[reason])
    if about.startswith("language "):
        message = "\n\n".join(filter(None, (_LANGUAGES.get(about.removeprefix("language ")), _IN_ENGLISH)))
    return Declined(reason=reason, message=message, topics=() if reason == "crisis" else tuple(topics))


def beside(reasons: Sequence[Reason]) -> str:
    """A word beside an answer that names the human for what was left out or told besides; '' for no reasons.

    Args:
        reasons: `Triage.beside`.
    """
    return " ".join(_BESIDE[reason] for reason in reasons if reason in _BESIDE)


def nearest_topics(hits: Sequence[Hit]) -> tuple[str, ...]:
    """Headings of the best hits, as questions to ask instead; the name of a file asks nothing."""
    headed = [hit.passage for hit in hits if hit.passage.heading and hit.passage.heading[-1] != hit.passage.document_id]
    return tuple(dict.fromkeys(passage.heading[-1] for passage in headed))[:TOPICS]
