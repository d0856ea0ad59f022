"""Strip: a message goes in; out come its plain form, its sentences, and what is left without orders to the bot."""

import base64
import binascii
import re
import unicodedata

from rag.triage_chat import CAREER
from rag.triage_patterns import GAP, WIDE, _any

_HEAD, _TAIL = 6000, 2000
_INVISIBLE = re.compile(
    r"[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206"
    r"f\ufe00-\ufe0f\ufeff]"
)
_SPACED = re.compile(r"(?<!\w)(?:\w ){3,40}\w(?!\w)")
_LEET_WORD = re.compile(r"(?<![\w@$])(?=[\w@$]{0,20}[0134578@$])(?=[\w@$]{0,20}[a-z])[\w@$]{3,20}(?![\w@$])")
_LEET = str.maketrans("013457@$", "oieastas")
_SENTENCE = re.compile(r"(?<=[.!?…])[\"')\]]*\s+|\n+")
_ROLE = re.compile(
    r"(?:<\|?/?(?:im_start|im_end|system|user|assistant|inst|endoftext)\|?>(?:\s*(?:system|user"
    r"|assistant)\b)?|\[/?(?:system|user|inst|admin[^\]\n]{0,30}|assistant|developer)\]"
    r"|(?:^|(?<=[\n.!?;]))[ \t]{0,4}(?:#{1,4} ?)?(?:system(?: message| prompt| note)?|user|human|assistant"
    r"|admin(?:istrator)?|developer|question|instructions?|new instructions?)[ \t]{0,4}:)",
    re.IGNORECASE,
)
_ORDER = (
    r"(?:instruct\w*|rules?|prompts?|polic(?:y|ies)|guidelines?|directions?|constraints?|restrictions?|safety"
    r"|filters?|programming|training|system message|everything (?:you|above)|all (?:of )?the above"
    r"|everything above|the above|documents?|sources?|anweisung\w*|regeln|instructions|règles|consignes"
    r"|instrucciones|reglas|istruzioni|regole|instruções)"
)
_START = (
    r"(?:^|[\"'(:;,.!\-] ?|\b(?:please|and|then|now|also|just|to|you must|you should|must|so|first|i order"
    r" you to|i want you to) )"
)
INSTRUCTION = _any(
    r"\bpretend (?:that )?(?:the |your |all )?(?:\w+ )?(?:documents?|sources?|passages?)\b|\bsystem_prompt\b",
    r"\b(?:add|include|insert|append|cite|put) (?:this|the following|that) (?:link|url|source|text|line"
    r"|sentence|website)\b",
    r"\bin (?:your|every|each) (?:answer|reply)\b[^.?!\n]{0,10}\b(?:add|include|insert|mention|link|praise"
    r"|recommend)\b",
    r"\b(?:instructions|rules|prompts?|orders) (?:are|were|is|that|you)\b"
    + r"(?: \w+){0,3}? "
    + r"(?:hidden|given|told|fed|programmed)\b",
    _START + r"(?:ignor\w*|disregard|forget|override|bypass|oublie[zr]?|vergiss|ignoriere|olvida|dimentica"
    r"|esqueça|skip|drop|delete|erase|switch off|turn off|disable|remove) "
    + r"(?:\w+ ){0,4}?"
    + _ORDER
    + r"\b(?! of (?:the|a) (?:job|company|cv))",
    r"\b(?:turn|switch) (?:off|of) (?:the |your |all )?(?:fact ?check\w*|filters?|safety|citations?|checks?)"
    r"|\bdisable (?:the )?(?:citations?|checks?|safety|filters?)",
    r"\b(?:your|hidden|initial|internal|original|secret|the system|system|developer|tes|deinen?|tu|il tuo|my"
    r" system)\b" + r"(?: \w+){0,2}? " + r"(?:prompt|instructions?|rules|system ?prompt|configuration|message"
    r"|systemprompt|regeln|règles|guidelines|directives)\b(?=[^.?!\n]{0,40}(?:\?|$|verbatim|:|word|to sleep"
    r"|to me|now|in a code|into|please|for|and|before|[.!]))",
    r"\b(?:reveal|print|repeat|output|show me|display|share|leak|what (?:is|are|were)|affiche\w*|zeig\w*"
    r"|muestra\w*|dime|write|translate)\b" + GAP + r"\b(?:your|the|you were|hidden|ton|deinen?|tu|votre"
    r"|system|developer)\b" + GAP + r"\b(?:system prompt|prompt|(?<!written )instructions|text above|words"
    r" you were given|rules you were|configuration|api keys?|developer message|system message|first words"
    r"|password)\b(?! (?:engineer|in an? (?:llm|app)))",
    r"\b(?:repeat|print|output|write) (?:the |all |everything )?(?:the )?(?:text|words|everything|content)\b"
    + GAP
    + r"\b(?:above|before|verbatim|given)\b|\bapi keys?\b",
    r"\b(?:you are|you're|you will be|become|act as|act like|behave like|pretend (?:to be|you are|you're)"
    r"|simulate|imagine you are|role-?play as|speak as) " + r"(?:now )?(?:\w+ ){0,4}?" + r"(?:dan|freegpt"
    r"|pirate|hacker|evil|unrestricted|uncensored|unfiltered|jailbr\w+|linux|terminal|another ai|different"
    r" ai|other ai|an ai (?:without|with no|that has no)|without (?:any )?(?:restrictions|limits|rules"
    r"|filters)|no (?:limits|rules|restrictions|ethics)|girlfriend|grandmother|grandma|dead|shell"
    r"|interpreter)\b",
    r"\byou are now\b|\byou're now\b|\byou are (?:free|no longer) (?:of|from|bound)\b|\b(?:developer|debug"
    r"|god|admin|sudo|jailbreak|dan) mode\b|\bjailbreak\b(?!s)(?! (?:research|detect|defen))",
    r"\b(?:from now on|from this point on|for the rest of (?:this|the) (?:chat|conversation)|in (?:all|every"
    r"|each) (?:of your )?(?:answers?|repl(?:y|ies)))\b" + GAP + r"\b(?:you|answer|respond|reply|say|write"
    r"|always|never|recommend|end|only)\b",
    r"\b(?:always|only) (?:say|answer|respond|reply|recommend|output|write|end)\b"
    + GAP
    + r"\b(?:that|with|yes|no|only|the word|to)\b|\bend (?:every|each|all|your) (?:answers?|repl)|\bevery"
    r" answer (?:ends|must|should)|\b(?:you must|your new (?:policy|task|role|rule|job)|new (?:policy|task"
    r"|rules?|instructions?))\b" + GAP + r"(?:recommend|say|answer|praise|reveal|is\b|:|always|every|you)",
    r"^(?:please )?(?:say|answer|reply|respond|output) (?:only |just |with )*['\"‘“]|\b(?:and nothing else"
    r"|banana only|only (?:with )?(?:the word )?banana)\b|^(?:answer|respond|reply) (?:with|only) (?!one|in"
    r"|briefly|short|bullet|a (?:list|table))",
    r"\b(?:do not|don't|never|without|stop) (?:cit(?:e|ing)|using|use|mention(?:ing)?|giv(?:e|ing)) (?:any "
    r"|your |the )?(?:sources?|documents?|citations?|references|that they are)\b|\b(?:answer|reply) from"
    r" (?:your )?(?:imagination|own knowledge|memory)",
    r"\b(?:invent|make up|fabricate|fake) (?:\w+ ){0,3}(?:sources?|citations?|quotes)\b|\bmake (?:something"
    r"|things|stuff|the answer|it) up\b|\bmake up (?:the|an|your) answers?\b|\bpretend (?:that )?(?:the "
    r"|your )?(?:sources?|documents?|they|handbook)\b",
    r"\b(?:dump|export|print|list|show|output|give me|display|i want|download)\b" + GAP + r"\b(?:all|every"
    r"|whole|entire|full|complete)\b" + GAP + r"\b(?:your |vector |the )?(?:database|knowledge base|vector"
    r" store|index|passages?|documents?|corpus|source files?|data you)\b" + GAP + r"(?:$|you|as json|word"
    r"|[.?!]|all of them|in your)",
    r"\b(?:questions?|chats?|messages?|conversations?)\b" + GAP + r"\b(?:other|another|previous) (?:users?"
    r"|people|persons?)\b|\bother (?:users?|people)(?:'s)? (?:questions|chats|messages|asked|ask you)"
    r"|\bother people ask you\b",
    r"\b(?:execute|run) (?:the |this |following |a )*(?:shell |command|code|rm\b|script|sudo|sql)"
    + GAP
    + r"(?:on your|server|machine|:|cat|rm|$)|\brm -rf\b|/etc/passwd|<script|drop table\b",
    r"\b(?:decode|base64|rot13)\b"
    + GAP
    + r"\b(?:follow|do what|obey|execute|say|and|string|this)\b"
    + GAP
    + r"(?:$|says|it|:|do)",
    r"\b(?:as|i am|i'm) (?:your|the) (?:developer|administrator|admin|creator|owner|programmer)\b"
    + GAP
    + r"(?:,|order|switch|turn|i |command|so|$)|\bupdated by (?:the|your) (?:administrator|developer)",
    r"\bstop being (?:a|the|my) (?:\w+ )?(?:bot|assistant|chatbot|coach|ai)\b|\b(?:game|story|world|mode"
    r"|scenario|answer|speak|talk)\b" + GAP + r"\b(?:no rules|without rules|no limits|no restrictions"
    r"|freely)\b|\bhad no limits\b|\b(?:bypass|ignore|drop|without) (?:your |all |any )?(?:filters?"
    r"|safeguards?|restrictions)\b|\bwithout using (?:your |the )?(?:documents|sources)\b",
    r"\bthe (?:user is|user has) (?:an? )?(?:vip|admin|premium|owner|developer)|\bthis (?:user|customer) is"
    r" (?:an? )?(?:vip|admin)|\byou obey\b|\b(?:output|print) your (?:config\w*|settings|prompt)",
    r"\bact(?:ing)? as (?:a |an )?(?:my )?(?:\w+ )?(?:grandm\w+|linux|shell|unrestricted|terminal)|^(?:praise"
    r"|promote|advertise) ",
)
_CLAUSE = re.compile(
    r"^\W*(?:please )?(?:ignor\w*|disregard|forget|override|bypass|skip)\b[^.?!\n]{0,70}?"
    + _ORDER
    + r"[^.?!\n,;:]{0,30}?(?:[,;:]| and(?: then)?| then| but)\s+(?=\w)",
    re.IGNORECASE,
)
_COMMAND = re.compile(
    r"^\W*(?:instead |now |please )*(?:say|print|output|answer|respond|reply|reveal|show|display"
    r"|write|recommend|always|never|act|pretend|become|praise|you|do|follow|obey|from)\b",
    re.IGNORECASE,
)
ABOUT_SECURITY = re.compile(
    r"\b(?:what|which|how) do (?:\w+ ){1,3}(?:write|put|use)\b[^.?!\n]{0,30}\bsystem prompts?\b|"
    r"\b(?:prompt injections?|red[- ]?team\w*|ai security|llm security|jailbreaks)\b"
    + WIDE
    + r"\b(?:job|career|role|research\w*|learn|engineer|fit|university|work)|\b(?:job|career|role|research\w*"
    r"|learn|engineer|work|do)\b" + WIDE + r"\b(?:prompt injections?|red[- ]?team\w*|ai security|llm security"
    r"|jailbreaks)\b|\bsystem prompts?\b" + WIDE + r"\b(?:engineers?|role|job|in an? llm)\b",
    re.IGNORECASE,
)
_BASE64 = re.compile(r"(?<![\w+/])[A-Za-z0-9+/]{20,4000}={0,2}(?![\w+/=])")
_QUESTION = re.compile(
    r"\?|^\W*(?:how|what|which|where|when|who|why|is|are|do|does|did|can|could|should|would|will|tell me"
    r"|explain|help me|i want to (?:become|learn|work|know)|wie|was|welche|comment|quel|qué|cómo)\b",
    re.IGNORECASE,
)


