"""Topics: a plain sentence goes in; out comes whether it asks for a lawyer's or a doctor's word.

A mention is not an ask: 'I have depression, how do I study?' goes on, 'should I stop my tablets?' does not.
"""

from rag.triage_patterns import GAP, WIDE, any_of

_I = (
    r"(?:i|we|they|he|she|my (?:\w+ )?(?:employer|boss|company|manager|wife|husband|spouse|partner|girlfriend"
    r"|boyfriend|parents?|family|former employer|landlord)|(?:the|a|an|this|our) (?:company|employer|firm"
    r"|startup|boss|bootcamp|former employer))"
)

LEGAL = any_of(
    r"\b(?:boss|employer|company|they|hr) wants? me to sign\b[^\n]{0,80}\b(?:do i have to|must i|should i|can"
    r" i refuse)\b",
    r"\b(?:can|may|could|is) (?:hr|they|my (?:boss|employer|company|manager)|the company)(?: allowed to)?\b"
    r" (?:search|read|check|watch|track|record"
    r"|monitor|open|inspect) (?:my|me|our|us)\b",
    r"\b(?:do|must|should) i have to (?:tell|disclose|admit|say)\b" + WIDE + r"\b(?:pregnan\w+|union"
    r"|disabil\w+|religion|conviction)\b",
    r"\b(?:can|may|could) (?:they|he|she|my (?:boss|employer|company)) (?:really |even |just )?(?:enforce|make"
    r" me|force me|withhold|deduct|demand"
    r"|keep my|refuse|cut my)\b|\b(?:do|must) i (?:have|need) to (?:sign|pay (?:it|them|that) back|work my"
    r" notice|repay)\b|\bowed (?:money|pay"
    r"|anything|compensation)\b|\b(?:max\w*|minimum|legal) (?:length|period|notice)\b" + WIDE + r"\blaw\b"
    r"|\bwhat can i claim\b",
    r"\b(?:noncompete|non-?compete)s?\b" + GAP + r"\b(?:still )?(?:count|apply|hold|valid|enforce\w*"
    r"|bind\w*)\b|\b(?:count|apply|hold|valid|enforce\w*)"
    r"\b" + GAP + r"\bnon-?competes?\b",
    r"\b(?:am i|are we|is (?:he|she|my boss)) (?:breaking|violating|in breach of)\b" + GAP + r"\b(?:gdpr|law"
    r"|contract|nda|rules)\b|\b(?:is|are) (?:an? )?"
    r"(?:verbal|oral|written|e-?mailed) (?:job )?(?:offers?|contracts?|promises?|agreements?) (?:legally"
    r" )?(?:binding|valid|worth)",
    r"\bwho owns\b" + GAP + r"\b(?:model|code|app|project|work|idea|invention)\b|\bis (?:my|the) (?:weekend"
    r"|side) (?:app|project|code) (?:mine|theirs)\b"
    r"|\b(?:are|is) (?:they|it|my \w+(?: \w+)?) theirs\b|\bcan i (?:just )?(?:be|get) fired for\b|\bbinding\?",
    r"\b(?:enforceab\w+|legally (?:bind\w+|requir\w+|oblig\w+|allow\w+|have to|fire\w*|valid|entitled)"
    r"|employment (?:law|tribunal|lawyer)|labou?r (?:law|court)|small claims|take\b"
    + GAP
    + r"\bto (?:court|an? (?:employment )?tribunal)|go to (?:court|jail|prison)|hold up in court|legal action"
    r"|in court)\b",
    r"(?<!how )\b(?:do|does|must|am|are|can|could|would|is|should) "
    + _I
    + r"\b"
    + WIDE
    + r"\b(?:legally|by law|against the law|illegal\w*|unlawful\w*|lawful\w*|break(?:ing)? the law|trouble with"
    r" the law)\b",
    r"\b(?:is|are|was|were|isn't|would|wasn't) (?:it|this|that|they|these|my|the|a|an|\w+ing)\b"
    + WIDE
    + r"\b(?:legal|illegal|lawful|unlawful|against the law|legally|enforceable|valid|wrongful|unfair dismissal"
    r"|binding)\b(?! (?:tech|career|field|profession|ai|sector|industry|assistant|background|department))",
    r"\bwhat (?:does|do|is) (?:the|german|french|uk|us|indian|employment|\w+ian|\w+ish) laws?\b|\bdoes\b"
    + GAP
    + r"\blaw (?:require|say|allow|protect)|\blegal (?:notice|minimum|rights?|form|obligation)",
    r"\b(?:can|could|may|how (?:do|can|would) i|should i|i want to|want to|going to|would|will|able to|able) (?:"
    + _I
    + r" )?(?:be )?(?:really )?(?:sue|sued)\b|\bsue (?:my|the|them|me|him|us)\b",
    r"\b(?:is|are|does|do|can|will|was) (?:my|the|a|an|this|our|his|her)\b"
    + GAP
    + r"\bnon-?competes?\b"
    + GAP
    + r"(?:\?|$|apply|valid|stop|prevent|hold|forbid|bind)",
    r"\bnon-?competes?\b" + WIDE + r"\b(?:valid|enforce|can i|may i|am i|apply to me|allowed|binding|get out)",
    r"\b(?:unfair(?:ly)?|wrongful(?:ly)?|constructive|unlawful(?:ly)?) (?:dismiss|terminat|fire)\w*\b"
    + GAP
    + r"(?:\?|$|claim|case)",
    r"\b(?:do|would|might) i have a (?:legal |good |strong )?(?:case|claim)\b|\b(?:bring|file|make|start"
    r"|lodge|claim)\b" + GAP + r"\b(?:claim|lawsuit|complaint|compensation|damages)\b(?! (?:adjust|data"
    r"|analy))|\bget damages\b",
    r"\bwhat (?:are|were) my (?:legal )?rights\b|\bdo i have (?:any|a|the) (?:legal )?rights?\b|\bmy rights"
    r" (?:if|when|as)\b",
    r"\bam i (?:legally )?(?:entitled|obliged|obligated|liable|bound|required) \b|\bare (?:they|we"
    r"|employers?) (?:legally )?(?:required|obliged|entitled|liable)\b|\b(?:be )?held (?:responsible"
    r"|liable)|\bliable (?:if|for)\b",
    r"\b(?<!how )\b(?:do|must|should|need|have|am) i?\b"
    + GAP
    + r"\b(?:disclose|tell|reveal|declare)\b"
    + GAP
    + r"\b(?:conviction|criminal record)\b|\bdisclose\b"
    + GAP
    + r"\bby law\b",
    r"\b(?:how|what|which|do|does|are|is|can|must|when|much)\b" + WIDE + r"\b(?<!before )(?<!after"
    r" )(?:tax(?:es|ed|able)?|vat)\b(?!"
    r" (?:advis|consult|account|law|data|office|analy|firm|software|inspector|background))",
    r"\b(?:deduct|write off|tax[- ]deductible|tax return|save tax)\b" + GAP + r"(?:\?|$|on|from|my)",
    r"\b(?:can|could|may|is|are|does|do|will|would)\b" + GAP + r"\b" + _I + r"\b" + GAP + r"\b(?:fire me"
    r"|dismiss me|fire someone|dismiss someone|withhold|claw ?back|make me (?:pay|repay)|stop me from"
    r"|prevent me from|forbid me|force me to sign|read my (?:private|personal)|record me|rescind|change my"
    r" (?:\w+ )?contract|refuse to pay|cut my (?:pay|salary))\b",
    r"\b(?:can|could|may|do|does|must) " + _I + r"\b" + WIDE + r"\b(?:breach|break|get out of|void|terminate)"
    r" (?:my|the|of|this|an?) (?:\w+ ){0,2}(?:contract|nda|bond|clause|agreement)\b|\bbreach of (?:my |the "
    r"|an? )?(?:nda|contract|agreement|confidential\w*)",
    r"\bclause\b" + WIDE + r"\b(?:mean|contract|agreement|enforce|valid)|\bwhat does\b" + GAP + r"\bclause\b",
    r"\b(?:who (?:owns|holds)|do i own|are they right|copyright)\b" + GAP + r"(?:code|model|ip|intellectual"
    r"|copyright|invention|belong)|\b(?:belongs? to (?:them|him|her)|claims?)\b[^.?!\n]{0,60}\bare they"
    r" right",
    r"\b(?:side project|code|invention|work)\b" + GAP + r"\bbelongs? to (?:them|my employer|the company)\b",
    r"\b(?:severance|settlement)\b" + GAP + r"\b(?:agreement|sign|entitle|owed?|fight|accept|pay\?|package\?)"
    r"|\b(?:sign|accept)\b" + GAP + r"\b(?:severance|settlement)\b",
    r"\b(?:can|must|do|does|is|are|may) " + _I + r" (?:have to |need to |be allowed to |allowed to )?(?:repay"
    r"|pay back|return|work) (?:the |my |back )?(?:the )?(?:notice|relocation|training|bonus|signing"
    r"|employer|bond|costs|master)",
    r"\bmake me (?:pay|repay)|\bpay (?:me )?(?:back )?(?:the )?(?:training (?:bond|costs)|overtime)\b"
    + GAP
    + r"(?:\?|$|what)|\bovertime pay\b|\bunemployment benefits?\b|\bgarden(?:ing)? leave\b",
    r"\b(?:has not|hasn't|did not|didn't|refuses? to|not|won't) (?:paid|pay) (?:me|my (?:salary|wages?"
    r"|overtime)|us)\b",
    r"\bis (?:my|our|the|a|an) (?:nda|dismissal|contract|bond|training bond|verbal (?:job )?offer|ip"
    r" (?:assignment )?clause|termination)\b" + WIDE + r"(?:valid|legal|binding|enforce|void|allowed|ok)",
    r"\bis it (?:allowed|permitted|lawful|legal|illegal)\b(?! for me to (?:stay|work))|\b(?:is|are) (?:that"
    r"|this|they|it|my employer|my boss|employers) (?:even |really )?(?:allowed|permitted)\b",
    r"\bfired (?:me|someone)\b" + WIDE + r"\b(?:allowed|legal|lawful|can they)|\b(?:form|set up|register) an?"
    r" (?:llc|ltd|gmbh|limited company)|\bregister as (?:self-employed|a freelancer)",
    r"\bdiscriminat\w+" + WIDE + r"\b(?:claim|lawsuit|case|sue|complain|tribunal|compensation|under the law)",
    r"\b(?:offer|job)\b" + GAP + r"\b(?:withdr[ea]wn?|rescinded)\b" + WIDE + r"\b(?:claim|damages|rights|sue"
    r"|legal)",
    r"\bnda\b" + GAP + r"\b(?:valid|expire|still apply|allow me)|\bneed a lawyer\b(?!-)|\bcan i be sued\b"
    r"|\b(?:can|may|could) i refuse to sign\b|\b(?:harass|touch)\w*\b" + WIDE + r"\bsue\b",
)

