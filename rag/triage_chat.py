"""Chat: a plain message goes in; out comes whether it is small talk, too vague, or plainly about something else."""

import re

from rag.triage_patterns import GAP, _any

CAREER = re.compile(
    r"\b(?:jobs?|careers?|roles?|cvs?|r[eé]sum[eé]s?|interview\w*|hir(?:e|es|ed|ing)|recruit\w*|employ\w*"
    r"|salar\w+|pay|offers?|promot\w+|degrees?|masters?|master's|"
    r"phd|bootcamps?|courses?|portfolio\w*|kaggle|github|linkedin|data (?:scien\w+|analy\w+|engineer\w*)"
    r"|machine learning|deep learning|\bml\b|\bai\b|\ba\.i\.|mlops|nlp|"
    r"llms?|engineers?|scientists?|analysts?|developers?|programm(?:er|ing)|skills?|experience|intern\w*"
    r"|freelanc\w*|negotiat\w+|layoffs?|laid off|work\w*|"
    r"stud(?:y|ies|ying)|learn\w*|profession\w*|qualif\w+|junior|senior|manager|company|companies|start-?ups?"
    r"|statistic\w*|sql|mentor\w*|network\w*)\b"
)

_GREETING = (
    r"(?:hi+|hey+|hello|hiya|yo|howdy|good (?:morning|afternoon|evening|day|night)|greetings|hallo|guten"
    r" (?:tag|morgen)|bonjour|salut|hola|ciao|namaste|hi there|hello there|hey there|what'?s up|sup|moin"
    r"|servus|olá)"
)
_THANKS = (
    r"(?:(?:ok(?:ay)?,? |great,? |cool,? |nice(?: one)?,? |perfect,? |awesome,? )?(?:many |much )?(?:thanks?"
    r"|thx|ty|thank (?:you|u)|cheers|merci|danke(?: schön)?|gracias|grazie|obrigad[oa]|much appreciated)(?:"
    r" (?:a lot|so much|very much|mate|again|everyone|you|for (?:that|this|your help|the help|everything)"
    r"|that was (?:\w+ )?helpful|very helpful|a million|bro|man|buddy)|,? (?:very helpful|that was (?:\w+"
    r" )?helpful|that helped|great answer))*)"
)
_BYE = (
    r"(?:good ?bye|bye+(?: bye)?|see (?:you|ya)(?: later| soon)?|farewell|ciao|that'?s all(?: for (?:now"
    r"|today))?|tsch[uü]ss|au revoir|adi[oó]s|later|take care)"
)
_FEEDBACK = (
    r"(?:ok(?:ay)?|cool|nice|great|awesome|perfect|wow|lol|haha+|good (?:bot|job|answer)|well done|you(?:'re|"
    r" are) (?:great|awesome|the best|stupid|useless|dumb|funny|nice|smart|amazing)|this (?:bot|thing"
    r"|chatbot) is (?:\w+)|i (?:love|like|hate) (?:you|this)|sorry|nice to meet you|ok cool|got it|i see"
    r"|understood|makes sense|yes|no|yeah|yep|nope|sure)"
)
_END = r"(?: (?:bot|there|groundwork|friend|mate|everyone|all|man|buddy|sir|dear|team))?\W*"
_TALK: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("greeting", re.compile(rf"\W*{_GREETING}(?:[,! ]+{_GREETING})?{_END}(?:how are you(?: doing)?(?: today)?\W*)?")),
    ("thanks", re.compile(rf"\W*{_THANKS}(?:\W+{_BYE})?{_END}")),
    ("bye", re.compile(rf"\W*{_BYE}{_END}")),
    ("feedback", re.compile(rf"\W*{_FEEDBACK}(?:\W+{_FEEDBACK})?{_END}")),
    (
        "how-are-you",
        re.compile(
            rf"\W*(?:{_GREETING}\W+)?(?:how are (?:you|u)(?: doing)?(?: today)?|how'?s it"
            rf" going|how do you do|how have you been){_END}"
        ),
    ),
    (
        "who",
        re.compile(
            rf"\W*(?:{_GREETING}\W+)?(?:so |and |but )?(?:who|what) (?:are|r) (?:you|u)(?: called| exactly|"
            rf" really)?\W*|\W*(?:so )?(?:what(?:'s| is) your name|what are you called|who (?:made|built"
            rf"|created|wrote|trained|owns) (?:you|this)(?: \w+)?|"
            r"(?:are|r) (?:you|u) (?:an? |really |actually )*(?:human|bot|robot|real|person|ai|chatbot"
            r"|machine|chatgpt|gpt\S*|claude|gemini|llm|language model|someone)(?: or (?:an? )?\w+)*(?:"
            r" person)?|"
            r"is (?:this|it) (?:an? |really )*(?:chatgpt|bot|human|ai|real person|gpt\S*|claude)|(?:which"
            r"|what) (?:model|llm|ai|language model)(?: do you use| are you| is this| runs here)?)\W*"
        ),
    ),
    (
        "what-can-you-do",
        re.compile(
            rf"\W*(?:{_GREETING}\W+)?(?:so )?(?:what (?:can|do|could|are) (?:you|this|it)(?: bot| chatbot)?"
            rf" (?:do|able to do|help(?: me)? with|know(?: about)?|offer|answer|capable of)(?: for me| here"
            rf"| exactly)?|what can i (?:ask|do)(?: you| here| with you)*|"
            r"how (?:does|do) (?:this|you|it|the)(?: bot| chatbot| chat| thing| app)? work|(?:what|which)"
            r" (?:topics|questions|subjects|things) (?:do|can) (?:you|i) (?:know(?: about)?|answer|cover"
            r"|ask)(?: you)?|"
            r"what is this(?: thing| bot| app| place| site)?(?:,? (?:and )?what can it do)?|how (?:can|could)"
            r" you help(?: me)?|what do you know(?: about)?|can you help(?: me)?)\W*"
        ),
    ),
    (
        "privacy",
        re.compile(
            r"\W*(?:do you (?:save|store|keep|remember|log|share|sell)[^.?!\n]{0,40}|what do you do with"
            r" (?:my data|what i write|my messages)|is (?:this|my chat|my data|what i write) (?:private"
            r"|safe|stored|confidential|anonymous))\W*"
        ),
    ),
    (
        "sources",
        re.compile(
            r"\W*(?:what (?:are|is) your (?:sources?|data)|where (?:do|does|did) (?:you|your (?:answers?"
            r"|knowledge|information|data)) (?:get (?:your|this|the) (?:information|answers?|data"
            r"|knowledge)|come)(?: from)?|how do you know (?:this|that|all this)|(?:which|what) sources do"
            r" you (?:use|have))\W*"
        ),
    ),
)


