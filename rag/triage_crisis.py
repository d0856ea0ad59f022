"""Crisis: a plain message goes in; out comes whether somebody's life may be in danger.

Recall first: it is better to name a crisis line once too often than once too rarely. Figures of speech of working life
('this deadline is killing me', 'career suicide', 'dying to work at …') are told apart by the words beside them.
Slang, misspellings and other languages are spelled out, since a likeness of meaning does not reach them.
"""

from rag.triage_patterns import any_of

_SUICIDE = (
    r"(?:su[iy]?[cs]{1,2}[iyu]?d(?:e|al)|su[cs]u?i[cs]?i?d(?:e|al)|sui[cs]?a?i?de|suisid(?:e|al)|sewer"
    r" ?slide|s\*icide)"
)
_KILL = r"(?:kill?|kll|unaliv|off(?!er)|shoot|drown|hang|poison|harm|hurt|cut|end|top)(?:e|ing|ting|in)?"
_SELF = r"(?:my ?sel(?:f|v|ves)|myslef|meself|mys3lf|(?:him|her)self|themsel(?:f|ves))"
_WANT = (
    r"(?:want(?:s|ed)?(?: to)?|wanna|wan(?: to)?|wish(?:es)?(?: to)?|going to|gonna|ready to|rather"
    r"|plan(?:s|ning)? to|decided to)"
)
_DIE = r"(?:die|dye|dead|be dead|b dead|stop existing|disappear forever|cease to exist|not exist|vanish forever)"