_DRUG = (
    r"(?:adderall|ritalin|modafinil|concerta|vyvanse|xanax|valium|prozac|sertraline|zoloft|ssris?|lithium"
    r"|propranolol|beta ?-?blockers?|melatonin|antidepressants?|stimulants?|sedatives?|benzos?|pain"
    r" ?killers?|sleeping pills?|sleeping tablets?|medications?|medicines?|meds|pills?|tablets?|drugs?"
    r"|supplements?|nootropics?|vitamins?|insulin|ketamine|lsd|psilocybin|shrooms|cbd|cannabis|weed"
    r"|nicotine|caffeine (?:tablets|pills)|chemo\w*|steroids?)"
)
_ILL = (
    r"(?:adhd|add|autism|autistic|asperger\w*|bipolar|ocd|ptsd|depress\w+|anxiety disorder|social anxiety"
    r"|panic disorder|panic attacks?|dyslexia|dyspraxia|schizophreni\w+|epilepsy|insomnia|migraines?|carpal"
    r" tunnel|rsi|repetitive strain\w*|tennis elbow|tendonitis|slipped disc|diabetes|long covid|concussion"
    r"|thyroid\w*|anemia|iron deficiency|psychopath|narcissist\w*|sleep apn\w+|heart (?:problem|attack"
    r"|disease)|cancer|brain fog|burn-?out syndrome|back pain|neck pain|social phobia)"
)
MEDICAL = any_of(
    r"\bi (?:get|feel|am|keep getting) (?:dizzy|faint|numb|nauseous|sick)\b" + WIDE + r"\b(?:what is (?:it"
    r"|this|wrong)|is it|why)\b",
    r"\bhow (?:many|few) hours (?:of )?sleep\b|\bhow (?:much|little) sleep\b" + WIDE + r"\b(?:safe|harm\w*"
    r"|health|cut|survive)\b",
    r"\bwhich (?:anti-?depressants?|medicines?|drugs?|pills?|meds)\b|\bmy (?:psychiatrist|doctor|gp|therapist)"
    r" wants to\b" + WIDE + r"\bdose\b",
    r"\b(?:haven't|have not|not) slept\b" + WIDE + r"\b(?:danger\w*|safe|serious|harm\w*|normal|wrong)\b",
    r"\b(?:which|what) (?:kind of )?(?:therap(?:y|ies)|treatments?|medications?|drugs?|pills?|tablets?) "
    r"(?:would|will|could|can|should|do|does|help|helps|cure|is|are)\b",
    r"\b(?:should|can|could|may|must|is it (?:ok|okay|safe|fine|bad|dangerous)|do i (?:need|have)|will|would"
    r"|do|does|which|what|how (?:much|many|long|often|do|can))\b" + WIDE + r"\b(?:take|taking|stop|stopping"
    r"|quit|quitting|mix|mixing|combine|change|increase|double|dose|get off|come off|use|microdose|buy|get"
    r"|drink|with|safe|help|helps|affect|stop my|against|for|make you|are good|has the fewest|on strong)\b"
    + GAP
    + r"\b"
    + _DRUG
    + r"\b(?! (?:compan|discover|develop|data|design|test|industr|research|screen))",
    r"\b(?:should|can|could|is|are|do|does|will|would|which|what|how many|how much)\b"
    + GAP
    + r"\b"
    + _DRUG
    + r"\b(?! (?:compan|discover|develop|data|design|test|industr|research|screen))"
    + WIDE
    + r"\b(?:safe|help|work|concentrat\w+|affect|stop|dose|dosage|sleep|nerves|anxiety|panic|study\w*|memory"
    r"|awake|side effects?|prescri\w+|interviews?|focus)",
    r"\b(?:dose|dosage|milligrams|mg) (?:of|for)\b|\bwithout a prescription\b|\bprescrib\w+"
    + WIDE
    + r"\b(?:should|will|can|affect|safe)",
    r"\b(?:psychiatrist|doctor|gp|therapist)\b" + GAP + r"\b(?:wants? me (?:on|to)|prescribed|put me on"
    r"|recommends?|says? i (?:need|should take))\b" + WIDE + r"[.?!]?\s*(?:should i|will it|can i|is it)",
    r"\b(?:do|could|might|may|have) i (?:really |possibly |just )?(?:have|be|got|suffer)\b"
    + GAP
    + r"\b"
    + _ILL
    + r"\b|\bam i (?:really |just |maybe |clinically )?"
    + _ILL
    + r"\b",
    r"\b(?:how (?:do|can|could|should|to)|what|which|best way to|need)\b" + GAP + r"\b(?:treat|cure|heal|get"
    r" rid of|get over|fix)\b" + GAP + r"\b(?:my |a |an |the )?(?:" + _ILL + r"|wrists?|disease|insomnia"
    r"|headaches?|symptoms?|disorder)\b",
    r"\b(?:cures?|treatments?|therap(?:y|ies)|medications?|medicines?|pills?|remed(?:y|ies)) (?:for|against"
    r"|is best|helps?|work)\b(?! (?:data|machine|discover))",
    r"\b(?:can you |could you )?diagnose (?:me|my|myself|whether i|if i)\b|\bself-?diagnos\w+"
    + GAP
    + r"\b(?:right|correct"
    r"|valid|\?)|\bsymptoms? (?:of|mean)\b|\bsigns (?:mean|of (?:depression|autism|adhd|bipolar))",
    r"\b(?:is|are|could|should i worry|do i need)\b" + WIDE + r"\b(?:chest|(?<!by )heart|numb|numbness"
    r"|tingling|dizz\w+|headaches?|twitch\w*|blood pressure|palpitations|vomit\w*|flashes|bleed\w*"
    r"|exhaustion|tiredness|mood swings|panic attacks?)\b" + GAP + r"(?:\?|serious|dangerous|problem|disease"
    r"|caused|bipolar|neurolog|thyroid|doctor|at work|about|$)",
    r"\b(?:chest|heart|numb|tingling|dizzy|dizziness|headaches?|eye twitch\w*|eyes? hurts?|blood pressure"
    r"|voices|wrist|fingers)\b" + WIDE + r"[.?!,]?\s*" + GAP + r"\b(?:what (?:disease|illness|condition) is"
    r" (?:it|this)|which treatment|is it (?:a )?(?:serious|dangerous|neurolog|heart)|is that dangerous"
    r"|what(?:'s| is) wrong with me|should i worry)",
    r"\bhow (?:do|can|would) i (?:know|tell|be sure|find out) (?:if|whether|that) (?:i|my (?:kid|son|daughter"
    r"|child)\w*)(?: have| has|'ve got)?\b" + GAP + r"\b(?:" + _ILL + r"|disability|illness|disease|disorder)",
    r"\b" + _ILL + r"\b" + GAP + r"\b(?:or just|or am i just|disorder or|how can i be sure|be cured|dangerous"
    r"|caused by)\b|\bcaused by (?:iron|vitamin|a disease)",
    r"\bhow long\b" + GAP + r"\b(?:after|should|until)\b" + GAP + r"\b(?:surgery|concussion|operation|injury"
    r"|stroke)\b|\bcan i (?:work|study|code)\b" + GAP + r"\bwith (?:epilepsy|a concussion|a fever)\b",
    r"\b(?:should i|is it better to) see a (?:doctor|therapist|psychiatrist)|\bdo i need to see a (?:doctor"
    r"|therapist)|\bneed a (?:doctor|psychiatrist)\b",
    r"\bis\b" + GAP + r"\b(?:electroshock|ketamine|hypnosis|acupuncture|homeopathy|cbd|therapy or medication"
    r"|medication or therapy)\b|\b(?:electroshock|ketamine)\b",
    r"\bwhat (?:can|could|should|do) i take\b(?! (?:from|away|with me|next|first|as|care|into|on|up|over|out))"
    r"|\bwhat (?:diet"
    r"|exercises?|supplements?|pills?|medicine)\b" + GAP + r"\b(?:for|heal|help|against|should|can|is|to)\b",
)
