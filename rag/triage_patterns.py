"""Patterns: a plain sentence goes in, the reason its words alone give comes out.

Every gap is bounded and stays inside one sentence, so a match costs a fixed number of steps a character. They aim at
precision; what they miss is left to the nearest meaning (`rag/triage.py`).
"""

import re

GAP = r"[^.?!\n]{0,40}?"
WIDE = r"[^.?!\n]{0,80}?"
_ASK = (
    r"\b(?:how (?:do|can|could|would|should|to|might)|help (?:me|us)|tell me|show me|teach me|write|draft"
    r"|give me|(?:safe|clever|smart|sneaki|quick|eas|b)"
    r"\w* (?:way|method|tool|trick)s?|ways? (?:to|of|around)|i(?:'d)? (?:want|wanna|like|need|plan|intend) "
    r"|can (?:you|i)|could (?:you|i)|explain|steps?"
    r"|where (?:do|can|could) (?:i|we)|which \w+|what(?:'s| is) the|build|make|create|code|fabricate|invent"
    r"|generate|arrange|let's)\b"
)


def _any(*parts: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{part})" for part in parts), re.IGNORECASE)


CRISIS = _any(
    r"\b(?:kill(?:ing)?|hang(?:ing)?|shoot(?:ing)?|drown(?:ing)?|harm(?:ing)?|hurt(?:ing)?|cut(?:ting)?"
    r"|unalive|poison(?:ing)?) (?:my ?sel(?:f|ves)|(?:him|her)self|themselves)\b",
    r"\bself[- ]?harm",
    r"\b(?:see|seeing|there is|there's|is there|what(?:'s| is)) (?:the|any|no|a) point (?:in|of) (?:going on"
    r"|carrying on|anything)\b",
    r"\bmy (?:boyfriend|girlfriend|husband|wife|partner|father|mother|dad|mum|mom|ex|brother|son)\b.{0,24}"
    r"\b(?:hits?|beats?|hurts?|chokes?|abuses?|threatens? to (?:kill|hurt|hit)) (?:me|us|my (?:kids|children))\b",
    r"\bi(?:'ve| have) been cutting\b",
    r"(?<!detects )(?<!detect )(?<!predict )(?<!career )(?<!professional )(?<!political )(?<!social"
    r" )\bsuicid(?:e|al)\b(?! (?:risk|prevention|prediction|detection|rates?|data|hotline|research"
    r"|statistic))",
    r"\b(?:end(?:ing)?|tak(?:e|ing)) (?:my|his|her|their|one's) (?:own )?li(?:fe|ves)\b",
    r"\b(?:do(?: not|n't|nt)|no longer|never|not) (?:really |even )?(?:want|wanna|wish)(?: to)? (?:to"
    r" )?(?:live|be alive|exist|wake up|be here)\b(?! (?:in|at|with|near|up|far|like|on)\b)",
    r"\b(?:want(?:s|ed)?(?: to)?|wanna|wish(?:es)? to|going to|ready to|rather) (?:just )?(?:die|be dead|stop"
    r" existing|disappear forever|cease to exist)\b(?! (?:of|in (?:boredom|my job)))",
    r"\bwish(?:ed)? (?:that )?(?:i|he|she) (?:was|were|had) (?:dead|never (?:been )?born|not alive)",
    r"\b(?:never|not|don't) wake up (?:again|tomorrow|any ?more)|\b(?:hope|wish|pray) (?:that )?i (?:never"
    r"|don't|do not|won't|would not|wouldn't) wake up",
    r"\b(?:better|happier|easier)(?: off)? (?:without me|if i (?:was|were) (?:gone|dead))",
    r"\b(?:want(?:s|ed)?|going|ready|time|plan(?:ning)?|will|gonna|i'll)"
    r" (?:to )?end (?:it|everything)(?: all)?\b(?! with)",
    r"\bend it all\b|\b(?:want|wish) it (?:all )?to (?:end|be over|stop)\b|\bno way out for me\b|\b(?:(?:not"
    r"|won\'t) be|am|just) a burden (?:to|on|any)|\b(?:pills|rope|knife|gun|razor) in front of me\b"
    r"|\b(?:being|be|still) alive (?:next|in a|by|much|after)|\bdying is (?:the|my|a)|\bwant(?: to)?"
    r" (?:just )?disappear forever|\bi have thought about how i would do it",
    r"\b(?:no|any|what(?:'s| is) the|lost the|a) (?:point|reason|use|sense|will) (?:in |of |for |to )?(?:me"
    r" )?(?:to )?(?:keep |go on |carry on |continue |continuing |going on )?(?:be(?:ing)? alive|liv(?:e"
    r"|ing)|exist(?:ing)?|staying alive|stay alive)\b(?! (?:in|at|up|with|near)\b)",
    r"\bwhy (?:should i |do i )?(?:keep|go on|carry on) (?:on )?living\b",
    r"\blife (?:is not|isn't|isnt|is no longer|has no) (?:worth (?:living|it)|meaning)",
    r"\bcan(?:'t|not|t) go on (?:living|any ?more|any longer)",
    r"\bthink(?:s|ing)? (?:about|of|that) (?:dying|death|jumping|ending it|stepping off)\b",
    r"\b(?:jump|jumping|step|stepping) (?:off|in front of|from) (?:a |the )?(?:bridge|train|building|roof"
    r"|balcony|platform|cliff)",
    r"\b(?:if|when) i (?:died|was gone|were gone|was dead|were dead|disappeared)\b",
    r"\bnot? (?:think i will |going to )?be alive\b|\bdon't think i(?:'ll| will) be alive",
    r"\b(?:overdose|overdosing) (?:tonight|today|on|myself)|\bi (?:will|want to|took an) overdose",
    r"\b(?:took|swallowed|have) (?:a lot of|all (?:my|the)|too many|the) pills",
    r"\bdying hurts?\b|\bdoes it hurt to die\b|\brope ready\b|\bgoodbye (?:letters?|notes?)\b|\bsuicide note",
    r"\bpainless(?:ly)? (?:way|method)? ?(?:to )?(?:go|die)\b|\b(?:quickest|easiest|best) way to die\b",
    r"(?:^|\b(?:will|to|wanna|of|just) )kms\b",
    r"\b(?:me suicider|suicider|envie de mourir|veux mourir|(?:me )?tuer moi|en finir avec (?:la|ma) vie"
    r"|(?:veux|envie de) (?:plus )?vivre|plus (?:envie de )?vivre|pense(?:r)? au suicide|mettre fin à mes"
    r" jours)\b",
    r"\b(?:mich (?:um(?:zu)?bringen|töten)|(?:bringe?|bring) mich um|nicht mehr leben|selbstmord|suizid\w*"
    r"|(?:mir )?das leben (?:zu )?nehmen|(?:will|möchte) sterben|mich selbst verletz\w*)\b",
    r"\b(?:quiero (?:morir|matarme|suicidarme)|suicidarme|suicidio|quitarme la vida|(?:no quiero|sin ganas"
    r" de) (?:seguir )?(?:vivir|viviendo)|matarme|hacerme daño)\b",
    r"\b(?:voglio (?:morire|uccidermi)|uccidermi|suicidarmi|non voglio più vivere|quero morrer|me matar|não"
    r" quero (?:mais )?viver)\b",
)

