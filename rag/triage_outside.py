"""Outside: a plain message goes in; out comes whether it is plainly about something other than careers in AI and data.

Two kinds: other matters (weather, cooking, other professions), which career words beside them excuse; and tasks to do
here and now (code to write, homework, a proof), which they do not.
"""

import re

from rag.triage_chat import CAREER
from rag.triage_patterns import GAP, WIDE, any_of

FIELD = re.compile(
    r"\b(?:data|ai|a\.i\.|ml|machine learning|deep learning|analytics|analysts?|analysis|tech|llms?|nlp|mlops"
    r"|robot\w*"
    r"|program\w*|python|sql|software|cod(?:e|ing|er)|it (?:job|work|career)|computer|automation|algorithms?|bi)\b"
)
_TRADE = (
    r"(?:nurses?|carpenters?|electricians?|plumbers?|pilots?|chefs?|cooks?|bakers?|hairdressers?|barbers?|teachers?"
    r"|lawyers?|doctors?|dentists?|vets?|veterinarians?|pharmacists?|architects?|actors?|actress|singers?"
    r"|musicians?"
    r"|models?(?= agency)|flight attendants?|stewards?|police (?:officers?|man|woman)|fire ?fighters?"
    r"|soldiers?|farmers?"
    r"|mechanics?|welders?|drivers?|truckers?|photographers?|influencers?|youtubers?|real estate agents?"
    r"|therapists?"
    r"|psychologists?|midwi(?:fe|ves)|paramedics?|social workers?|journalists?|translators?|accountants?|gardeners?"
    r"|painters?|tailors?|butchers?|waiters?|bartenders?|footballers?|athletes?|astronauts?|judges?|priests?)"
)
TASK = any_of(
    r"\b(?:def \w+\(|select \* from\b|import \w+ as \w+|for \w+ in range\(|class \w+[(:]|public static void"
    r"|console\.log"
    r"|#include\b|std::|</?(?:div|html)|traceback \(most recent)",
    r"\b(?:do|finish|complete|fill in|answer|solve|help me (?:with|solve|do|finish)) (?:my|this|our)(?:"
    r" (?!take)[\w-]+)"
    r"{0,3} (?:homework|assignments?|exercises?|problem set|worksheet|coursework)\b(?! (?:for|from) (?:an?"
    r"|the) (?:interview"
    r"|company|job))",
    r"^\W*(?:please |can you |could you |pls )?(?:prove that|derive|compute|integrate|differentiate"
    r"|factori[sz]e|solve(?=:| \d|"
    r" for | the equation| this equation))\b(?! (?:more|better|value|a|my))",
    r"\b(?:what is|what's|find|give me|calculate|compute|show) the (?:derivative|integral|gradient"
    r"|eigenvalues?|determinant"
    r"|inverse matrix|square root|proof|limit) of\b",
    r"\bexplain\b" + GAP + r"\b(?:with|using|including) (?:the )?(?:equations?|formulas?|maths?|proofs?"
    r"|derivations?|code)\b",
    r"^\W*(?:please |can you |could you |pls )?(?:write|code|implement|create|generate|program|give|make)(?: me| us"
    r"| out)*(?: a| an| the| some)?(?: [\w+#-]+){0,3} (?:functions?|scripts?|unit tests?|query|regex\w*|loops?"
    r"|training loop"
    r"|(?<!show me )code|dockerfile|api endpoint|css|html)\b(?! (?:i (?:can|could|should)|for (?:my|a|an)"
    r" (?:portfolio|cv)"
    r"|questions?|examples?|samples?|reviews?|tests?|challenges?|interviews?))",
    r"^\W*(?:please |can you |could you |pls )?(?:implement|refactor|optimi[sz]e|rewrite|debug|fix"
    r"|correct)\b(?: \w+){0,2}?"
    r" (?:this|my|the following|quicksort|mergesort|binary search|linked list|code|it)\b(?! (?:cv|resume"
    r"|r[eé]sum[eé]|career"
    r"|portfolio|linkedin|cover|profile|job|interview|study|search|learning|life|plan|approach|salary|profile"
    r"|chances|github"
    r"|gap|skills?|path))",
    r"^\W*(?:please )?implement (?:a |an |the )?[\w -]{3,30} in (?:python|rust|c\+\+|java|go|javascript|c|r"
    r"|sql|pytorch)\b",
    r"\bwhat(?:'s| is)? wrong (?:with|in) (?:this|my|the) (?:code|query|function|loop|sql|script|model|:)"
    r"|\bwhats wrong with"
    r" this:",
    r"\b(?:type|index|key|value|syntax|attribute|name|import|runtime|module ?not ?found|indentation|zero"
    r" ?division)error\b"
    r"|\bcannot import name\b|\bnullpointer|\bsegfault\b|\bnon-fast-forward\b|\bstack ?trace\b|\bmerge"
    r" conflict in\b",
    r"\bwrite (?:me )?(?:a |an |some )?(?:regex|lyrics|poem|haiku|rap|birthday|wedding|love letter|limerick"
    r"|sonnet)\b",
    r"\bwhat(?:'s| is) the difference between (?:a |an )?(?:list and (?:a )?tuple|tuple and (?:a )?list|stack"
    r" and (?:a )?queue|process and (?:a )?thread"
    r"|pointer and (?:a )?reference|let and var)s?(?: in \w+)?\W*$",
    r"\btranslate\b" + GAP + r"['\"“]" + WIDE + r"\b(?:to|into|in) \w+",
    r"^\W*(?:please )?summari[sz]e (?:this|the) (?:article|text|book|paper|chapter|video|following)\b",
    r"^\W*(?:please |can you |could you )?(?:draw|paint|sketch|generate|create|make)(?: me)? (?:a |an |some"
    r" )?(?:picture|image"
    r"|logo|drawing|meme|photo|video)\b",
    r"\b(?:book|reserve|order|buy) (?:me |us )?(?:a |an |my |the )?(?:flight|hotel|train|table|taxi|ticket"
    r"|uber|pizza)\b",
    r"^\W*(?:please |let's |can we |can you )?(?:play|start) (?:a )?(?:game|chess|hangman|quiz)\b|\bread me"
    r" (?:the news|a"
    r" story)\b",
    r"\b(?:loss (?:is|becomes|goes|turns)|gives? me|returns?|keeps?|throws?)\b"
    + GAP
    + r"\b(?:nan|duplicate columns|no rows|crashing|an error|wrong (?:result|output)|null)\b"
    + GAP
    + r"(?:why|how (?:to|do i|can i) fix|fix|\?|$)",
    r"\bhow (?:do|can|to|should) (?:i |we |you )?(?:install|uninstall|upgrade|configure) (?!myself)[\w"
    r" .+-]{2,25}(?: on"
    r" (?:windows|ubuntu|linux|mac\w*|my)|\?|$)",
)
_HOW_THINGS_WORK = any_of(
    r"^\W*how (?:does|do) (?:an? |the )?(?:[\w-]+ ){0,2}?(?:engines?|turbines?|panels?|vaccines?|batter(?:y"
    r"|ies)|planes?"
    r"|rockets?|volcano(?:es)?|magnets?|mirrors?|refrigerators?|microwaves?|bridges?|hearts?|lungs?|stock"
    r" market|banks?"
    r"|gravity|tides?|rainbows?|lasers?|nuclear \w+|photosynthesis|elections?|parliament|dna|cells?"
    r"|electricity|blockchain|bitcoins?|radios?|gps) (?:work|fly|function|move|produce|make|generate)\b",
)
_OTHER_TRADE = any_of(
    r"\b(?:how (?:do|can|does|to|would)|want to|wanna|like to|should i|can i)\b"
    + GAP
    + r"\b(?:become|be|train as|work as|turn into) (?:an? |the )?(?:\w+ ){0,2}?"
    + _TRADE
    + r"\b",
    r"\b(?:what|how much|how) (?:does|do|is|are)\b" + GAP + r"\b" + _TRADE + r"\b" + GAP + r"\b(?:earn|paid"
    r"|make|salary"
    r"|find (?:customers|clients))\b",
    r"\bwhy (?:is|are|do|does) the (?:sky|sea|ocean|moon|sun|earth|grass|leaves|stars?)\b|\b(?:quantum"
    r" entanglement|black"
    r" holes?|photosynthesis|big bang|roman empire|world war|french revolution|theory of relativity|dinosaurs?)\b",
    r"\b(?:mortgage|landlord|savings|etf|pension fund|car insurance|mattress|wi-?fi|virus from|push ?ups|keto"
    r"|horoscope"
    r"|kitten|puppy|wedding|poker strategy)\b",
    r"\b(?:what|how much) is \d+ ?%|\b\d+ ?(?:usd|eur|dollars|euros|pounds|rupees|inr|gbp) (?:to|in|into)"
    r" (?:usd|eur|inr"
    r"|dollars|euros|rupees|pounds|gbp)\b",
    r"\b(?:best|cheap\w*|good) (?:\w+ ){0,2}(?:laptop|headphones|monitor|keyboard)\b" + GAP + r"\b(?:gaming"
    r"|under|for games)",
    r"\bpopulation of\b|\blongest river\b|\bhighest mountain\b|\bmarried to\b|\bwhen did\b" + GAP + r"\b(?:war"
    r"|king|queen"
    r"|dynasty)\b|\b(?:is|are) (?:coffee|tea|sugar|eggs|bread|meat|alcohol) (?:bad|good|healthy|unhealthy)\b",
    r"\bis my (?:girlfriend|boyfriend|wife|husband|partner) (?:cheating|lying|in love)\b|\bteach my (?:son"
    r"|daughter|kids?"
    r"|child|dog) to\b|\bhow do i cent(?:er|re)\b|\bin latex\b",
    r"\b(?:plan|organi[sz]e|suggest|recommend)\b" + GAP + r"\b(?:day trip|road trip|weekend in|honeymoon"
    r"|itinerary|party)\b",
)
OUTSIDE = any_of(
    r"\b(?:throws?|raises?|gives?|get|getting|says)\b" + GAP + r"\b(?:error|exception|out of memory|traceback"
    r"|nan)\b",
    r"\b(?:marathon|smoking|toddler|baby|my \w+-year-old|diet|tourist)\b|\b(?:plan|organi[sz]e) (?:my|a|our)"
    r" (?:[\w-]+ )?(?:trip|wedding|party|holiday)",
    r"\bweather\b(?! (?:forecasting|model|data|prediction|project))|\b(?:will|does|is) it (?:rain|snow)"
    r"|\b(?:temperature|forecast) (?:tomorrow|today|for (?:today|tomorrow|the weekend))\b",
    r"\brecipes?\b|\b(?:cook|bake|boil|fry|grill|roast)(?:ing)?\b" + GAP + r"\b(?:rice|cake|bread|pasta"
    r"|chicken|eggs?|cookies|fish|meat|soup|lasagne|pizza|a |an |the )|\bpizza\b|\bcalories\b"
    r"|\brestaurants?\b",
    r"\b(?:football|soccer|cricket|basketball|tennis|world cup|olympics|champions league|super ?bowl|formula"
    r" 1|nba|nfl|footballer)\b",
    r"\bjokes?\b|\btell me something funny\b|\b(?:write|compose|make)\b" + GAP + r"\b(?:poem|haiku|song"
    r"|lyrics|limerick|love letter|novel|story|rap|sonnet)\b",
    r"\btranslate\b" + GAP + r"\b(?:to|into|in)\b|\bhow do (?:you|i) say\b" + GAP + r"\bin (?:\w+ish|french"
    r"|german|japanese|\w+ian|\w+ese)\b",
    r"\bcapital (?:city )?of\b|\b(?:how (?:tall|far(?: away)?|high|deep|old|heavy) is"
    r" (?:the|mount|mt|a|an|it (?:from|to)))\b|\btallest\b|\bwho"
    r" (?:invented(?! the term)|discovered|was the first|won|is the (?:president|king|queen|prime minister)"
    r"|wrote (?!it\b)|painted|will win)\b|\bpresident of\b|\bsquare root\b|\bwhat is \d+ ?(?:x|times|plus|minus|\+"
    r"|\*|-|/|divided)",
    r"\b(?:solve|integrate|differentiate|factorise)\b" + GAP + r"[=\dx]|\b\d+ ?(?:miles|km|kilometres|pounds"
    r"|kg|celsius|fahrenheit)\b" + GAP + r"\b(?:in|to|into)\b",
    r"\b(?:fix|debug|solve|correct)\b" + GAP + r"\b(?:code|error|bug|exception|query|function|loop|script"
    r"|stack ?trace|program)\b|\b(?:type|index|key|value|syntax|attribute|name|import|runtime)error\b"
    r"|\bnullpointer|\bcenter a div\b|\bnot rendering\b|\bsegfault\b",
    r"(?<!machines )(?<!computers )(?<!robots )(?<!will ai )"
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


_LIVED_WITH = r"(?:savings|mortgages?|toddlers?|bab(?:y|ies)|\w+-year-olds?|car loan|pension)\b"
_FEW_WORDS = (
    r"(?:(?:almost|nearly|hardly|barely) )?(?:(?:no|a|an|any|my|our|two|three|four|\d|few|little|some|small|big|huge"
    r"|young|new|sick|old) ){0,3}"
)
_CIRCUMSTANCE = re.compile(
    r"\b(?:(?:have|has|had|got|with|without|i've|we've|ive|pay(?:ing)?|raising|raise|expecting|support(?:ing)?)"
    rf"(?: got| still)?|and|my|our|me and) {_FEW_WORDS}(?:{_LIVED_WITH}|(?:girlfriend|boyfriend|landlord)\b)"
)
"""What somebody lives with."""
_BESIDE_A_STEP = re.compile(
    rf"\b(?:with|without|and) {_FEW_WORDS}{_LIVED_WITH}"
    r"|\bmy (?:girlfriend|boyfriend|landlord)(?= (?:says?|thinks?|told|believes?|calls?)\b)"
)
"""The same where it stands in one clause with a step: 'too late with two toddlers and a mortgage'."""
_CLAUSE = re.compile(r"(?<=[,.;:!?\n])|(?= (?:but|so) )|(?<=\w)(?= (?:is|should|can|could) (?:this|it|that|i|we)\b)")
_STEP = re.compile(
    r"\b(?:realistic|possible|feasible|too late|too (?:big )?(?:a )?risky?|risk|chances?|crazy|mad|stupid|dream|afford"
    r"|manage|worth|start over|begin|change|switch(?:ing)?|quit|do (?:this|it|that)|make (?:it|this|that)|go back|move"
    r"|hope|too old|how (?:do|can|should) i explain (?:the|my|a|this|that))\b"
)
"""A step in life, taken or not."""


def _without_circumstance(clause: str) -> str:
    """A clause without what the person lives with, unless the step is about that: 'should I change my landlord'."""
    return (_BESIDE_A_STEP if _STEP.search(clause) else _CIRCUMSTANCE).sub(" ", clause)


def outside(form: str) -> bool:
    """Whether a plain message is about something else. What a person lives with, told beside a question whether a step
    can be taken, is no topic: 'I have no savings, is this realistic?' asks nothing about savings.
    """
    if TASK.search(form) or _HOW_THINGS_WORK.search(form):
        return True
    if CAREER.search(form):
        return False
    if _STEP.search(form):
        form = "".join(_without_circumstance(clause) for clause in _CLAUSE.split(form))
    return bool(OUTSIDE.search(form) or (_OTHER_TRADE.search(form) and not FIELD.search(form)))
