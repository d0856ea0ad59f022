"""Chat: a plain message goes in; out comes whether it is small talk, or too vague to be answered."""

import re

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
    r"(?:hi+|he+y+|hello+|hiya+|yo+|howdy|good (?:morning|afternoon|evening|day|night)|greetings"
    r"|hi there|hello there|hey there|wh?at'?s ?up|was+up|wazz+up|sup|all (?:well|good)\??)"
)
_THANKS = (
    r"(?:(?:ok(?:ay)?,? |great,? |cool,? |nice(?: one)?,? |perfect,? |awesome,? |great answers?,? |no more"
    r" questions,? "
    r")?(?:many |much )?(?:thanks?|thanx|thnx|thx|tnx|ty+|tysm|thank (?:you|u|ya)|cheers|much appreciated"
    r"|arigato)(?:"
    r" (?:a (?:lot|ton|bunch|million)|so much|very much|mate|again|everyone|you|for (?:that|this|your help|the help"
    r"|everything|your (?:time|answers?))|that was (?:\w+ )?helpful|very helpful|bro|man|buddy|sir)|,? (?:very"
    r" helpful"
    r"|(?:that|this) (?:was (?:\w+ )?helpful|helped(?: me)?(?: a lot)?|helps)|great answer))*)"
)
_RELIEF = (
    r"(?:(?:ok(?:ay)?|ah|oh|well|good|great)\W+)?(?:(?:that|this|it) (?:really |actually |already )?(?:calms|helps"
    r"|helped|cheers|comforts|reassures|encourages|settles|relieves|clears|answers|makes(?: more| total| perfect)?"
    r" sense)(?: (?:me|it|that|my question|things))?(?: (?:up|down))?(?: a (?:bit|lot|little))?|i(?:'m| am)?"
    r" (?:feel(?:ing)? )?(?:a (?:bit|lot|little) |much )?(?:better|calmer|relieved)(?: now| already)?|good to"
    r" (?:know|hear)|that(?:'?s| is) (?:good|great|nice|reassuring|a relief|comforting|encouraging)(?: to"
    r" (?:know|hear))?)"
)
_BYE = (
    r"(?:good ?bye|bye+(?: bye)?|see (?:you|ya|u)(?: later| soon)?|farewell|(?:that'?s|that is) (?:all|it)(?:"
    r" for (?:now"
    r"|today))?|no (?:more|further) questions|later|take care|gotta go|talk later)"
)
_VERY = r"(?:(?:so|really|very|pretty|quite|such a|just|totally|the|a|an) )*"
_PRAISE = (
    r"(?:great|awesome|the best|smart|funny|nice|amazing|clever|brilliant|helpful|cool|fantastic|good|impressive"
    r"|sweet|kind|wonderful|super|perfect|excellent)"
)
_BLAME = (
    r"(?:stupid|useless|dumb|idiot(?:ic)?|trash|garbage|rubbish|shit|crap|terrible|awful|bad|horrible"
    r"|worthless|joke"
    r"|moron|boring|annoying|pathetic|nonsense|bullshit|wrong|lame)"
)
_IT = (
    r"(?:you(?:'re| are)|(?:u|ur) (?:r |are )?|ur|(?:this|the|that|it)(?: (?:bot|thing|chatbot|app|answer"
    r"|was|tool))?(?: is|'s| was)?)"
)
_INSULT = (
    rf"(?:(?:wow|lol|ok|haha)?[, ]*{_IT} ?{_VERY}{_BLAME}(?: (?:bot|answer|thing))?|(?:what|such) an? {_BLAME}"
    rf" (?:answer"
    rf"|bot|thing|reply)|you suck|this sucks|shut (?:up|it)|screw (?:you|u|this)|f+u+c*k+ (?:you|u|off|this)"
    rf"|fu|wtf|piss"
    rf" off|go to hell|get lost|i hate (?:you|this)(?: bot)?|{_BLAME}(?: bot)?|(?:you )?(?:idiot|moron|asshole))"
)
_FEEDBACK = (
    rf"(?:ok(?:ay)?|k|cool|nice|great|awesome|perfect|wow|lol|haha+|good (?:bot|job|answer)|nice (?:work|one"
    rf"|job|answer)"
    rf"|well done|{_IT} ?{_VERY}{_PRAISE}(?: (?:bot|answer|help|work))?|i(?:'m| am) (?:impressed|amazed|surprised)"
    r"|i (?:love|like) (?:you|this|it)(?: (?:bot|app|tool))?|sorry(?:,? wrong (?:window|chat))?|wrong"
    r" (?:window|chat)"
    r"|nice to meet you|ok cool|got it|i see|understood|makes sense|impressive|interesting|ha|hm+ ok)"
)
_END = (
    r"(?:,? (?:bot|there|groundwork|friend|mate|everyone|all|man|buddy|sir|dear|team|again|guys|folks|to"
    r" you|all (?:well|good)))*\W*"
)
_HELLO = rf"(?:{_GREETING}[,! ]+)?(?:so |and |but |ok )?"
_TALK: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "greeting",
        re.compile(
            rf"\W*{_GREETING}(?:[,! ]+{_GREETING})?{_END}(?:how are (?:you|u)(?: doing)?(?: today)?\W*)?"
            rf"|\W*(?:test(?:ing)?"
            rf"|ping|anyone (?:there|here)|(?:are )?(?:you|u) there){_END}"
        ),
    ),
    ("thanks", re.compile(rf"\W*(?:{_RELIEF}\W+)?{_THANKS}(?:\W+{_RELIEF})?(?:\W+{_BYE})?{_END}")),
    ("bye", re.compile(rf"\W*{_BYE}(?:\W+{_BYE}|\W+{_THANKS})?{_END}|\W*good night{_END}")),
    ("feedback", re.compile(rf"\W*(?:{_FEEDBACK}|(?!.*\?){_RELIEF})(?:\W+{_FEEDBACK})?{_END}")),
    ("insult", re.compile(rf"\W*{_INSULT}(?:\W+{_INSULT})?{_END}")),
    (
        "how-are-you",
        re.compile(
            rf"\W*(?:{_GREETING}\W+)?(?:how are (?:you|u|things)(?: doing)?(?: today)?|how'?s (?:it"
            rf" going|life|your day)|how do you do|how have you been|(?:are )?you (?:ok|okay|well)|do you"
            rf" (?:sleep|eat|dream"
            rf"|get tired|have (?:feelings|emotions|a body|friends|family))|can you feel (?:pain|things)){_END}"
        ),
    ),
    (
        "who",
        re.compile(
            rf"\W*{_HELLO}(?:who|what) (?:are|r) (?:you|u)(?: called| exactly|"
            rf" really)?\W*|\W*{_HELLO}(?:what(?:'s| is) your name|what are you called|(?:who|what company"
            rf"|which company"
            rf"|what team|which team|who exactly) (?:made|built|created|wrote|trained|owns|developed"
            rf"|programmed|runs|is"
            r" behind) (?:you|this)(?: \w+)?|(?:who (?:are|is)|tell me about) your (?:developers?|makers?"
            r"|creators?|owners?"
            r"|company|boss)|"
            r"(?:are|r) (?:you|u) (?:an? |really |actually |just |even )*(?:human|bot|robot|real|person|ai|chatbot"
            r"|machine|chatgpt|gpt\S*|claude|gemini|llm|language model|someone|alive|conscious|computer"
            r"|program)(?: or"
            r" (?:an? )?\w+)*(?: person| being)?|am i (?:talking|speaking|chatting|writing) (?:to|with) (?:an?"
            r" |the )*"
            r"(?:real |actual )?(?:human|bot|robot|machine|person|ai|computer|someone)(?: or (?:an? )?\w+)*|is"
            r" (?:an?"
            r" |any )?(?:real )?(?:person|human|someone|anybody|anyone) (?:reading|answering|writing"
            r"|behind)(?: this| it"
            r"| these| that)?|(?:is|are) (?:this|it|these) (?:an? |really |written by )*(?:chatgpt|bot|human"
            r"|ai|real person"
            r"|gpt\S*|claude|person)|(?:which|what) (?:model|llm|ai|language model)(?: do you use| are you| is"
            r" this| runs"
            r" here)?|do you (?:use|run on) (?:chatgpt|gpt\S*|openai|claude|gemini|llama|an? (?:llm|language"
            r" model))|how old"
            r" are (?:you|u)|where (?:do|did) you (?:live|come from)|where are you(?: from)?|tell me (?:about"
            r" yourself"
            r"|who you are)|introduce yourself)\W*"
        ),
    ),
    (
        "what-can-you-do",
        re.compile(
            rf"\W*{_HELLO}(?:help,? )?(?:what (?:can|do|could|are) (?:you|u|this|it)(?: bot| chatbot)?"
            rf" (?:do|able to do|help(?: me)? with|know(?: about)?|offer|answer|capable of|good (?:at|for))(?:"
            rf" for me| here"
            rf"| exactly)?|what can i (?:ask|do)(?: you| here| with you)*|(?:can|may|could) i ask (?:you"
            rf" )?(?:something|a"
            rf" question|anything|you something)|"
            r"how (?:does|do) (?:this|you|it|the)(?: bot| chatbot| chat| thing| app)? work|how (?:do|can) i"
            r" use (?:this|you"
            r"|it)|(?:what|which) (?:kinds? of |sorts? of |type of )?(?:topics|questions|subjects|things)"
            r" (?:do|can) (?:you"
            r"|i) (?:know(?: about)?|answer|cover|ask)(?: you| here)*|"
            r"what is this(?: thing| bot| app| place| site)?(?:,? (?:and )?what can it do)?|how (?:can|could)"
            r" you help(?: me)?|what do you know(?: about)?|can you help(?: me)?|how are you different from"
            r" (?:chatgpt|google"
            r"|other (?:bots|chatbots))|(?:how|why) is this (?:different from|better than) (?:chatgpt|google"
            r"|other bots))\W*"
        ),
    ),
    (
        "languages",
        re.compile(
            r"\W*(?:(?:what|which|how many) languages? (?:do|can) (?:you|i|u) (?:speak|understand|know|use"
            r"|write)(?: in| here"
            r"| to you)*|(?:do|can) (?:you|u|i) (?:speak|understand|write|answer|reply|talk|ask|chat)(?: to"
            r" you| with you"
            r"| in)* (?:in )?(?:german|french|spanish|hindi|chinese|english|portuguese|italian|arabic|russian"
            r"|turkish|my"
            r" (?:own )?language|other languages|another language))\W*"
        ),
    ),
    (
        "privacy",
        re.compile(
            r"\W*(?:(?:do|will|can) (?:you|u|anyone|anybody|people|others?) (?:save|store|keep|remember|log"
            r"|share|sell|see"
            r"|read)[^.?!\n]{0,40}|what do you do with (?:my data|what i (?:write|type)|my messages)|who"
            r" (?:can )?(?:sees?"
            r"|reads?|gets?) (?:my|these|this|what i)[^.?!\n]{0,25}|(?:is|are) (?:this|my chats?|my data|my"
            r" messages|what i"
            r" (?:write|type)|this chat) (?:private|safe|stored|confidential|anonymous|secure|saved|recorded))\W*"
        ),
    ),
    (
        "sources",
        re.compile(
            r"\W*(?:what (?:are|is) your (?:sources?|data)|where (?:do|does|did) (?:you|your (?:answers?"
            r"|knowledge|information|data)) (?:get (?:your|this|the) (?:information|answers?|data"
            r"|knowledge)|come)(?: from)?|how do you know (?:this|that|all this)|(?:which|what) sources do"
            r" you (?:use|have)|how (?:accurate|reliable|good|sure|up[- ]to[- ]date|correct|honest) (?:are|is)"
            r" (?:you|your"
            r" (?:answers?|information|sources?|data)|this)|can i (?:trust|believe|rely on) (?:you|this|your"
            r" answers?|it"
            r"|what you say)|(?:are|is) (?:you|your (?:answers?|information|sources?|data)|this) (?:always"
            r" )?(?:accurate"
            r"|reliable|up[- ]to[- ]date|correct|true|current|honest|trustworthy)|do you (?:ever )?(?:make"
            r" (?:things|stuff)"
            r" up|lie|hallucinate|make mistakes))\W*"
        ),
    ),
)