def plain(text: str) -> str:
    """Lower case, one width, one apostrophe, no control, direction or zero-width marks; long texts keep both ends."""
    if len(text) > _HEAD + _TAIL:
        text = f"{text[:_HEAD]}\n{text[-_TAIL:]}"
    return whole(text)


def whole(text: str) -> str:
    """As `plain`, however long."""
    text = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))
    text = text.replace("’", "'").replace("‘", "'").replace("`", "'").lower()
    return re.sub(r"[^\S\n]+", " ", text).strip()


def disguised(text: str) -> str:
    """The plain text with spaced-out and digit-for-letter words spelled out ('k1ll', 'i g n o r e')."""
    text = _SPACED.sub(lambda m: m.group().replace(" ", ""), text)
    return _LEET_WORD.sub(lambda m: m.group().translate(_LEET), text)


def sentences(text: str) -> list[str]:
    """Pieces between full stops, question marks and line ends; not empty."""
    return [piece.strip() for piece in _SENTENCE.split(text) if piece and piece.strip()]


def _hidden(text: str) -> str:
    """Readable words inside base64, else ''."""
    for match in _BASE64.finditer(text):
        token = match.group().rstrip("=")
        try:
            decoded = base64.b64decode(token + "=" * (-len(token) % 4), validate=True).decode("utf-8")
        except (binascii.Error, UnicodeDecodeError, ValueError):
            continue
        if " " in decoded and decoded.isprintable():
            return decoded
    return ""


