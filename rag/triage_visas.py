"""Visas: a plain sentence goes in; out comes whether it asks for an immigration adviser's word.

'Which visas do AI people use?' is general and goes on; 'may I work on mine?' is not.
"""

from rag.triage_patterns import GAP, WIDE, any_of

_VISA = (
    r"(?:visas?|h-?1-?bs?|h-?4|l-?[12]|o-?1a?|f-?1|j-?1|b-?[12]|opt|cpt|ead|stem opt|green card|blue card"
    r"|work (?:and residence )?permits?|residence permits?|resident permit|student permit|study permit"
    r"|residency|permanent residen\w+|pr application|asylum|i-?140|i-?485|leave to remain|ilr|settlement(?!"
    r" agreement)|citizenship|naturali[sz]ation|immigration (?:status|case)|express entry|grace period"
    r"|change of status)"
)
IMMIGRATION = any_of(
    r"\b(?:lost my job|laid off|fired|quit)\b" + WIDE + r"\bwhat (?:happens|will happen) (?:to|with) my"
    r" " + _VISA + r"|\bwhat happens to my " + _VISA,
    r"\bmy " + _VISA + r"\b[^\n]{0,80}\b(?:may|can|am) i (?:stay|allowed|remain|keep)\b",
    r"\b(?:esta|ds-?160|immigration|visa|embassy) (?:form|application|interview|officer)\b|\bprevious (?:visa"
    r" )?refusals?\b",
    r"\b(?:do|would|could|can) i (?:qualify|apply|be eligible) for\b" + GAP + r"\b(?:global talent|blue card"
    r"|express entry|o-?1|eb-?[123]|niw|skilled"
    r" worker|h-?1b|green card)\b|\bodds in the lottery\b",
    r"\b(?:may|can) (?:i|we|he|she) (?:stay|remain|keep working|work) in\b" + WIDE + r"\b(?:after|if|without"
    r"|until)\b" + GAP + r"\b(?:master|degree|graduat"
    r"\w+|job|visa|permit|studies)\b",
    r"\b(?:will|would|can|could) they (?:give|grant|cancel|revoke|refuse|deny|extend|renew)\b" + GAP + r"\b" + _VISA,
    r"\b(?:lose|keep|break|reset)\b" + GAP + r"\b(?:ilr|pr|residency|green card)\b|\b(?:wife|husband|spouse"
    r"|partner) (?:has|is on|on)\b"
    + GAP
    + _VISA
    + WIDE
    + r"\bcan (?:he|she|they)\b|\bdegree enough for\b"
    + GAP
    + _VISA
    + r"|\b(?:switch|change)"
    r" (?:employers?|jobs?) (?:before|during|while)\b" + GAP + _VISA,
    r"^(?=[^.?!\n]{0,200}\b(?:i|i'm|my|me|we|our)\b)(?=[^.?!\n]{0,200}\b" + _VISA + r"\b)(?=[^.?!\n]{0,200}\b"
    r"(?:allowed|permitted|count|towards|approv\w+|status|refus\w+|den(?:y|ied|ial)|cancel\w*|hide|lose|keep"
    r"|bring|file|"
    r"form|eligible|qualif\w+|days|stay|second job|on the side|recogni[sz]ed|at risk|reject\w*|likely|chances"
    r"|expir\w+|"
    r"renew\w*|extend|quit|caught|illegal\w*)\b)[^.?!\n]{0,300}\?",
    r"\b(?:affect|hurt|risk|endanger|harm|impact|void|jeopardi[sz]e|lose|invalidate) my\b"
    + GAP
    + r"\b"
    + _VISA
    + r"\b",
    r"\b(?:on|with) (?:a|an|my) " + _VISA + r"\b[^.?!\n]{0,40}, (?:can|may|am) i (?:take|work|start|accept|do"
    r"|allowed|stay)\b|\bhow long (?:may|can) i stay\b|\bmy sponsor withdrew\b",
    r"(?<!how )(?<!where )(?<!what )(?<!should )\b(?:can|could|may|might|am|must|do|does|will|would|is|are"
    r"|should|when (?:can|will|do|may)) (?:i|we|my|me)\b" + WIDE + r"\b" + _VISA + r"\b(?! (?:sponsors?\b"
    r"|need to a recruiter))",
    r"\b(?:how (?:do|can|long|many|likely|should)|what|which|where)\b"
    + GAP
    + r"\b(?:i|my|me)\b"
    + GAP
    + r"\b(?:extend|renew|transfer\w*|approved?|reject\w*|refus\w+|deni\w+|appeal|status|file|days|stuck|case"
    r"|interview|score|expire\w*|pending|petition|stay|settle\w*|switch|change|stamped|chances)\b"
    + GAP
    + r"\b"
    + _VISA
    + r"\b",
    r"\bmy\b" + GAP + r"\b" + _VISA + r"\b" + WIDE + r"\b(?:be )?(?:approved?|reject\w*|refus\w+|deni\w+"
    r"|denial|cancel\w*|revoked?|expires?|expired|expiring|ends|pending|stuck|at risk|withdrawn?"
    r"|transferred|enough|arrives?|let me|allow me|rfe|running out|count)\b" + WIDE + r"(?:\?|can i|may i"
    r"|what|how|should)",
    r"\boverstay\w*|\bstayed\b" + GAP + r"\b(?:longer|past|beyond|after)\b" + GAP + r"\bvisa|\bdeport\w*"
    r"|\bundocumented\b|\bwithout papers\b|\b221\(g\)|\b(?:stem opt|visa|h-?1b)\b"
    + GAP
    + r"\brfe\b|\bconsular (?:officer|interview)\b|\bvisa (?:interview|refusal|denial)\b"
    + GAP
    + r"(?:\?|in|from|what|should|how|$)",
    r"\b(?:am i|are we|is (?:she|he|my \w+)) (?:permitted|allowed|eligible|authori[sz]ed|entitled) to (?:take"
    r"|work|stay|have|start|freelance|study|found)\b" + WIDE + r"(?:" + _VISA + r"|country|abroad)\b",
    r"\bon (?:a |an |my |the )?(?:\w+ )?" + _VISA + r"\b(?: without \w+)?[,:;]? (?:and |so )?(?:can|may|am|is"
    r"|do|could|would|should) (?:i|she|he|we|it)\b(?! (?:find|learn|get into|become|start learning|aim))",
    r"\b(?:work|code|freelance|job)\b" + WIDE + r"\b(?:on|with) (?:a |my |an )?(?:tourist|visit(?:or|ing)?"
    r"|student|spouse|dependent|dependant|holiday|b-?[12]|study) (?:visa|permit)\b",
    r"\b(?:do|would|will|could|can) i (?:qualify|meet|be eligible|get|need|lose|keep|apply|have enough points)\b"
    + WIDE
    + r"\b"
    + _VISA
    + r"\b",
    r"\b(?:will|would|can|could) (?:they|the (?:embassy|officer|government|home office|uscis))\b"
    + WIDE
    + r"\b(?:visa|deport|let me in|entry)\b",
    r"\bis my\b" + GAP + r"\b(?:degree|bachelor\w*|diploma)\b" + WIDE + r"\b(?:visa|permit|h-?1b|blue card)"
    r"|\b(?:degree|bachelor\w*)\b" + WIDE + r"\bcount for (?:h-?1b|a visa|the)\b",
    r"\b(?:cash in hand|under the table|illegally|before my (?:work )?permit)\b" + WIDE + r"(?:permit|visa"
    r"|wait|arriv|\?)",
    r"\bwithout being caught\b" + WIDE + r"visa|\bvisa\b" + WIDE + r"\bwithout being caught\b|\bbreak the"
    r" rules of my visa\b",
    r"\b(?:can|may|do|should) i (?:apply|ask) for (?:asylum|citizenship|a green card|permanent|leave to"
    r" remain|indefinite)|\basylum\b" + GAP + r"\bpending\b",
    r"\b(?:bring|get a visa for|sponsor) my (?:parents|wife|husband|girlfriend|boyfriend|family|spouse"
    r"|partner|kids|children)\b",
    r"\b(?:can|may) i (?:go back|enter|return|re-?enter)\b" + WIDE + r"(?:deported|visa|criminal|country"
    r"|canada|us|uk|america)|\b(?:right to work|marriage)\b" + GAP + r"\b(?:right to work|get|green card)\b",
    r"\bdo i need (?:a|any) (?:work )?(?:permit|visa) to (?:work|take|accept)\b|\bhow many days\b"
    + WIDE
    + r"\b(?:stay|find a new (?:employer|job)|without a job)\b",
)