_PLAIN = any_of(
    r"\b(?:kill(?:ing)?|hang(?:ing)?|shoot(?:ing)?|drown(?:ing)?|harm(?:ing)?|hurt(?:ing)?|cut(?:ting)?"
    r"|unalive|poison(?:ing)?) (?:my ?sel(?:f|ves)|(?:him|her)self|themselves)\b",
    r"\bself[- ]?harm",
    r"\b(?:see|seeing|there is|there's|is there|what(?:'s| is)) (?:the|any|no|a) point (?:in|of) (?:going on"
    r"|carrying on|anything)\b",
    r"\bmy (?:boyfriend|girlfriend|husband|wife|partner|father|mother|dad|mum|mom|ex|brother|son)\b.{0,24}"
    r"\b(?:hits?|beats?|hurts?|chokes?|abuses?|threatens? to (?:kill|hurt|hit)) (?:me|us|my (?:kids|children))\b",
    r"\bi(?:'ve| have) been cutting\b",
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
    r"\bthink(?:s|ing)? (?:about|of|that) (?:dying|death|ending it|stepping off)\b",
    r"\bthink(?:s|ing)? (?:about|of|that) jumping\b"
    r"(?! (?:(?:straight|right|back|over|across|around|between|in|to|into|from|at|on|the|a|an|this|that|my|another|one"
    r"|different|new) )*(?:ship|deep (?:end|learning)|chance|opportunity|fields?|jobs?|careers?|roles?|compan(?:y|ies)"
    r"|employers?|industr(?:y|ies)|tech|data|ai|ml|machine|software|engineering|coding|programming|analytics|python"
    r"|freelanc\w+|start-?ups?|bandwagon|trend|wave|hype|board|teaching|nursing)\b)",
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
_MORE = any_of(
    rf"\b{_KILL} {_SELF}\b(?! (?:short|off from|out of|up for|a favou?r))(?<!\bcut myself)|\b(?:cut|hurt"
    rf"|harm)(?:ting|ing)?"
    rf" {_SELF}\b(?! (?:out|off|short|some|a bit of|in my foot))",
    rf"(?<!career )(?<!professional )(?<!social )(?<!political )(?<!commercial )(?<!detect )(?<!detects"
    rf" )(?<!predict )\b{_SUICIDE}\b(?! (?:risk|prevention"
    r"|prediction|detection|rates?|data|hotline|research|statistic|to (?:leave|quit|change|switch|drop|take|go"
    r"|stop)))",
    rf"\b{_WANT} (?:just |really |to )*{_DIE}\b(?! (?:of|in|my hair|for a|hair|on the|at my desk)\b)",
    r"\b(?:i(?:'d| would|'ll| will)?|might as well|should|better off|i'm|am) (?:just |better off )?(?:be"
    r" )?dead\b(?! (?:tired"
    r"|set|end|serious|broke|sure|last|if i (?:missed|was late)))",
    r"\bending (?:it|things|everything)(?: all)? (?:tonight|today|now|soon|this)|\bend(?:ing)? (?:it"
    r"|everything) (?:tonight"
    r"|today|for good|all|myself)",
    r"\b(?:bought|have|got|saved(?: up)?|collected|counted|holding|took|with) (?:the|my|some|enough|all the|a"
    r" bottle of|a"
    r" handful of) (?:sleeping )?(?:pills|rope|gun|tablets|razor|noose|blades?)\b",
    r"\b(?:will ?not|won'?t|not|never) (?:gonna |going to )?(?:make it|be (?:here|around|there)|see|live)"
    r" (?:to|till|until"
    r"|past|through|by|the end of|another|next|much longer|any ?more|tomorrow|long)\b(?! (?:the (?:interview"
    r"|screening|final"
    r"|next|second)|round|an? (?:interview|job|offer)|in the|junior|it as))",
    r"\bi(?:'ll| will|'m going to| am going to) be (?:gone|dead)(?: (?:by|soon|tomorrow|tonight|next)|\W|$)(?!"
    r" (?:for|on"
    r" holiday))",
    r"\b(?:keep |kept |always )?(?:look|star|walk|stand|sit)(?:ing|s|e|ed)?\b[^.?!\n]{0,20}\b(?:at|to|on|over"
    r"|by|from) the"
    r" (?:bridge|rail ?way tracks?|tracks|roof|ledge|edge of)\b",
    r"\b(?:jump(?:ing)?|throw(?:ing)? (?:myself|me)) (?:out (?:of )?|off |from |in front of |under )(?:the |a "
    r"|my |an )?"
    r"(?:window|bridge|train|bus|car|truck|building|roof|balcony|platform|cliff|office)",
    r"\b(?:go to sleep|fall asleep|sleep)\b[^.?!\n]{0,15}\b(?:never|not|and not|forever)\b(?: (?:wak\w+(?:"
    r" up)?)|$|\W)",
    r"\btired of (?:living|being alive|life|existing)\b|\bsick of (?:living|being alive|life)\b(?! in)"
    r"|\b(?:out of|done with|"
    r"quit|escape|leave|give up on) (?:this )?(?:life|living|the world|this world)(?:\W|$)(?! (?:in|at|as))",
    r"\b(?:can'?t|cannot|cant|can not) (?:do|take|bear|stand|live) (?:this |my )?life\b|\bcan'?t live (?:like"
    r" this|any ?more"
    r"|with (?:this|myself))\b|\blife is (?:meaningless|pointless|over|not worth)",
    r"\b(?:don'?t|dont|do not|no longer|never|didn'?t) (?:really |even )?(?:wanna|want(?: to| 2)?|wish to)"
    r" (?:live?|be (?:alive"
    r"|here|on this)|exist)(?: any ?more| anymore|\W|$)(?! (?:in|at|with|near|far)\b)",
    r"\b(?:no|any|a|the) (?:point|reason) (?:in|to|of|for) (?:me )?(?:living|liv|live|be(?:ing)? (?:alive"
    r"|here)|go(?:ing)? on"
    r"|exist\w*|stay(?:ing)?(?: alive)?)\b(?! (?:in|at|with|near|off|on a|on one)\b)",
    r"\bunaliv(?:e|ing|ed)\b|\bkms\b(?! (?:per|away|from|long))|\bkys\b|\bend me\b|\b(?:relapsed?|back) (?:into|to)"
    r" (?:cutting|self)|\bcutting (?:again|my (?:arms?|wrists?|legs?))|\bslit(?:ting)? my",
    r"\b(?:he|she|they|my (?:boyfriend|girlfriend|husband|wife|partner|father|mother|dad|mum|mom|ex|brother"
    r"|son|uncle|in-laws"
    r"|parents|family))\b[^.?!\n]{0,24}\b(?:hits?|beats?|chokes?|abuses?|rapes?|raped|threaten(?:s|ed)? to"
    r" (?:kill|hurt|hit|beat))"
    r" (?:me|us|my (?:kids|children))\b(?! (?:with|up|in the|at the interview))|\b(?:scared|afraid) (?:to go"
    r"|of going) home\b|\bmy (?:boss|manager|colleague) raped\b",
    r"\b(?:everyone|everybody|they|the world|my family|my (?:parents|kids|wife|husband))(?:'d| would)? (?:be"
    r" )?(?:better|happier"
    r"|fine|easier)(?: off)? (?:if i (?:was|were|am)(?:n't| not)? (?:dead|gone|here|around|alive)|without me)",
    r"\b(?:lost|no|have no|without) (?:the |my |any )?(?:will|reason|desire|wish) to live\b(?! in)",
    r"\bi (?:sometimes |often |always |still )?(?:cut|burn) my (?:arms?|wrists?|legs?|thighs?|skin)\b",
    r"\b(?:don'?t|do not|no longer|wouldn'?t) (?:really |even )?(?:care|mind) (?:if|whether) i (?:live|die|wake up)\b"
    r"(?! (?:in|at|near|on|with|abroad|here|there)\b)",
    r"\bi(?:'ve| have)? (?:just )?(?:bought|got|found|tied) (?:a |the |some |my )?(?:rope|noose)\b",
    r"\bhow many (?:sleeping |of these |of my )?(?:pills|painkillers)\b",
    r"\b(?:hope|wish|pray) (?:that )?i (?:dont|do not|won'?t|never) wake\b",
)
_ABROAD = any_of(
    # German
    r"\b(?:bring|bringe|brächte|töte|töten|erhäng\w+|umbring\w*|erschie(?:ß|ss)e) (?:ich )?mich(?: um|"
    r" jetzt)?\b|\bmich (?:um(?:zu)?"
    r"bringen|töten|umbringe|erhängen|vor (?:den|einen) zug)\b|\bmir (?:etwas|was) an(?:zu)?tun\b",
    r"\b(?:nicht|nie) mehr (?:da sein|leben|aufwachen|hier sein|weiterleben)\b|\b(?:keinen|kein) (?:sinn|grund"
    r"|bock|lust)"
    r"(?: mehr)? (?:im|am|zu[mr]?|am) ?leben\b|\bkein(?:en)? (?:sinn|lebensmut|lebenswillen)(?: mehr)? (?:im"
    r" leben|am leben|mehr)"
    r"\b|\blebensmüde\b|\b(?:will|möchte|wollte|wünschte)[^.?!\n]{0,15} (?:tot (?:sein|wäre)|sterben)\b|\bwäre"
    r" (?:ich )?(?:lieber"
    r" |besser )?tot\b|\bohne mich besser dran\b|\b(?:ritze|verletze) mich\b",
    # French
    r"\b(?:me|m') ?(?:tuer|suicider|suicide|pendre|foutre en l'air|ouvrir les veines)\b|\b(?:veux|vais"
    r"|voudrais|envie d') ?(?:en"
    r" )?(?:finir|mourir)\b(?! (?:mes|la|le|mon|ma|de mes|d'abord|rapidement))|\bplus (?:envie|la force|de"
    r" raison|le goût) de vivre"
    r"\b|\bne (?:veux|souhaite) plus (?:vivre|être là|exister)\b|\b(?:suicider|suicidaires?|(?:au|le|mon|de)"
    r" suicide)\b|\bmettre fin à (?:mes jours|ma vie)\b",
    # Spanish
    r"\b(?:me quiero|quiero|voy a|pienso en|ganas de|deseo) (?:morir(?:me)?|matar(?:me)?|suicidar(?:me)?"
    r"|desaparecer para siempre)\b"
    r"|\bme quiero (?:morir|matar)\b|\b(?:no|ya no) (?:quiero|tengo ganas de|puedo) (?:seguir )?(?:vivir"
    r"|viviendo|estar vivo|estar"
    r" viva|existir|vivo)\b|\b(?:mejor )?estar[ií]a (?:mejor )?muert[oa]\b|\bsuicid(?:io|a|arme)\b|\bsin"
    r" (?:ganas|razón) (?:de|para)"
    r" vivir\b|\bacabar con (?:mi vida|todo)\b|\bquitarme la vida\b",
    # Portuguese
    r"\b(?:quero|vou|penso em|vontade de|queria) (?:me matar|morrer|sumir para sempre|acabar com (?:tudo|minha"
    r" vida))\b|\bn[ãa]o (?:"
    r"quero|aguento) (?:mais )?(?:viver|mais viver|estar viv[oa]|existir)\b|\bsuic[ií]dio\b|\bme matar\b|\bsem"
    r" vontade de viver\b"
    r"|\btirar (?:a )?minha (?:própria )?vida\b",
    # Italian
    r"\b(?:voglio|vorrei|penso di|sto per) (?:morire|farla finita|uccidermi|ammazzarmi|suicidarmi)\b|\bfarla"
    r" finita\b|\bsuicidio\b"
    r"|\bnon (?:voglio|ho voglia di) (?:più )?vivere\b|\btogliermi la vita\b",
    # Dutch, Polish, Turkish, Swedish
    r"\b(?:ik )?(?:wil|zou willen) (?:dood|sterven|niet meer leven)\b|\bzelfmoord\b|\bmezelf (?:van kant|doden"
    r"|iets aan)",
    r"\b(?:chcę|chce|chciał[ab]?y?m) (?:umrzeć|umrzec|się zabić|sie zabic)\b|\bsamobójstw\w*|\bnie chc[ęe]"
    r" (?:już )?żyć\b"
    r"|\bzabij[ęe] się\b",
    r"\b(?:ölmek|intihar|kendimi öldür\w*)\b|\byaşamak istemiyorum\b|\bvill (?:dö|inte leva)\b|\bsjälvmord\w*",
    # Hindi in Latin letters and in its own
    r"\b(?:khudkushi|khud ?kushi|aatm?ah?atya|atmahatya|khud ko (?:maar|khatam|mar)|mar(?:na|(?: |)jaa?na)?"
    r" (?:chah?ta|chah?ti|chahte)"
    r"|mar (?:jaa?na|jau|jaau|jaunga|jaungi)|jeena nah?i[n]?|jeene (?:ka|ki) (?:mann|man|dil|ichha|wajah"
    r"|iccha) nah?i[n]?|jina nahi"
    r"|jaan de (?:dunga|dungi|du))\b|आत्महत्या|मरना चाहत|जीना नहीं",
    # Chinese, Japanese, Korean
    r"不想活|想死|自杀|自殺|活着没(?:有)?(?:意思|意义)|活不下去|结束(?:我的|自己的)?生命|轻生"
    r"|死にたい|消えたい|죽고 ?싶|자살",
    # Russian, Ukrainian, Arabic, Persian
    r"не хочу (?:больше )?жить|хочу умереть|покончить с собой|суицид|самоубийств|убью себя|не хочу жити|хочу"
    r" померти",
    r"أريد أن أموت|اريد ان اموت|أريد الموت|انتحار|الانتحار|أقتل نفسي|لا أريد (?:أن أعيش|العيش)|خودکشی"
    r"|می‌?خواهم بمیرم",
)


def crisis(form: str) -> bool:
    """Whether any part of a plain message speaks of ending a life, of self-harm or of violence at home."""
    return any(pattern.search(form) for pattern in (_PLAIN, _MORE, _ABROAD))