def _is_order(sentence: str) -> bool:
    form = plain(sentence)
    return any(INSTRUCTION.search(each) for each in {form, disguised(form)}) and not ABOUT_SECURITY.search(form)


def strip(question: str) -> tuple[str, bool]:
    """What is left to answer, and whether anything was taken out. The words left are the person's own, unchanged."""
    if len(question) > _HEAD + _TAIL:
        question = f"{question[:_HEAD]}\n{question[-_TAIL:]}"
    cleaned, found = question, False
    if _hidden(cleaned):
        cleaned, found = _BASE64.sub(" ", cleaned), True
    blocks = _blocks(_INVISIBLE.sub("", cleaned))
    spoken = any(role == "user" for role, _ in blocks)
    kept: list[str] = []
    for role, text in blocks:
        if role == "system":
            found = True
            if spoken:
                continue
        for sentence in sentences(text):
            clause = _CLAUSE.match(sentence)
            if clause and not ABOUT_SECURITY.search(sentence):
                found = True
                sentence = sentence[clause.end() :]
                if _COMMAND.match(sentence) or _is_order(sentence):
                    continue
            elif _is_order(sentence):
                found = True
                _, colon, rest = sentence.partition(": ")  # 'Answer as a pirate: do I need a PhD?'
                if not colon or "?" not in rest or _is_order(rest):
                    continue
                sentence = rest
            if role == "system" and "?" not in sentence:
                continue
            kept.append(sentence)
    if not found:
        return question.strip(), False
    if not any("?" in sentence or (_QUESTION.search(sentence) and CAREER.search(plain(sentence))) for sentence in kept):
        return "", True
    return " ".join(kept), True


def _blocks(text: str) -> list[tuple[str, str]]:
    """The message cut at role marks ('SYSTEM:', '[USER]', '<|im_start|>'): who is said to speak, and what."""
    marks = list(_ROLE.finditer(text))
    if not marks:
        return [("", text)]
    blocks = [("", text[: marks[0].start()])]
    for at, mark in enumerate(marks):
        end = marks[at + 1].start() if at + 1 < len(marks) else len(text)
        named = mark.group().lower()
        role = "user" if re.search(r"user|human|question|im_end|/inst|/system", named) else "system"
        if not text[mark.end() : end].strip():
            continue
        blocks.append((role, text[mark.end() : end]))
    return blocks
