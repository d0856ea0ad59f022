"""Means: the words of harm by career means, and the shapes that they take together.

What belongs to others, what is done with it, who sits the test, which papers are made, whom a model leaves out; and the
ways to keep others from knowing, which turn an ordinary act into harm.
"""

from rag.triage_patterns import GAP, WIDE, any_of

_UNSEEN = (
    r"(?:\bwithout (?:\w+ ){0,4}?(?:notic|detect|catch|caught|know|find|see|reali[sz]|check|verif|suspect|leav"
    r"|ask|alert|show|"
    r"tell|getting (?:flag|block|ban)|be(?:ing)? (?:flag|trac|block|ban))\w*|\b(?:so|and|but|that|because)"
    r" (?:that )?(?:nobody|neither|no"
    r" ?one|no-one|none|they|it|he|she|hr|my [\w-]+|the [\w-]+|recruiters?|employers?|security|anyone|people"
    r"|background checks?|universit(?:y|ies))(?: [\w-]+){0,2}? (?:can'?t"
    r"|cannot|can not|won'?t|will not|doesn'?t|does not|don'?t|do not|never|ever|can|will|would|could)?"
    r" ?(?:catch\w*|notic\w+"
    r"|tells?\b(?! me)|knows?\b|suspects?|finds? out|checks?|verif\w+|reali[sz]es?|sees?\b|traces?|gets? an"
    r" alert|detects?|asks?"
    r" where|believe)|\b(?:nobody|no ?one|they|recruiters?|employers?|neither) (?:can|will|could|ever|may"
    r"|would)?(?:'t|not)? ?"
    r"(?:knows?|tell|check|verif\w+|suspects?|notices?|find out)\b|\bnot (?:get|be|getting|being|seen)"
    r" (?:flagged|caught|spotted"
    r"|noticed|detected|traced|seen|on (?:the )?(?:screen|camera))|\b(?:un(?:noticed|detect\w+|seen|traceable)"
    r"|sneak\w*|secret(?:ly)?"
    r"|quietly|hidden|invisible|off the books|anonymous(?:ly)?|under (?:a|the|my|his|her) (?:\w+ )?(?:fake"
    r"|false|wife'?s|husband'?s"
    r"|brother'?s|friend'?s|other) (?:name|account)?|not spotted|leaving (?:no )?(?:logs|traces?))\b|\b(?:hide"
    r"|keep|conceal) (?:it|this"
    r"|that|them|my \w+|out)\b[^.?!\n]{0,20}\b(?:from|of)\b|\b(?:looks?|seems?|sounds?|appear) (?:genuine|real"
    r"|authentic|legit"
    r"|plausible|human|like mine|like my own)|\b(?:holds? up(?! in)|verification (?:link|database)|(?:pass"
    r"|beat|fool|dodge|trick|evade|bypass"
    r"|get (?:past|around)|around|survive)\w* (?:the |a |an |any )?(?:\w+ )?(?:checks?|detect\w+|proctor\w*"
    r"|audits?|turnitin|filters?"
    r"|verification|dlp|it security|liveness|plagiarism|monitoring))\b)"
)
_THEIRS = (
    r"(?:(?:our|their|my (?:\w+ )?(?:employer|company|boss|firm|client|hospital|bank)'?s?|employer'?s?"
    r"|compan(?:y|ies)'?s?|work'?s?"
    r"|office|client'?s?|customer'?s?|patient'?s?|private|internal|proprietary|confidential|the hospital'?s?"
    r"|stolen|someone'?s?)"
    r"(?: \w+){0,3} (?:data\w*|code|codebase|tables?|lists?|repos?|repositor\w+|models?|weights|records?|scans"
    r"|notebooks?|keys?|gpu"
    r"|cluster|access|secrets?|documents|files|pipelines?)|(?:source code|customer (?:data|table|list)|client"
    r" list|training data"
    r"|trade secrets?|pricing model|stolen code|patient (?:data|scans|records)))"
)
_TAKE = (
    r"(?:tak(?:e|ing)|cop(?:y|ying)|keep(?:ing)?|kept|get(?:ting)?|push(?:ing)?|mov(?:e|ing)|download\w*"
    r"|e-?mail\w*|export\w*"
    r"|smuggl\w+|sav(?:e|ing)|transfer\w*|upload\w*|walk out|publish\w*|sell\w*|us(?:e|ing)|strip|show\w*"
    r"|reus\w+|bring\w*|leak\w*)"
)
_TESTED = (
    r"(?:interviews?|assessments?|exams?|tests?|rounds?|take[- ]?homes?|hackerrank|leetcode|codility|panel"
    r"|phone screen|proctor\w*|screen"
    r" ?share|onsite|certification)"
)
_TOOL = (
    r"(?:bot|ai|chatgpt|gpt|copilot|cluely|tools?|overlay|app|earpiece|airpods|bluetooth|headset|phone|second"
    r" (?:laptop|screen|device|phone"
    r"|monitor))"
)
_SOMEBODY = (
    r"(?:(?:my|a|an|some|the) (?:\w+ )?(?:friend|cousin|brother|sister|roommate|flatmate|mate|dev|developer"
    r"|engineer|expert|person"
    r"|freelancer|teammate|colleague|uncle|husband|wife|partner|tutor)|someone(?: else)?|somebody(?: else)?"
    r"|fiverr|upwork|chegg)"
)
_PROTECTED = (
    r"(?:race|ethnicit\w+|religion|skin colou?r|gender|sex|muslims?|jew\w*|arab\w*|black|asian|indian|african"
    r"|foreign(?:ers?)?|wom[ae]n"
    r"|females?|mothers?|moms?|mums?|pregnan\w+|over (?:40|45|50|55|60)|above (?:40|45|50|55|60)|older"
    r" (?:people|applicants|candidates"
    r"|workers|staff|than)|young men|men only|only men|disabilit\w+|disabled|accents?|gay|lgbt\w*|immigrants?"
    r"|veterans?|trans)"
)
_PAPER = (
    r"(?:diplomas?|degrees?|transcripts?|certificates?|certs?|pay ?slips?|pay ?stubs?|references?|reference"
    r" letters?|offer letters?"
    r"|recommendation letters?|bachelor'?s?|m\.?sc\.?|ph\.?d\.?|masters?|gpa|sick notes?|visa papers"
    r"|passports?|papers|offers?)"
)
CAREER_MEANS = any_of(
    r"\b(?:write|give|list|make|create|add)\b" + GAP + r"\b(?:invented|imaginary|fictional|fictitious|made-?up"
    r"|fake) (?:\w+ ){0,2}(?:jobs?|projects?"
    r"|employers?|experience|roles?|degrees?|clients?)\b",
    r"\b(?:spread|start|invent|plant|post)\w* (?:an? |some |false |nasty )*(?:rumou?rs?|gossip|lies"
    r"|accusations?)\b",
    r"\b(?:sorts?|filters?|screens?|weeds?|throws?|leaves?|kicks?) out\b" + GAP + r"\b(?:african|arab\w*"
    r"|muslim|black|foreign|indian|jewish|female|older|asian"
    r"|immigrant|disabled|pregnant)\b",
    # what belongs to an employer, taken or used unseen
    rf"\b{_TAKE}\b{WIDE}\b{_THEIRS}\b{WIDE}{_UNSEEN}",
    rf"\b{_THEIRS}\b{WIDE}\b{_TAKE}\b{WIDE}{_UNSEEN}",
    rf"{_UNSEEN}{WIDE}\b{_TAKE}\b{WIDE}\b{_THEIRS}",
    rf"\bnda\b[^\n]{{0,60}}\b(?:publish|share|post|sell|upload)\w*\b[^\n]{{0,60}}{_UNSEEN}",
    r"\b(?:keep|have|retain|got|get)\b" + GAP + r"\b(?:access|log ?ins?|tokens?|passwords?|credentials|account"
    r"|keys?)\b"
    + WIDE
    + r"\b(?:after|once|when|before)\b"
    + GAP
    + r"\b(?:quit|leave|left|resign\w*|fired|last day|let go)\b|\bfired\b[^\n]{0,80}\b(?:token|password|access"
    r"|login)\b[^\n]{0,60}"
    r"\b(?:break|delete|wipe|quietly|revenge|damage)",
    r"\b(?:client|customer) (?:list|base|data)\b[^\n]{0,60}\b(?:get it out|take it|before my last day|to (?:my"
    r"|the) new)|\b(?:get|take)"
    r" (?:it|them) out before my last\b",
    # somebody or something else sits the test
    rf"\b{_SOMEBODY}\b{WIDE}\b(?:answers?|log(?:s|ged)? in|joins?|does|do|take|takes|sits?|attends?|pretends?"
    rf"|interviews?|speaks?|talks?"
    rf"|whispers?|step in)\b{GAP}\b(?:for me|as me|in my (?:place|name|stead)|on my behalf|instead of me|with"
    rf" my name|my {_TESTED})\b",
    rf"\b{_SOMEBODY}\b{WIDE}\b(?:take-?home|coding (?:test|task)|assessment|{_TESTED})\b{WIDE}{_UNSEEN}",
    rf"\b{_TESTED}\b{WIDE}\b{_SOMEBODY}\b{WIDE}(?:{_UNSEEN}|\bmake it look like mine\b|\bas me\b|\bfor me\b)",
    rf"\b{_TOOL}\b{WIDE}\b{_TESTED}\b{WIDE}{_UNSEEN}",
    rf"\b{_TESTED}\b{WIDE}\b{_TOOL}\b{WIDE}{_UNSEEN}",
    rf"\b{_TOOL}\b{WIDE}{_UNSEEN}{WIDE}\b(?:{_TESTED}|camera|screen|interviewer)\b",
    rf"\b{_TESTED}\b{WIDE}{_UNSEEN}{WIDE}\b{_TOOL}\b",
    rf"\b(?:whisper|feed|send|type|slip)\w*\b{GAP}\b(?:answers?|questions?|solutions?)\b{WIDE}\b(?:airpods"
    rf"|earpiece|phone|ai|bot|chatgpt"
    rf"|overlay|{_TESTED}|interviewer)\b",
    rf"\b{_TESTED}\b{WIDE}\b(?:get around|bypass|work ?around|trick|beat|fool)\b",
    rf"\bpay (?:someone|somebody|a \w+|people)\b{GAP}\b(?:to )?(?:take|do|write|sit|pass)\b{GAP}\b(?:my|the"
    rf"|for me)\b",
    rf"\b(?:real|actual|leaked|exact|true) (?:answers?|questions?)\b{GAP}\b{_TESTED}\b{WIDE}\b(?:sells?|buy"
    rf"|leak|who|get|next week)\b",
    r"\b(?:deep ?fake|face ?swap|voice clone|voice changer|clone(?:d)? voice|face filter|lip ?sync)\w*\b"
    + WIDE
    + rf"(?:\b(?:as me|for me|my (?:brother|friend|place)|i (?:can|want|wanna)|look and sound|tutorial|how do"
    rf" i|beats?|as someone|like someone)\b|{_UNSEEN})",
    r"\b(?:want to|wanna|how (?:do|can|to)|let'?s)\b" + WIDE + r"\b(?:deep ?fake|face ?swap|voice clone|cloned"
    r" voice)\w*\b" + WIDE + rf"\b(?:{_TESTED}|zoom|call)\b",
    # papers and experience that never were
    rf"\b(?:make|buy|purchase|order|edit|forge|photoshop|generate|create|get|need|want|sell\w*|write|draft"
    rf"|send|print)\b{GAP}\b(?:fake"
    rf"|false|bogus|phon(?:e)?y|made-?up|counterfeit)\b{GAP}\b{_PAPER}\b",
    rf"\b(?:make|buy|purchase|order|edit|forge|photoshop|generate|write|draft|make up"
    rf"|invent)\b{WIDE}\b{_PAPER}\b{WIDE}(?:{_UNSEEN}|\bshows?"
    r" up in\b|\bdoes ?n[o']t exist\b|\bshould look\b|\bis \d\.\d\b)",
    rf"\b{_PAPER}\b{WIDE}\b(?:dropped out|never (?:finished|got|did|completed)|don'?t have)\b{WIDE}{_UNSEEN}",
    r"\bnever finished\b[^\n]{0,60}\b(?:believe i did|don'?t find out|think i did)",
    r"\b(?:add|list|invent|make up|write|give me|make|put|claim|stretch|extend|include)\b"
    + WIDE
    + r"\b(?:jobs?|experience|projects?|years?|bullet points|resume|cv|employer|position|role|startup"
    r"|consultancy|work)\b"
    + WIDE
    + r"(?:\b(?:i never (?:had|did|held|worked)|never happened|that does ?n[o']t exist|i didn'?t|that i did"
    r" not|since closed|no longer exists?)"
    rf"\b|{_UNSEEN})",
    r"\b(?:says?|claims?|shows?|looks? like) (?:that )?i (?:worked|work|studied|led|was"
    r"|have)\b" + GAP + r"\b(?:i (?:didn'?t|did not|never)"
    r"|it has to hold|although i)\b",
    rf"\b{_SOMEBODY}\b{GAP}\b(?:pretend|act|pose)s?\b{GAP}\b(?:to be|as)\b{GAP}\b(?:manager|boss|reference"
    rf"|referee|employer|recruiter)\b",
    r"\b(?:create|set up|register|found|make)\b" + GAP + r"\b(?:shell|fake|dummy) compan(?:y|ies)\b"
    r"|\b(?:competing|counter) offer\b" + WIDE + r"\b(?:look like|real recruiter|fake|made up)",
    # spying and scraping
    r"\b(?:scrap(?:e|ing)|crawl|harvest|collect|mine)\w*\b" + WIDE + r"\b(?:personal (?:e-?mails?|data|phone"
    r"|numbers)|phone numbers|instagram"
    r"|facebook|private|home address\w*|pregnan\w+|cvs and sell|to sell|sell them|keystrokes)\b",
    r"\b(?:read|see|monitor|track|watch|log|follow|spy|collect|record|access|get into|look into"
    r"|view(?:ed)?)\b"
    + WIDE
    + r"\b(?:(?:co-?workers?|colleagues?|teammates?|applicants?|candidates?|students?|manager|boss|ex"
    r"|employees?|interviewer)'?s?(?: \w+){0,2}"
    r" (?:slack|dms?|messages|e-?mails?|machines?|calendar|medical|location|commits|screens?|keystrokes"
    r"|phones?|salar\w+|files)|hr system"
    r"|keystrokes of|medical notes|her commits|his commits|what my (?:colleagues|coworkers|employees|team)"
    r" do)\b" + WIDE + r"(?:" + _UNSEEN + r"|\bbot\b|\bhow\b|\bprivate\b|\bmedical\b|\bsell\b|\beveryone"
    r" earns\b|$)",
    r"\bfind\b"
    + GAP
    + r"\b(?:interviewer|recruiter|manager|boss|ceo|her|his|colleague)'?s?\b"
    + GAP
    + r"\b(?:home address|family|children|kids|private (?:number|phone|photos))",
    r"\bwho (?:is|are) (?:pregnant|gay|muslim|jewish|disabled|sick|trans)\b|\bguess\b" + GAP + r"\b(?:religion"
    r"|race|ethnicity|sexual\w*)\b",
    # models and processes that exclude
    rf"\b(?:drop|filter|scores?|reject|rank|sort|screen|lower|exclude|select|invite|skip|avoid|let go|weed"
    rf"|remove|downrank|penali[sz]e)\w*\b"
    rf"{WIDE}\b{_PROTECTED}\b{WIDE}(?:{_UNSEEN}|\bpython\b|\bin (?:my|our|the) (?:ranking|screening|hiring"
    rf"|model|pipeline)|\bfrom (?:our|my"
    r" |the )|\blower\b|\bfirst\b|\bhide\b|\bboss wants\b|\bworks council\b|\bwhich architecture\b|\bfewer\b)",
    rf"\bprox(?:y|ies)\b{GAP}\b(?:for|of)\b{GAP}\b{_PROTECTED}\b{WIDE}(?:{_UNSEEN}|\bstill\b|\blegal\b)",
    rf"\b(?:names|people|applicants|candidates|cvs)\b{GAP}\b(?:that )?(?:sounds?|looks?) (?:arab\w*|muslim"
    rf"|black|foreign|indian|jewish|african)",
    rf"\b(?:use|as) (?:it|them|this|that)? ?(?:as )?a feature\b{GAP}\bscreening\b|\bsalary model\b{WIDE}\bwomen\b",
    # reviews, papers, stars and citations for money
    r"\b(?:buy|buying|purchase|order|pay(?:ing)? (?:for|people)|sells?|sold|where (?:do|can) (?:i|we)|post"
    r"|write|generate|need|get|set up)\b"
    + GAP
    + r"\b(?:(?:\d+|fake|five star|5 star|good|positive|google|glassdoor|more|student|trustpilot) (?:\w+"
    r" )?(?:reviews?|testimonials?|success"
    r" stories|ratings)|citations?\b(?! (?:do|are|count|style|format))|co-?authorships?|authorship|paper"
    r" slots?|accepted (?:\w+ ){0,3}(?:papers?"
    r"|articles?)|citation ring|(?:\d+ )?accounts to (?:star|follow|fork|upvote)|followers|endorsements"
    r"|upvotes|(?:github )?stars)\b"
    + WIDE
    + r"(?:\b(?:for (?:my|our|a) (?:repo|bootcamp|course|school|company|data science course|google scholar"
    r"|profile)|service|suspects?|paper"
    r"|from|to|more|google scholar|automate|write them)\b|$)",
    r"\bpaper mills?\b" + GAP + r"\b(?:that|which|sells?|recommend\w*|cheap|good)\b",
    r"\bpay people for\b" + GAP + r"\breviews\b|\bstar and fork my repo\b",
    # theses and competitions
    r"\bghost-?writ\w*\b" + WIDE + r"\b(?:my|thesis|dissertations?|paper|essay|turnitin|advertise"
    r"|detector)\b(?! (?:scandal|accus))",
    r"\bgenerate \d+ (?:pages|words)\b|\b(?:hand|turn) it in as (?:mine|my own)\b|\bfool (?:turnitin|the detector)",
    r"\b(?:reword|rewrite|disguise|rename|change)\b" + GAP + r"\b(?:stolen|copied|somebody'?s|someone'?s|other"
    r" people'?s)\b" + GAP + r"\b(?:solution|notebook|code|project|thesis|paper)",
    r"\b(?:two|2|second|multiple) (?:kaggle )?accounts\b" + WIDE + r"\bhide\b|\b(?:get hold of|find|steal"
    r"|leak) the private (?:leaderboard|test"
    r" set|labels)",
    # work in secret, against contract or permit
    r"\b(?:two|2|second|another|both|multiple|2nd|other) (?:\S+ ){0,3}(?:jobs?|employers?"
    r"|contracts?)\b[^\n]{0,80}(?:" + _UNSEEN + r"|\bfake being\b|\bneither (?:knows|of)\b)",
    r"\b(?:mouse (?:mover|jiggler)|keyboard jiggler)s?\b|\bfake (?:my |being )?(?:active|activity|online"
    r"|presence|location)\b",
    r"\b(?:no other work|non-?compete|contract (?:says|forbids))\b[^\n]{0,80}" + _UNSEEN,
    r"\b(?:outsource|subcontract) my (?:whole |entire |own )?(?:\w+ )?(?:job|work|tasks)\b" + WIDE + _UNSEEN,
    r"\bvpn\b" + WIDE + r"\b(?:thinks?|fool|location check|pretend|hide)\b|\b(?:visa|permit)\b" + WIDE + _UNSEEN,
    r"\b(?:fake|forge|invent) (?:the |my |some )?(?:papers|citizenship|visa|work permit|numbers|results"
    r"|evaluation|metrics|data)\b",
    # harming people and work
    r"\b(?:plant\w*|introduc\w+|insert\w*|hide|add\w*|sneak) (?:\w+ )?(?:errors?|bugs?|mistakes|backdoors?)\b"
    + GAP
    + r"\b(?:his|her|their|the|my (?:boss|colleague|coworker))\b|\bpoison (?:the|my|our) (?:\w+ )?(?:data"
    r"|model|training)",
    r"\b(?:quietly|secretly|silently) (?:break|delete|destroy|ruin|sabotage|damage|slow)|\b(?:destroy|ruin)"
    r" (?:his|her|their|my \w+'s) (?:reputation"
    r"|career|name)\b|\bmade up (?:things|accusations|stories|claims) about\b|\bmake my boss look bad\b",
    r"\b(?:jobs?|positions?|vacanc\w+) that (?:do not|don'?t|doesn'?t) exist\b|\bharvest (?:cvs|resumes"
    r"|data)\b|\bkeystrokes of (?:students|users"
    r"|employees)\b|\btricks? (?:people|candidates|applicants) into\b|\brecruiter phishing\b|\bphishing"
    r" (?:messages?|mails?|links?)\b" + GAP + r"\bthat make\b",
    r"\bso (?:that )?(?:candidates|applicants|they|people) believe\b" + GAP + r"\b(?:though|although|but"
    r"|when)\b" + GAP + r"\bis\b",
    r"\blie detector\b" + GAP + r"\b(?:stole|don'?t see|not see)|\brecord (?:my|the) (?:interviewer|boss"
    r"|manager|colleague) secretly\b",
    r"\b(?:manipulate|fake|fudge|massage|cook|doctor|tweak)\b" + GAP + r"\b(?:a/?b tests?|results|numbers"
    r"|metrics|figures|data|evaluation)\b" + WIDE + _UNSEEN,
    r"\bexcuse\b" + WIDE + r"\b(?:let go|fire|get rid of)\b" + GAP + r"\b(?:above|over) \d\d|\bfake a? ?sick"
    r" (?:note|leave)\b",
    r"\b(?:log ?in(?:to)?|log into|endorse me|apply)\b" + GAP + r"\b(?:as other people|with bots|with fake"
    r" accounts|under false)\b",
)