DEFENCE = _any(
    r"\b(?:look|search|apply|interview|job ?-?hunt)(?:ing|s)? (?:for (?:a |another |new )?(?:\w+ )?(?:jobs?"
    r"|roles?|work)|elsewhere|while|with other)",
    r"\b(?:avoid(?! (?:detect|being|getting|the))|prevent|detect(?!ion|ed)|spot|protect|recogni[sz]e|report"
    r"|refuse|notice[sd]? that|accused|victim|less biased|fairer|debias|reduce bias|honest)",
    r"\b(?:asks?|asked|asking|wants?|wanted|told|tells|forces?|forced|pressur\w+|offered?) (?:me|us|to)\b",
    r"\b(?:is|was|isn't|would|are) (?:it|this|that|lying|cheating|using|faking|there|these|they) (?:be |ever "
    r"|really )?(?:\w+ )?(?:ok|okay|wrong|bad|cheating|fine|normal|ethical|unethical|dishonest|allowed"
    r"|acceptable|a bad|fair|worth|real|discriminat\w+)",
    r"\bshould i (?:let|report|say|tell|use|call)|\bwhat happens (?:if|when)|\bdo (?:people|they|companies)"
    r" (?:get|check|find)|\bhow do (?:companies|interviewers|employers|recruiters|they|people|you)\b",
    r"\b(?:my|a|our) (?:classmate|colleague|coworker|friend|boss|manager|employer|company|recruiter"
    r"|competitor)s? (?:cheat|fak|lie|stol|steal|hack|want|ask)",
    r"\bsomeone (?:copied|stole|used|offered|hacked|cheated)|\bethical hack|\bhackathon|\bgrowth hack",
)
STEALTH = (
    r"(?:\bwithout (?:anyone|anybody|any ?one|being|getting|them|him|her|it|people|the \w+|my \w+)\b"
    + GAP
    + r"(?:notic|detect|caught|know|find|seeing|reali[sz]|check|verif|see\b)"
    r"|\b(?:avoid|not|never|n't|dodge|escape) (?:be |get |being |getting )?(?:notic\w+|detect\w+|caught|found out)"
    r"|\b(?:no ?one|nobody|they|it|he|she|(?:the|my) (?:proctor|employer|recruiter|interviewer|boss|company"
    r"|system|camera)\w*) ?(?:will|can|could|would|does|do|must|may|wo|ca)?(?:n't| not|not| never|"
    r" ever){0,2} ?(?:tell|notices?|detects?|finds? out|reali[sz]es?|suspects?)\b"
    r"|\b(?:undetect\w+|unnoticed|secretly|hide it|in secret)\b)"
)