def small_talk(form: str) -> str:
    """'' or what was said: greeting, thanks, bye, feedback, insult, how-are-you, who, what-can-you-do, languages,
    privacy, sources. A yes or no is none: it answers what was said before.
    """
    if len(form) > 120:
        return ""
    return next((name for name, pattern in _TALK if pattern.fullmatch(form)), "")


_EMPTY = frozenset(
    """yeah yep yup nope nah he she they him her them his their help please pls plz kindly me i my you u a an the to
    of in on for from with at by it this that these those there
    here is be am are was do does did can could should would will shall may might must what which one ones how who why
    when where now next then guide guidance advice advise suggest suggestion suggestions something anything everything
    nothing tell more about explain need needs want wanna have has got get gets question questions some any just really
    very thing things stuff idea ideas thought thoughts idk hmm hm um uh ok okay so and or but if not no yes sure know
    don't dont doesn't i'm im it's its what's whats i've ive confused lost stuck unsure someone anyone nobody else other
    others another kind sort bit lot bad good better best great nice right wrong long short much many often show give
    gave say said try make made take takes took go going gone went come let us we your hi hello hey thanks thank also
    too even only all own same way ways option options choose choosing choice pick decide decision best worth think
    feel like possible able allowed recommend recommended recommendation enough ready well as soon quickly fast easy
    easily happy sir madam dear guys fully somehow simply step steps first second again yet still able person
    people life future dream direction point matter useful use point out up into""".split()  # noqa: SIM905
)
"""Words that carry nothing to look up."""
_BROAD = frozenset(
    """career careers job jobs work working start starting started begin beginning switch switching change changing
    move moving learn learning study studying skill skills course courses salary pay money roadmap roadmaps plan
    plans path paths improve improving grow growing growth progress requirements requirement required needed qualify
    qualification tip tips info information hard difficult fail failed scope field fields area role roles position
    options succeed success opportunity opportunities training resources resource material certificate difference
    important demand worry worried unhappy tired""".split()  # noqa: SIM905
)
"""Words that name a matter so wide that no answer fits."""
_FIELDS = frozenset(("ai", "ml", "data", "tech", "it"))
_SUBJECT = re.compile(
    r"\b(?:career change|(?:job|career|study|learning|salary|cv) (?:tips|plan|change|growth|search|market)"
    r"|(?:change|switch"
    r"|start|learn|work|job|jobs|career|careers|salary|skills?|courses?|roadmap|plan|path|future|study|tips"
    r"|advice|begin)"
    r"(?: \w+){0,3} (?:ai|ml|data|tech)|(?:ai|ml|data|tech)(?: \w+)? (?:jobs?|careers?|roadmap|plan|path|guide"
    r"|future"
    r"|life|tips|advice|work|ideas?|salar\w+|skills?|courses?|pay)|(?:get|go|break) (?:in ?to|start(?:ed)?)(?:"
    r" \w+)?"
    r" (?:ai|ml|data|tech)|future of|stud(?:y|ies) (?:plan|tips)|learning path)\b"
)
_ASKS_OF_FIELD = re.compile(r"^\W*(?:is|are|does|do|will|can|why|should|how (?:hard|big|good|is|do|to))\b")
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_MASH = re.compile(r"asdf|qwert|sdfg|hjkl|lorem ipsum|(.)\1{5}")
_KINDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("roadmap", re.compile(r"\b(?:roadmaps?|plans?|paths?|guide|steps?)\b")),
    ("duration", re.compile(r"\bhow (?:long|much time|many (?:years|months))\b")),
    ("switch", re.compile(r"\b(?:switch\w*|change|changing|move|moving)\b")),
    ("field", re.compile(r"\b(?:ai|ml|data|tech)\b")),
)


def unclear(form: str) -> str:
    """'' or why nothing can be answered: empty, no-words, nonsense, vague, roadmap, duration, switch, field.

    Vague is a message that names nothing to look up: no role, no skill, no figure, no place. One concrete word
    ('phd needed?', 'too old at 45?') is enough to go on.
    """
    if not form:
        return "empty"
    said = _WORD.findall(form)
    if not said or sum(map(len, said)) < 2:
        return "no-words"
    if len(said) <= 3 and _MASH.search(form):
        return "nonsense"
    if len(said) > 16 or re.search(r"\d", form) or not set(said) <= _EMPTY | _BROAD | _FIELDS:
        return ""
    told, fields = set(said) & _BROAD, set(said) & (_FIELDS - {"it"})
    wish = re.match(r"^\W*(?:please )?(?:i(?:'d| would| just| really)? |i'm |im |help|want|need|tell me)", form)
    if fields and (told or (len(said) > 3 and _ASKS_OF_FIELD.search(form))):
        return ""  # 'AI jobs' and 'is AI a good career' are short, not vague
    if _SUBJECT.search(form) and not (wish and not fields):
        return ""
    return next((kind for kind, pattern in _KINDS if pattern.search(form)), "vague")
