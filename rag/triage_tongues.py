"""Tongues: a plain message goes in; out comes which language it is in, where that is not English.

Told by small words and by script. The sources and the embedding model are English: what a likeness says about a
message in another language means nothing (a German question about a doctorate once looked like a crisis).
"""

import re

_SMALL_WORDS: dict[str, str] = {
    "de": """ich nicht und wie welche welcher welches werde wird brauche braucht kann ein eine einen einer ist mit ohne
        für mich mir mein meine soll sollte muss zu zum zur oder auch noch jetzt wo warum was kostet lernen als nach
        beim von den dem das der sich gibt danke bitte hilfe möchte will weiß""",
    "fr": """je j'ai j'aimerais comment quel quelle quels quelles est-ce que pour sans une les des du mon ma mes et ou
        où veux peux suis dois faut faire avec dans travailler devenir salaire merci quoi pourquoi combien c'est
        qu'est un le la aide besoin débutant passer à de d'un d'une suis-je peut-on ans""",
    "es": """cómo como qué que cuál cuánto quiero necesito puedo debo para sin una un los las el la mi mis y o trabajo
        soy tengo ser estoy hacer aprender gracias dónde por vale pena es en con años primer ayuda favor conseguir
        consigo empezar estudio""",
    "pt": """como que qual quanto quero preciso posso devo para sem uma um os as meu minha e ou trabalho trabalhar sou
        tenho ser estou fazer aprender obrigado obrigada onde por vale pena é em com anos primeiro ajuda não você eu
        do emprego mestrado montar monto conseguir""",
    "it": """come che quale quanto voglio devo posso serve senza una un gli il la mio mia e o lavoro lavorare sono ho
        essere fare imparare grazie dove perché per con anni diventare bisogno laurea non""",
    "hi": """kya kaise mujhe mujhko hai hain mein kahan se karu karun karna chahiye chahta chahti banna ke ki ka ko liye
        nahi sakta sakti sakte mil bina kitna kitni batao yaar bhai hoon hun mera meri kaun kab kyun naukri shuru aap
        tum baare kuch koi aur""",
    "nl": """ik niet hoe wat welke moet kan een het de voor zonder met mijn van naar zijn worden leren graag waar
        waarom nodig dank""",
    "tr": """nasıl için bir ben istiyorum miyim gerekli olmak iş neden hangi nerede maaş olabilirim""",
    "pl": """jak czy jest nie mogę chcę zostać bez się dla praca pracę jaki jakie gdzie dlaczego potrzebuję i w na""",
}
_TONGUES = {code: frozenset(said.split()) for code, said in _SMALL_WORDS.items()}
_ENGLISH = frozenset(
    """the a an is are am i i'm my me you your to of in on for with without how what which who where when why do does
    did can could should would will have has be been it this that and or but not as at from by about get need want was
    if so there any more than into they them we our us no yes if job work data""".split()  # noqa: SIM905
)
_SCRIPTS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("ja", re.compile(r"[\u3040-\u30ff]")),
    ("zh", re.compile(r"[\u4e00-\u9fff]")),
    ("ko", re.compile(r"[\uac00-\ud7af]")),
    ("ru", re.compile(r"[\u0400-\u04ff]")),
    ("ar", re.compile(r"[\u0600-\u06ff]")),
    ("hi", re.compile(r"[\u0900-\u097f]")),
    ("el", re.compile(r"[\u0370-\u03ff]")),
    ("he", re.compile(r"[\u0590-\u05ff]")),
)
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


def tongue(form: str) -> str:
    """Two letters for the language of a plain message; '' for English and where it cannot be told."""
    words = _WORD.findall(form[:2000])
    letters = sum(map(len, words))
    if not letters:
        return ""
    for code, script in _SCRIPTS:
        if len(script.findall(form[:2000])) * 3 > letters:  # two Chinese signs say as much as a word of six letters
            return code
    said = {word for word in words if len(word) > 1}
    english = len(said & _ENGLISH)
    counts = {code: len(said & small) for code, small in _TONGUES.items()}
    best = max(counts, key=lambda code: counts[code])
    needed = 2 if len(words) <= 8 else len(words) // 4
    return best if counts[best] >= needed and counts[best] > english else ""