HARMFUL = _any(
    r"\b(?:exfiltrat|counterfeit|keylogger|ddos|spyware|malware|ransomware)\w*" + GAP + r"(?:my|the|for|of|on|a)\b",
    r"\b(?:rank|sort|score|filter|screen|reject|exclude|select|weed|put|hire|hiring|recommend|prefer)\w*\b"
    + GAP
    + r"\b(?:by (?:race|gender|sex|religion|ethnicity|nationality|skin)|only (?:men|male|white)|(?:women|female"
    r"|foreign|black|asian|muslim|jewish|indian|gay|older?|pregnant|disabled|immigrant)\w*(?:"
    r" (?:applicants?|candidates?|people|women|engineers?|names?))?" + GAP + r"(?:automatically|at the bottom"
    r"|out\b|lower|are rejected|candidates?\b|for this))",
    r"\b(?:rejects?|excludes?|filters?|downgrades?|blocks?)\b" + GAP + r"\b(?:ethnic|racial|women|female"
    r"|foreigners?|muslims?|black|asian|older|disabled|gay)\b",
    r"\bwhich (?:race|ethnicit|nationalit|religion|skin|gender|sex)\w*" + GAP + r"\b(?:worst|best|better"
    r"|smart|lazy|stupid|avoid|dumb|good at)",
    r"\b(?:whites?|blacks?|asians?|men|women|jews|muslims|indians)\b"
    + GAP
    + r"\bor\b"
    + GAP
    + r"\b(?:smarter|better at|more intelligent)|\bwho is (?:better|smarter)"
    + GAP
    + r"(?:men|women|whites?"
    r"|blacks?)\b",
    r"\b(?:do not|don't|not|avoid|never|stop) (?:to )?hir(?:e|ing) (?:any )?(?:pregnant|women|black|older"
    r"|foreign|disabled|gay|muslim)",
    r"\bpay (?:women|visa workers|immigrants|foreigners) less\b|\bpays (?:women|foreigners) less\b|\bsecretly"
    r" pays?\b|\bunderpay(?:ing)? (?!me\b|us\b|you\b)",
    r"\b(?:get rid of|fire|push out|lay off)\b"
    + GAP
    + r"\b(?:over (?:40|45|50|55|60)|older|pregnant|women)\b"
    + GAP
    + r"(?:without|discrimin)",
    r"\b(?:i want to|i will|i'm going to|i'd like to|how (?:do|can) i) (?:beat up|kill|murder|stab|shoot"
    r"|attack|poison|seduce|stalk|scam|threaten|blackmail|extort|bribe|frame|dox)\b(?! (?:it|the interview"
    r"|time|two birds|my self|myself))",
    r"\b(?:scam|phish|deceive|defraud)(?:ing)? (?:e-?mails?|people|students|candidates|applicants|job ?seekers)\b",
    r"\b(?:fake|bogus|false) (?:job (?:ad|advert|offer|posting)s?)\b" + GAP + r"\bto (?:collect|get|steal|trick)",
    r"\b(?:trick|fool|deceive) (?:candidates|applicants|people|job ?seekers|students) into\b",
    r"\b(?:take|sit|do|pass|give|attend)\w* (?:my|the) (?:\w+ )?(?:interview|exam|test|assessment)s? (?:for"
    r" me|in my (?:place|name|stead))|\bproxy interview|\b(?:someone|somebody|person) (?:else )?to (?:take"
    r"|do|sit|attend|give) (?:my|the) (?:\w+ )?(?:interview|exam|test)",
    r"\b(?:leaked|stolen) (?:questions|exam|interview|answers)|\bquestions leaked\b|\b(?:exam|certification"
    r"|certificate) dumps?\b|\bdumps of\b" + GAP + r"exam",
    r"\b(?:my old|former|previous) (?:password|company|employer|login|boss)\w*\b"
    + WIDE
    + r"\b(?:wipe|delete|hack|log ?in|break into|destroy)\b",
)
HARMFUL_ASKED = _any(
    r"^\W*(?:please )?(?:invent|fabricate|make up|fake|forge|falsify)\b" + GAP + r"\b(?:experience|degrees?"
    r"|phd|references?|diplomas?|certificates?|employers?|histor\w+|letters?|publications?"
    r"|qualifications?)\b",
    r"\b(?:log ?in|access|get into|break into)\b"
    + GAP
    + r"\b(?:old|former|ex)[- ](?:company|employer|boss)\w*\b"
    + GAP
    + r"(?:server|system|account|database|email|network|after)",
    r"\bpretend\b"
    + GAP
    + r"\b(?:disab\w+|degree|experience|sick|ill|pregnant|veteran)\b"
    + GAP
    + r"\b(?:to get|so that|without|for (?:a|the))\b",
    _ASK + WIDE + r"\b(?:cheat(?:ing)?\b(?! ?sheet)|plagiari[sz]e|forge|forging|falsify|counterfeit|bribe"
    r"|blackmail|sabotage|impersonate|phish\w*|malware|hack (?:in|the|a|my|some)|break into|get into"
    r" (?:the|my|his|her|a) [^.?!\n]{0,25}?(?:laptop|account|e-?mail|phone|inbox|computer|database)"
    r"|steal(?:ing)?\b|spy on|stalk|smuggle|scam people|doxx?)",
    _ASK + WIDE + r"\b(?:fake|faked|fabricate|fabricated|made-up|make up|bogus|forged|false|invent|phony"
    r"|photoshop)\b" + GAP + r"\b(?:degrees?|diplomas?|certificates?|certifications?|references?"
    r"|recommendations?|experience|cv|resume|employers?|employment|histor\w+|payslips?|pay ?stubs?"
    r"|letters?|transcripts?|publications?|names?|reviews?|contributions?|compan\w+|work|jobs?|phd"
    r"|activity|stars|ids?)\b",
    r"\b(?:lie|lying|lies) (?:about|convincing|on|in|that|can|to)\b" + GAP + r"(?:without|experience for"
    r"|never|cannot be)|\b(?:convincing|good|believable) lies\b|\bwhat lies\b|\btell me\b" + GAP + r"\blies\b",
    _ASK + WIDE + r"\b(?:take|copy|download|smuggle|sneak|leak|get|move)\b" + GAP + r"\b(?:source code"
    r"|(?:customer|client|user|patient|company|employer)s?'?s? (?:data\w*|lists?|records)|training data|model"
    r" weights|client list|company'?s? data|data home|trade secrets?"
    r"|code)\b" + GAP + r"\b(?:before i (?:quit|leave)|to (?:the|my) new|without|from work|secretly|home)",
    _ASK
    + WIDE
    + r"\b(?:bypass|evade|dodge|get around|beat|fool|trick|hide|erase|pass)\b"
    + GAP
    + r"\b(?:background checks?|drug (?:test|screen)\w*|proctor\w*|criminal record|conviction|plagiarism"
    r"|monitoring|anti-?cheat|time tracking|verification)\b",
    r"\b(?:dodge|evade|bypass|cheat) (?:a |the |my )?(?:pre-employment |background |drug |plagiarism"
    r" )+(?:check|test|screen)\w*",
    r"\b(?:copilot|chatgpt|ai|gpt|tool|help|answers?|earpiece|headset|deep ?fakes?|notes|phone)\b"
    + WIDE
    + r"\b(?:interview|exam|test|assessment|hackerrank|leetcode|zoom|call)s?\b"
    + WIDE
    + STEALTH,
    _ASK + WIDE + r"\b(?:secretly|earpiece|mouse jiggler|deep ?fakes?|undetect\w+|hidden camera)\b",
    STEALTH + WIDE + r"\b(?:interview|exam|test|employers?|proctor|recruiter|background check|university"
    r"|experience|degree)\b",
    r"\b(?:interview|exam|test|employers?|proctor|degree|experience|notebook|solution|work|hackerrank|meta"
    r"|google|someone'?s?|somebody'?s?)\b"
    + WIDE
    + r"\b(?:(?:how|help|ways?|which|what)\b"
    + GAP
    + r")?(?:hide it|stop (?:them|him|her) from (?:verif|check|find)\w*|without (?:anyone|anybody|being|getting"
    r"|them|him|it|the)" + GAP + r"(?:notic|caught|detect|know|seeing|find))",
    r"\b(?:sells?|buy|purchase|get) (?:a )?(?:fake |real |university |computer science )*(?:degrees?"
    r"|diplomas?|certificates?|github stars?)\b" + GAP + r"(?:pass|without|online|that|verif|and)",
    r"\bwrite (?:my|the) (?:whole |entire )?(?:thesis|dissertation|essay|assignment)\b|\bpay someone to"
    r" (?:write|do)\b",
    r"\b(?:how much|how do i|how can i|should i)\b"
    + GAP
    + r"\b(?:slip|bribe|pay off)\b"
    + GAP
    + r"\b(?:recruiter|manager|hr|interviewer|him|her|them)\b",
    _ASK + WIDE + r"\b(?:frighten|scare|threaten|intimidate|harass|humiliate|insult|(?:ruin|destroy) (?:my"
    r"|his|her|their|the|a) (?:\w+'s? )?(?:boss|colleague|coworker|manager|reputation|bootcamp|company"
    r"|career of|interviewer|recruiter|bootcamp)\w*|get revenge|revenge on|seduce|spreading rumou?rs)\b"
    r"|\b(?:affair|secret|nudes|compromising)\b[^.?!\n]{0,60}\b(?:use (?:it|them|that)|against (?:him"
    r"|her|them))\b",
    _ASK + WIDE + r"\bget (?:my|a|the) (?:colleague|coworker|boss|manager|teammate)s? fired\b",
    r"\b(?:find|reveal|guess) (?:out )?(?:which|who|where|what)\b" + GAP + r"\b(?:gay|lives|pregnant|religion)\b",
    r"\bscrape\b"
    + GAP
    + r"\bprivate\b|\b(?:two|2|both|multiple|my two)\b"
    + GAP
    + r"\b(?:jobs|employers)\b"
    + GAP
    + r"\b(?:secretly|not find out|pretend|without)",
)