def small_talk(form: str) -> str:
    """'' or what was said: greeting, thanks, bye, feedback, how-are-you, who, what-can-you-do, privacy, sources."""
    if len(form) > 120:
        return ""
    return next((name for name, pattern in _TALK if pattern.fullmatch(form)), "")


_VAGUE_WORDS = """
    help please pls plz me i my you a an the to of in on for it this that is be am are do does can could should
    would will what which one how who why when where now next then roadmap guide guidance advice advise suggest
    suggestion suggestions something anything everything tell more about explain need want have got question
    questions start begin beginning tips tip info information plan career careers job jobs work ai ml data tech it's
    idk hmm um uh ok so and or but not sure know don't dont im i'm confused lost stuck kindly someone anyone better
    best good worth choose pick option options change give show say some any just really very thing things idea
    ideas life future direction path way long often much many other with your step steps make get go try hi hello
    hey thanks thank there kind of bit bad good
"""
_VAGUE = frozenset(_VAGUE_WORDS.split())
_SUBJECT = re.compile(
    r"\b(?:career change|start (?:in )?(?:ai|ml)|(?:get|go) (?:in ?to|start(?:ed)?) (?:in )?(?:ai|ml|data"
    r"|tech)|learn (?:ai|ml|data)|(?:ai|ml|data|tech) (?:jobs?|careers?|roadmap|plan|path|guide|future|life"
    r"|tips|advice|work|ideas?)|(?:jobs?|careers?|roadmap|plan|path|guide|future|work|start|begin|learn"
    r"|study|tips|advice)(?: \w+){0,3} (?:ai|ml|data|tech)|future of|job (?:tips|plan|change)|study (?:plan"
    r"|tips)|change (?:jobs?|careers?))\b"
)
_FIELDS = frozenset(("ai", "ml", "data", "tech"))
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_MASH = re.compile(r"asdf|qwert|sdfg|hjkl|lorem ipsum|(.)\1{5}")


def unclear(form: str) -> str:
    """'' or why nothing can be answered: empty, no-words, nonsense, vague, roadmap."""
    if not form:
        return "empty"
    said = _WORD.findall(form)
    if not said or sum(map(len, said)) < 2:
        return "no-words"
    if len(said) <= 3 and _MASH.search(form):
        return "nonsense"
    if len(said) <= 8 and all(word in _VAGUE for word in said) and not _SUBJECT.search(form):
        if len(said) > 3 and _FIELDS & set(said):
            return ""  # 'is AI a good career' is short, not vague
        return "roadmap" if {"roadmap", "plan", "guide", "path"} & set(said) else "vague"
    return ""