_SAID_BRIEFLY: dict[str, str] = {
    "de": r"(?:hallo|guten (?:tag|morgen|abend)|gute nacht|servus|moin|gr[uü](?:ß|ss) (?:dich|gott)|wie"
    r" geht(?:'|e)?s"
    r"(?: dir)?|danke?(?: schön| dir| sehr| vielmals)*|vielen dank|tsch[uü]ss|wer bist du|bist du (?:ein"
    r" )?(?:mensch"
    r"|roboter|bot|ki|echt)|was (?:kannst|machst|bist) du|wie hei(?:ß|ss)t du|wie funktionierst du)",
    "fr": r"(?:bonjour|bonsoir|salut|coucou|bonne (?:nuit|journée)|(?:comment )?ça va|merci(?: beaucoup|"
    r" bien)?|au revoir"
    r"|qui (?:es-tu|êtes-vous|es tu|t'a créé)|(?:es-tu|êtes-vous|tu es) (?:un )?(?:humain|robot|bot|ia)|que"
    r" (?:peux-tu"
    r"|sais-tu|pouvez-vous) faire|comment (?:tu t'appelles|vas-tu|t'appelles-tu))",
    "es": r"(?:hola|buen[oa]s (?:d[ií]as|tardes|noches)|qué tal|cómo estás?|(?:muchas )?gracias|adi[oó]s|hasta"
    r" luego"
    r"|(?:quién|quien) (?:eres|te hizo|te cre[oó])|eres (?:un |una )?(?:humano|robot|bot|persona|ia)|qué"
    r" puedes hacer"
    r"|cómo te llamas)",
    "pt": r"(?:ol[aá]|oi|bom dia|boa (?:tarde|noite)|tudo bem|(?:muito )?obrigad[oa](?: pela ajuda)?|tchau|valeu"
    r"|quem (?:é|e) você|quem te (?:criou|fez)|você é (?:um )?(?:humano|robô|bot|pessoa)|o que você (?:pode"
    r" fazer|faz)"
    r"|qual (?:é )?(?:o )?seu nome)",
    "it": r"(?:ciao|buongiorno|buonasera|salve|come (?:va|stai)|grazie(?: mille)?|arrivederci|chi sei|sei"
    r" (?:un )?(?:umano"
    r"|robot|bot)|cosa (?:puoi|sai) fare|come ti chiami)",
    "hi": r"(?:namaste(?: ji)?|namaskar|kaise ho|kya haal hai|(?:bahut )?(?:shukriya|dhanyav?aa?d)(?: bhai|"
    r" ji)?|alvida"
    r"|(?:aap|tum|tu) (?:kaun|kya) (?:ho|hain|hai)|(?:aap|tum) kya kar sakte (?:ho|hain|hai)|kya (?:aap|tum)"
    r" (?:insaan"
    r"|robot|bot) (?:ho|hain)|tumhara naam kya hai|aapka naam kya hai)",
    "nl": r"(?:goedemorgen|goedenavond|hoi|dank je(?: wel)?|bedankt|dank u(?: wel)?|wie ben je|wat kun je|doei)",
    "zh": r"(?:你好|您好|嗨|早上好|晚上好|谢谢(?:你|您)?|多谢|再见|你是谁|你是(?:机器人|人|真人)吗"
    r"|你(?:能|会|可以)做什么|你叫什么(?:名字)?|谁(?:创造|开发)了你)",
    "ru": r"(?:привет|здравствуйте?|добрый (?:день|вечер)|доброе утро|спасибо(?: большое)?|пока|до свидания|кто ты"
    r"|ты (?:человек|робот|бот)|что ты умеешь|как дела)",
    "ja": r"(?:こんにちは|おはよう(?:ございます)?|こんばんは|ありがとう(?:ございます)?|さようなら)",
    "ar": r"(?:مرحبا|السلام عليكم|شكرا(?: لك)?|من أنت|صباح الخير)",
}
_BRIEF = {
    code: re.compile(rf"\W*{said}(?:\W+(?:{said}|amig[oa]s?|bhai|yaar|mon ami|an alle|a todos))*\W*")
    for code, said in _SAID_BRIEFLY.items()
}


def brief(form: str) -> str:
    """The language of a greeting, a thank-you or a 'who are you?' that is not English; else ''."""
    if len(form) > 60:
        return ""
    return next((code for code, said in _BRIEF.items() if said.fullmatch(form)), "")
