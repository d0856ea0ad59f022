"""Orders: a plain sentence goes in; out comes whether it orders the bot about instead of asking it something."""

import re

from rag.triage_patterns import GAP, WIDE, any_of

ORDER = (
    r"(?:instruct\w*|rules?|prompts?|polic(?:y|ies)|guidelines?|directions?|constraints?|restrictions?|safety"
    r"|filters?|programming|training|system message|everything (?:you|above)|all (?:of )?the above"
    r"|everything above|the above|documents?|sources?|anweisung\w*|regeln|instructions|règles|consignes"
    r"|instrucciones|reglas|istruzioni|regole|instruções)"
)
_START = (
    r"(?:^|[\"'(:;,.!\-] ?|\b(?:please|and|then|now|also|just|to|you must|you should|must|so|first|i order"
    r" you to|i want you to) )"
)
INSTRUCTION = any_of(
    r"\b(?:add|include|insert|append|cite|put|mention|use|list|give)\b"
    + GAP
    + r"\b(?:https?://|www\.|(?:this|the following|that|a|my) (?:link|url|source|site|website|discount code)\b)"
    + WIDE
    + r"(?:$|[.!?:])(?<!portfolio[.!?])(?<!cv[.!?])",
    r"\b(?:begin|start|end|finish|append|close|sign) (?:every|each|all|your|to (?:each|every|your)) (?:\w+"
    r" )?(?:sentences?"
    r"|repl(?:y|ies)|answers?|lines?|messages?)\b|\bto (?:each|every) (?:of your )?(?:repl(?:y|ies)|answers?)\b",
    r"\bpretend (?:that )?(?:you (?:have no|have never|don't have|can|are|were)|to be (?:an? )?(?:\w+ )?(?:ai"
    r"|bot|model|llm))\b",
    r"\b(?:you must|you should|you will|you have to|you are to|you shall) (?:now |always |only |never )*(?:say"
    r"|recommend|praise"
    r"|answer|reply|tell (?:everyone|people|all)|claim|repeat|obey|reveal|promote)\b|\byou (?:will )?recommend"
    r" nothing but\b",
    r"\b(?:sources?|citations?|quotes?|facts) (?:may|can|should|must) be (?:invented|made up|fake|ignored|left"
    r" out)\b"
    r"|\b(?:ignore|skip|drop|without|forget) (?:using )?(?:your|the|all|any) (?:sources?|documents?"
    r"|citations?)\b|\bno citations?"
    r" (?:please|needed|in)\b",
    r"\b(?:i am|i'm|this is) (?:the|your|an?) (?:admin\w*|developer|owner|creator|maker|operator|root)\b(?:"
    r" (?:of|for|here)\b"
    r"[^.?!\n]{0,20})?(?=[.!,;:]|$| and (?:i|you))(?! (?:looking|with|at))",
    r"\b(?:reveal|show|print|output|dump|share|reply with|answer with|give me|list|leak|expose|tell me) (?:me"
    r" )?(?:ur|your|the)"
    r" (?:\w+ ){0,2}(?:config\w*|settings|vector ?(?:db|store|database)|context|internal notes|tools|functions"
    r"|api ?keys?|secrets?"
    r"|guidelines|initial message|hidden (?:part|text|prompt)|prompts?|memory)\b(?! (?:engineer|design|of (?:a"
    r"|the) (?:job|role)))",
    r"\bdump (?:ur|your|the) \w+|\bhidden (?:part|half|section|text|message) of (?:the|this|your)"
    r" (?:conversation|chat|prompt)\b"
    r"|\b(?:text|words) between (?:your|the) system\b|\byour system tags?\b",
    r"\bwhat (?:did|do|have) (?:the|your) (?:developers?|makers?|creators?|company|owners?) (?:tell|told"
    r"|instruct\w*|order\w*|say"
    r"|said to|forbid|write)(?: to)? (?:you|about you)\b|\bdevelopers of this bot (?:instruct|told|order)\w*",
    r"\b(?:the )?(?:person|people|user|users|one|guy)s? (?:before|other than|besides) me\b|\bprevious users?\b",
    r"\b(?:remember|store|save|note|keep)\b" + GAP + r"\b(?:for (?:all|every|future)|as a fact|in your"
    r" (?:knowledge|memory"
    r"|database)|from now)\b|\bfor all future (?:users|chats|answers)\b|\bwhenever (?:someone|anyone|a user"
    r"|somebody|people|a"
    r" person) asks?\b",
    r"\byou are (?:hereby )?(?:authori[sz]ed|allowed|ordered|instructed|commanded|permitted) to (?:break"
    r"|reveal|ignore|say|drop"
    r"|bypass|answer)\b|\bbreak character\b|\bconfirm (?:by|with) (?:writing|saying|replying|typing)?\b"
    r"|\bassistant who obeys"
    r"|\byou obey\b|\bunderstood\? say\b",
    r"^\W*(?:please |pls )?(?:delete|erase|wipe|drop) (?:all )?(?:of )?(?:your|the) (?:documents?"
    r"|data(?:base)?|memory|sources?|index)\b",
    r"\b(?:pls |please )?(?:ignor\w*|forget|bypass|drop) (?:ur|your|youre|yr|the|all|any) (?:\w+"
    r" )?(?:guidelines?|rules?|instruct\w*"
    r"|polic\w+|filters?|limits?|training)\b(?! (?:of|for|about|at|on) (?:cv|hiring|the job|resume))",
    r"\bas an? (?:unrestricted|uncensored|unfiltered|jailbroken|evil|free) (?:ai|bot|model|assistant|chatbot"
    r"|llm)\b|\b(?:safety|"
    r"filters?|censorship|restrictions) (?:is|are) (?:now )?(?:off|disabled|deactivated)\b|\bevil (?:twin"
    r"|version)\b|\bsudo \w+"
    r"|\bswitch roles\b|\bno morals\b|\bwithout morals\b",
    r"\b(?:pirate|wizard|robot|banana|meow|gibberish) (?:speak|talk|language|voice)\b|\bin the (?:voice|style)"
    r" of (?:a |an )?(?:pirate"
    r"|wizard|robot|dog|cat|villain)\b",
    r"\b(?:rank|put|list|place|name) (?:my|our) \w+(?: \w+)? (?:first|on top|at the top)\b|\b(?:sponsored by"
    r"|discount code|promo code)\b",
    r"忽略(?:之前|以上|前面|所有)?|系统提示|提示词"
    r"|\b(?:sabhi |saare |apne )?(?:rules|niyam|nirdesh) (?:bhool|ignore|tod)\w*"
    r"|\bbhool jao\b"
    r"|\bsystem prompt (?:batao|dikhao|show)|\b(?:zeig|verrate|nenne|gib)\b[^.?!\n]{0,20}\b(?:deine?n?|die"
    r"|das) (?:\w+ )?(?:anweisung\w*"
    r"|prompt|system\w*|regeln)\b|\b(?:olvida|ignora|esque[çc]a|ignore|oublie[sz]?|ignorez|vergiss"
    r"|dimentica)\b[^.?!\n]{0,25}\b(?:reglas"
    r"|instruc\w+|regras|r[èe]gles|consignes|regeln|anweisungen|regole|istruzioni|prompt)\b|\bsans sources\b",
    r"\b(?:disregard|ignore|forget) (?:what|everything|all(?: that)?) (?:the |your )?(?:developers?|makers?"
    r"|creators?|company|owners?"
    r"|others|they) (?:said|told|wrote|want\w*|programmed)",
    r"\b(?:first|last|next) \d+ (?:words|characters|lines|tokens|letters)\b"
    + GAP
    + r"\b(?:context|prompt|instructions?|message|memory|conversation)\b",
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
    + ORDER
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
ABOUT_SECURITY = re.compile(
    r"\bsystem prompts?\b[^.?!\n]{0,20}\b(?:for (?:an?|my|our)|keeps? being|in (?:production|an? app))\b"
    r"|\b(?:people|candidates"
    r"|applicants|someone|somebody|friends?|uncle|they|some)\b[^.?!\n]{0,40}\b(?:hides?|hid|paste[sd]?|puts?"
    r"|writes?|wrote"
    r"|inserts?|adds?)\b|\bgood system prompt\b|\bmy system prompt (?:keeps|gets|is being)\b|\bpolicy says\b"
    r"|\bi (?:develop|build"
    r"|built) (?:chat)?bots\b|"
    r"\b(?:what|which|how) do (?:\w+ ){1,3}(?:write|put|use)\b[^.?!\n]{0,30}\bsystem prompts?\b|"
    r"\b(?:prompt injections?|red[- ]?team\w*|ai security|llm security|jailbreaks)\b"
    + WIDE
    + r"\b(?:job|career|role|research\w*|learn|engineer|fit|university|work)|\b(?:job|career|role|research\w*"
    r"|learn|engineer|work|do)\b" + WIDE + r"\b(?:prompt injections?|red[- ]?team\w*|ai security|llm security"
    r"|jailbreaks)\b|(?<!your )\bsystem prompts?\b" + WIDE + r"\b(?:engineers?|role|job|in an? llm)\b",
    re.IGNORECASE,
)