OUTSIDE = _any(
    r"\b(?:throws?|raises?|gives?|get|getting|says)\b" + GAP + r"\b(?:error|exception|out of memory|traceback|nan)\b",
    r"\b(?:marathon|smoking|toddler|baby|\w+-year-old|diet|tourist)\b|\b(?:plan|organi[sz]e) (?:my|a|our)"
    r" (?:[\w-]+ )?(?:trip|wedding|party|holiday)",
    r"\bweather\b(?! (?:forecasting|model|data|prediction|project))|\b(?:will|does|is) it (?:rain|snow)"
    r"|\b(?:temperature|forecast) (?:in|for|tomorrow)\b",
    r"\brecipes?\b|\b(?:cook|bake|boil|fry|grill|roast)(?:ing)?\b" + GAP + r"\b(?:rice|cake|bread|pasta"
    r"|chicken|eggs?|cookies|fish|meat|soup|lasagne|pizza|a |an |the )|\bpizza\b|\bcalories\b"
    r"|\brestaurants?\b",
    r"\b(?:football|soccer|cricket|basketball|tennis|world cup|olympics|champions league|super ?bowl|formula"
    r" 1|nba|nfl|footballer)\b",
    r"\bjokes?\b|\btell me something funny\b|\b(?:write|compose|make)\b" + GAP + r"\b(?:poem|haiku|song"
    r"|lyrics|limerick|love letter|novel|story|rap|sonnet)\b",
    r"\btranslate\b" + GAP + r"\b(?:to|into|in)\b|\bhow do (?:you|i) say\b" + GAP + r"\bin (?:\w+ish|french"
    r"|german|japanese|\w+ian|\w+ese)\b",
    r"\bcapital (?:city )?of\b|\b(?:how (?:tall|far|high|deep|old|heavy) is)\b|\btallest\b|\bwho"
    r" (?:invented(?! the term)|discovered|was the first|won|is the (?:president|king|queen|prime minister)"
    r"|wrote|painted|will win)\b|\bpresident of\b|\bsquare root\b|\bwhat is \d+ ?(?:x|times|plus|minus|\+"
    r"|\*|-|/|divided)",
    r"\b(?:solve|integrate|differentiate|factorise)\b" + GAP + r"[=\dx]|\b\d+ ?(?:miles|km|kilometres|pounds"
    r"|kg|celsius|fahrenheit)\b" + GAP + r"\b(?:in|to|into)\b",
    r"\b(?:fix|debug|solve|correct)\b" + GAP + r"\b(?:code|error|bug|exception|query|function|loop|script"
    r"|stack ?trace|program)\b|\b(?:type|index|key|value|syntax|attribute|name|import|runtime)error\b"
    r"|\bnullpointer|\bcenter a div\b|\bnot rendering\b|\bsegfault\b",
    r"\bwrite (?:me )?(?:a |an |the |some )?(?:python |java |javascript |sql |bash |c\+\+ |unit )?(?:function"
    r"|script|program|code|class|tests?|query|regex|loop)\b|\bkeeps crashing\b",
    r"\b(?:do|finish|solve) my (?:\w+ )?(?:homework|assignment)|\bwrite (?:me )?an essay\b|\bsummari[sz]e the"
    r" (?:plot|book|novel|film|movie)|\bplot of\b",
    r"\b(?:movie|film|netflix|series|tv show|anime|song|concert|video game)s?\b" + GAP + r"(?:watch|\?"
    r"|tonight|$|recommend)|\b(?:watch|listen to) tonight\b",
    r"\b(?:bitcoin|crypto\w*|ethereum|stocks?)\b" + GAP + r"\b(?:buy|sell|invest|rise|fall|price|go up)\b"
    r"|\b(?:buy|sell|invest in|is)\b" + GAP + r"\b(?:bitcoin|ethereum|stocks?|shares)\b" + GAP + r"(?:\?|$|a buy)",
    r"\b(?:election|vote for|which party|horoscope|zodiac|star sign)\b|\bmeaning of life\b|\bis there a god\b",
    r"\b(?:my (?:cat|dog|puppy|rabbit|hamster|car|bike|tap|sink|washing machine|girlfriend|boyfriend|ex))\b"
    r"|\b(?:leaking tap|ants|tomatoes|stain|plumb(?:er|ing)|bicycle|tyre|lawn|garden)\b|\bhoroscope\b",
    r"\b(?:hotels?|flights?|holiday|vacation)\b" + GAP + r"\b(?:in|to|for|from)\b|\bwhat time is it\b|\bnext"
    r" train\b|\bdirections to\b",
    r"\b(?:lose weight|six pack|muscles|hair ?cut|make ?up tips|present for my|gift for my)\b|\binstall"
    r" windows\b|\bset up a vpn\b|\bwhich (?:car|phone|bike|bicycle|tv|camera) (?:should|to|is)|\bbest"
    r" (?:phone|car|tv|camera)\b|\bplay the (?:guitar|piano|violin)\b",
)
