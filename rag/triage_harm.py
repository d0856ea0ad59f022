"""Harm: a plain sentence goes in; out comes whether it asks for help to deceive, spy, steal, exclude or sabotage.

Harm by career means has a shape: something that is not one's own to take, show or claim, and a way to keep others from
knowing. The honest neighbours ask whether it is right, how others notice it, or what to do when somebody else does it.
"""

from rag.triage_means import CAREER_MEANS
from rag.triage_patterns import ASK, GAP, WIDE, any_of

DEFENCE = any_of(
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

_PLAINLY = any_of(
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
    r"\b(?:leaked|stolen) (?:questions|exam|interview|answers)|\bquestions leaked\b|\b(?:where|which|get|find"
    r"|buy|need|have)\b[^.?!\n]{0,30}\b(?:exam|certification"
    r"|certificate) dumps?\b|\bdumps of\b" + GAP + r"exam",
    r"\b(?:my old|former|previous) (?:password|company|employer|login|boss)\w*\b"
    + WIDE
    + r"\b(?:wipe|delete|hack|log ?in|break into|destroy)\b",
)
_ASKED = any_of(
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
    ASK + WIDE + r"\b(?:cheat(?:ing)?\b(?! ?sheet)|plagiari[sz]e|forge|forging|falsify|counterfeit|bribe"
    r"|blackmail|sabotage|impersonate|phish\w*|malware|hack (?:in|the|a|my|some)|break into|get into"
    r" (?:the|my|his|her|a) [^.?!\n]{0,25}?(?:laptop|account|e-?mail|phone|inbox|computer|database)"
    r"|steal(?:ing)?\b|spy on|stalk|smuggle|scam people|doxx?)",
    ASK + WIDE + r"\b(?:fake|faked|fabricate|fabricated|made-up|make up|bogus|forged|false|invent|phony"
    r"|photoshop)\b" + GAP + r"\b(?:degrees?|diplomas?|certificates?|certifications?|references?"
    r"|recommendations?|experience|cv|resume|employers?|employment|histor\w+|payslips?|pay ?stubs?"
    r"|letters?|transcripts?|publications?|names?|reviews?|contributions?|compan\w+|work|jobs?|phd"
    r"|activity|stars|ids?)\b",
    r"\b(?:lie|lying|lies) (?:about|convincing|on|in|that|can|to)\b" + GAP + r"(?:without|experience for"
    r"|never|cannot be)|\b(?:convincing|good|believable) lies\b|\bwhat lies\b|\btell me\b" + GAP + r"\blies\b",
    ASK + WIDE + r"\b(?:take|copy|download|smuggle|sneak|leak|get|move)\b" + GAP + r"\b(?:source code"
    r"|(?:customer|client|user|patient|company|employer)s?'?s? (?:data\w*|lists?|records)|training data|model"
    r" weights|client list|company'?s? data|data home|trade secrets?"
    r"|code)\b" + GAP + r"\b(?:before i (?:quit|leave)|to (?:the|my) new|without|from work|secretly|home)",
    ASK
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
    ASK + WIDE + r"\b(?:secretly|earpiece|mouse jiggler|deep ?fakes?|undetect\w+|hidden camera)\b",
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
    ASK + WIDE + r"\b(?:frighten|scare|threaten|intimidate|harass|humiliate|insult|(?:ruin|destroy) (?:my"
    r"|his|her|their|the|a) (?:\w+'s? )?(?:boss|colleague|coworker|manager|reputation|bootcamp|company"
    r"|career of|interviewer|recruiter|bootcamp)\w*|get revenge|revenge on|seduce|spreading rumou?rs)\b"
    r"|\b(?:affair|secret|nudes|compromising)\b[^.?!\n]{0,60}\b(?:use (?:it|them|that)|against (?:him"
    r"|her|them))\b",
    ASK + WIDE + r"\bget (?:my|a|the) (?:colleague|coworker|boss|manager|teammate)s? fired\b",
    r"\b(?:find|reveal|guess) (?:out )?(?:which|who|where|what)\b" + GAP + r"\b(?:gay|lives|pregnant|religion)\b",
    r"\bscrape\b"
    + GAP
    + r"\bprivate\b|\b(?:two|2|both|multiple|my two)\b"
    + GAP
    + r"\b(?:jobs|employers)\b"
    + GAP
    + r"\b(?:secretly|not find out|pretend|without)",
)
_HONEST = any_of(
    r"\bis (?:it|that|this|there) (?:ok|okay|wrong|fair|normal|cheating|legal|common|a (?:bad|known)|really"
    r"|dishonest|risky|unethical|considered)",
    r"\b(?:should|do|must|would|could) (?:i|we) (?:report|tell|mention|disclose|admit|say|confess|refuse|be"
    r" worried)\b|\bhow (?:do|can|would) (?:i|we"
    r"|you|one) (?:spot|tell if|tell whether|detect|recogni[sz]e|avoid|refuse|push back|protect|report|check"
    r"|prevent|deal|demonstrate|show my"
    r"|describe|handle|interview candidates|respond|find out (?:if|whether) (?:a|an|the) (?:company|job|offer"
    r"|bootcamp|course|recruiter))\b",
    r"\b(?:do|can|how do|would|what do|are) (?:companies|employers|recruiters|interviewers|hiring managers"
    r"|teams|people|they|proctored|online)\b",
    r"\b(?:honest\w*|truthful\w*|openly|permission|without lying|without leaking|don'?t want to lie|i said no"
    r"|i refused|unfair to|less biased"
    r"|fraud detection|against (?:deep ?fakes|fraud)|bias audit\w*|auditing\b|audits? (?:role|job|work))",
    r"\b(?:asked|told|wants?|pressur\w+|forced?|offered|expects?|begged|pays?) (?:me|us)\b(?! to do (?:it"
    r"|this) secret)",
    r"\b(?:look(?:ing)?|search(?:ing)?|apply(?:ing)?|interviewing|hunt(?:ing)?) (?:for|elsewhere|quietly"
    r"|discreetly|secretly|around|at|with)\b",
)


def harmful(form: str) -> bool:
    """Whether a plain sentence asks for such help."""
    if _PLAINLY.search(form):
        return True
    if _HONEST.search(form):
        return False
    return bool(CAREER_MEANS.search(form) or (_ASKED.search(form) and not DEFENCE.search(form)))


def defended(form: str) -> bool:
    """Whether it asks how to be safe from such things, or whether they are right."""
    return bool(DEFENCE.search(form) or _HONEST.search(form))
