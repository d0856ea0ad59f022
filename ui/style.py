"""Style: how the page looks, in light and dark, from 320 px up. CSS only; colours stand once, so a test can hold their contrast."""

LIGHT = {
    "paper": "#faf9f6", "sheet": "#ffffff", "sunken": "#f1efe9", "line": "#dedad0", "edge": "#8a8577", "ink": "#1f2421", "soft": "#5b615c",
    "accent": "#17624d", "on-accent": "#ffffff", "tint": "#e3f0ea", "mark": "#fdf0b3", "mark-strong": "#f8d860", "on-mark": "#1f2421",
    "warn": "#7d4a06", "warn-tint": "#fbf1df", "focus": "#0b57d0",
}  # fmt: skip
DARK = {
    "paper": "#151817", "sheet": "#1d211f", "sunken": "#252a27", "line": "#363d39", "edge": "#7d857f", "ink": "#e9e8e3", "soft": "#a9b0aa",
    "accent": "#7fd1b3", "on-accent": "#0f1a16", "tint": "#203a31", "mark": "#4b4112", "mark-strong": "#8a7412", "on-mark": "#fdf6d8",
    "warn": "#f0c37e", "warn-tint": "#33291a", "focus": "#8ab4f8",
}  # fmt: skip
READ = [
    ("ink", "paper"), ("ink", "sheet"), ("ink", "sunken"), ("soft", "paper"), ("soft", "sheet"), ("soft", "sunken"), ("accent", "paper"),
    ("accent", "sheet"), ("accent", "tint"), ("accent", "sunken"), ("on-accent", "accent"), ("on-mark", "mark"), ("on-mark", "mark-strong"),
    ("warn", "warn-tint"), ("warn", "paper"), ("ink", "warn-tint"), ("ink", "tint"), ("soft", "warn-tint"),
]  # fmt: skip
"""Pairs of a text colour and what it stands on: each at least 4.5 to 1 (WCAG 2.2, 1.4.3)."""
SEEN = [("focus", "paper"), ("focus", "sheet"), ("edge", "paper"), ("edge", "sheet")]
"""Pairs of a line that must be seen and what it stands on: each at least 3 to 1 (WCAG 2.2, 1.4.11)."""


def _variables(colours: dict[str, str]) -> str:
    return "".join(f"--{name}:{value};" for name, value in colours.items())


CSS = (
    f":root{{{_variables(LIGHT)}color-scheme:light}} .dark{{{_variables(DARK)}color-scheme:dark}}"
    + """
:root{--text:system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","Liberation Sans",Arial,sans-serif}
html{scroll-padding:84px 0 150px}
body,.gradio-container,gradio-app{background:var(--paper)!important;color:var(--ink);font-family:var(--text)!important}
@keyframes rise{from{opacity:0;transform:translateY(4px)}}
@keyframes dots{0%,70%,100%{opacity:.25}35%{opacity:1}}
.gradio-container.gradio-container{
&{max-width:none!important;padding:0!important;overflow:visible!important}
.main{padding:0!important}
main{max-width:1280px!important;margin:0 auto!important;padding:0 24px!important;overflow:visible!important}
.wrap,.contain,.column,.row,.tabs,.tabitem{overflow:visible!important}
footer{display:none!important}
.html-container{padding:0!important}
.unseen{position:absolute!important;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
:is(a,button,summary,mark,input,textarea,[tabindex]):focus-visible{outline:3px solid var(--focus)!important;outline-offset:2px;border-radius:4px}
.card:focus{outline:none}

.masthead{display:flex;align-items:center;justify-content:space-between;gap:12px 20px;flex-wrap:wrap;padding:18px 0 10px}
.brand{font-size:20px;font-weight:700;letter-spacing:-.01em;color:var(--ink)}
.brand::before{content:"";display:inline-block;width:14px;height:14px;margin-right:10px;border-radius:3px;
  background:linear-gradient(var(--accent) 0 0) 0 100%/100% 4px no-repeat,linear-gradient(var(--accent) 0 0) 0 5px/70% 4px no-repeat,
  linear-gradient(var(--accent) 0 0) 0 0/40% 4px no-repeat}
.badge{font-size:13px;line-height:1.35;color:var(--accent);background:var(--tint);padding:5px 12px;border-radius:999px}
.badge.model{color:var(--warn);background:var(--warn-tint)}

#tabs>.tab-wrapper,#tabs .tab-wrapper{border:0!important;padding:0!important;height:auto;background:none}
#tabs .tab-container{gap:4px;border-bottom:1px solid var(--line);height:auto!important}
#tabs .tab-container::after{display:none}
#tabs button[role=tab]{font:600 15px var(--text);color:var(--soft);padding:10px 14px;border:0;background:none;border-bottom:3px solid transparent;margin-bottom:-1px}
#tabs button[role=tab][aria-selected=true]{color:var(--accent);border-bottom-color:var(--accent)}
#tabs button[role=tab]::after{display:none}
#tabs .tabitem{padding:0!important;border:0!important;background:none}

#room{gap:40px;align-items:flex-start;flex-wrap:nowrap}
#talk{gap:0;min-width:0!important}
.evidence-column{position:sticky!important;top:16px;max-height:calc(100dvh - 32px);overflow-y:auto!important;overscroll-behavior:contain;
  gap:0!important;flex-wrap:nowrap!important;min-width:0!important;padding:18px 6px 24px}
.evidence-column>*{flex:none}
.no-evidence & .evidence-column{visibility:hidden}
.empty & .evidence-column{display:none}
.empty & #talk{max-width:800px;margin:0 auto}

.welcome{padding:7vh 0 30px}
.welcome h1{font-size:clamp(28px,4.2vw,42px);line-height:1.16;letter-spacing:-.022em;font-weight:700;margin:0 0 18px;color:var(--ink);text-wrap:balance}
.how{font-size:17px;line-height:1.6;color:var(--soft);margin:0 0 30px;max-width:58ch}
ul.asks{list-style:none;margin:0;padding:0;display:grid;gap:10px;grid-template-columns:repeat(auto-fit,minmax(min(100%,300px),1fr))}
ul.asks li{margin:0;padding:0;display:flex}
button.ask{flex:1;font:500 16px/1.4 var(--text);text-align:left;color:var(--ink);background:var(--sheet);border:1px solid var(--line);
  border-radius:12px;padding:14px 16px;cursor:pointer;transition:border-color .15s,background .15s;min-height:48px}
button.ask:hover{border-color:var(--accent);background:var(--tint)}

.turn{padding:26px 0 8px;scroll-margin-top:8px}
.turn+.turn{border-top:1px solid var(--line)}
.turn.live{min-height:46vh}
.question{font-size:21px;line-height:1.4;font-weight:650;letter-spacing:-.01em;margin:0 0 14px;color:var(--ink);white-space:pre-wrap;overflow-wrap:anywhere;unicode-bidi:isolate}
.answer{font-size:17px;line-height:1.68;max-width:68ch;overflow-wrap:anywhere}
.answer p{margin:0 0 14px;font-size:inherit}
.answer ul,.answer ol{margin:0 0 14px;padding-left:24px}
.answer ul{list-style:disc}.answer ol{list-style:decimal}
.answer li{margin:0 0 8px;padding-left:4px}.answer li::marker{color:var(--soft)}
.markers{white-space:nowrap;margin-left:3px}
a.marker{font-size:13px;font-weight:600;color:var(--accent)!important;text-decoration:none!important;padding:3px 3px;border-radius:5px;font-variant-numeric:tabular-nums}
a.marker:hover{background:var(--tint);text-decoration:underline!important}
a.marker.active{background:var(--accent);color:var(--on-accent)!important}
.sentence.fresh{animation:rise .28s ease-out}
.you{font-size:13px;color:var(--soft);border:1px solid var(--line);border-radius:999px;padding:1px 8px}
.notice{font-size:15px;line-height:1.5;color:var(--soft);border-left:3px solid var(--line);padding-left:12px;margin:4px 0 14px}
.status{display:flex;gap:12px;align-items:center;font-size:16px;color:var(--soft);margin:6px 0}
.dots{display:inline-flex;gap:4px}.dots i{width:7px;height:7px;border-radius:50%;background:var(--accent);animation:dots 1.1s infinite ease-in-out}
.dots i:nth-child(2){animation-delay:.15s}.dots i:nth-child(3){animation-delay:.3s}

.declined,.trouble{background:var(--warn-tint);border-left:4px solid var(--warn);border-radius:0 12px 12px 0;padding:16px 20px;max-width:68ch;font-size:17px;line-height:1.6}
.declined p,.trouble p,.aside p{margin:0 0 10px;font-size:inherit}
.label{font-weight:700;color:var(--warn)}
.aside{font-size:17px;line-height:1.6;max-width:68ch}
.instead{color:var(--soft);font-size:15px!important;margin-top:14px!important}
.withheld{margin:6px 0 12px;font-size:15px;max-width:68ch;border:1px solid var(--line);border-radius:10px;background:var(--sunken)}
.withheld summary{cursor:pointer;padding:12px 14px;color:var(--soft);font-weight:600;line-height:1.4}
.withheld ul{margin:0;padding:0 14px 12px 32px;list-style:disc}.withheld li{margin:0 0 10px}
.withheld q{quotes:none;color:var(--soft)}.because{margin:2px 0 0!important;font-size:14px}
.actions{display:flex;gap:2px;align-items:center;flex-wrap:wrap;margin:2px 0 12px -8px}
button.quiet{font:500 14px var(--text);color:var(--soft);background:none;border:0;border-radius:8px;padding:8px;min-width:36px;min-height:36px;cursor:pointer;display:inline-flex;align-items:center;justify-content:center}
button.quiet:hover{background:var(--sunken);color:var(--ink)}
button.quiet[aria-pressed=true]{color:var(--accent);background:var(--tint)}
.said{font-size:14px;color:var(--soft);margin-left:8px}

.card{background:var(--sheet);border:1px solid var(--line);border-radius:14px;padding:16px 18px 14px;margin:0 0 14px;transition:border-color .2s,box-shadow .2s}
.card.active{border-color:var(--accent);box-shadow:0 0 0 1px var(--accent)}
.card header{display:flex;gap:12px;align-items:flex-start;margin:0 0 10px}
.numbers{display:flex;gap:4px;flex-wrap:wrap;max-width:92px}
a.back{display:inline-flex;align-items:center;justify-content:center;min-width:26px;height:26px;padding:0 6px;border-radius:8px;background:var(--tint);
  color:var(--accent)!important;font-size:13px;font-weight:700;text-decoration:none!important}
a.back:hover{background:var(--accent);color:var(--on-accent)!important}
.where{min-width:0}
.over{font-size:13px;line-height:1.4;color:var(--soft);margin:0}
.card h3{font-size:16px;line-height:1.35;font-weight:650;margin:2px 0 0;color:var(--ink)}
.words{font-size:15px;line-height:1.62;color:var(--soft);overflow-wrap:anywhere}
.words p,.words ul{margin:0 0 8px;font-size:inherit}.words ul{padding-left:20px;list-style:disc}.words li{margin:0 0 4px}
.words mark{background:var(--mark);color:var(--on-mark);border-radius:3px;padding:1px 2px;box-decoration-break:clone;-webkit-box-decoration-break:clone}
.words mark.active{background:var(--mark-strong)}
.gap{text-align:center;color:var(--soft)}
.in-heading{font-weight:650;color:var(--ink)}
.rests{border-top:1px solid var(--line);margin-top:10px;padding-top:10px;font-size:14px;line-height:1.5}
.rests>p{margin:0 0 4px;font-size:13px;font-weight:650;color:var(--soft)}
.rests ul{list-style:none;margin:0;padding:0}.rests li{margin:0 0 6px}
.rests cite{font-style:normal;color:var(--ink)}
.rests a{color:var(--accent);text-decoration:underline;text-underline-offset:2px}.rests a cite{color:inherit}
.about{color:var(--soft)}
.kind{display:inline-block;font-size:12px;font-weight:600;line-height:1;padding:4px 7px;border-radius:6px;background:var(--sunken);color:var(--soft);margin-right:4px;vertical-align:1px}
.kind.opinion{background:var(--warn-tint);color:var(--warn)}.kind.official-statistic,.kind.research{background:var(--tint);color:var(--accent)}
.origin{font-size:12px!important;color:var(--soft);margin:8px 0 0!important}

#composer{position:sticky;bottom:0;z-index:5;background:linear-gradient(transparent,var(--paper) 18px);padding:22px 0 12px;gap:0}
#question{border:0!important;padding:0;background:none;box-shadow:none;overflow:visible!important}
#question label>span:first-child{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
#question .input-container{background:var(--sheet);border:1px solid var(--edge);border-radius:16px;padding:6px 6px 6px 8px;box-shadow:0 6px 24px -14px rgb(0 0 0/.35);align-items:flex-end}
#question .input-container:focus-within{border-color:var(--accent);box-shadow:0 0 0 2px var(--accent)}
#question textarea{font:400 17px/1.5 var(--text);color:var(--ink);background:none!important;border:0!important;box-shadow:none!important;outline:0!important;padding:8px 8px;min-height:42px}
@supports (field-sizing:content){#question textarea{field-sizing:content;height:auto!important;max-height:220px;overflow-y:auto!important}}
#question textarea::placeholder{color:var(--soft);opacity:1}
#question button{background:var(--accent)!important;color:var(--on-accent)!important;border-radius:12px;min-width:44px;width:44px;height:44px;margin:0;border:0}
#question button svg{color:inherit}
#manage{gap:4px 14px;align-items:center;justify-content:flex-start;flex-wrap:wrap}
#manage button{flex:none;width:auto;min-width:0;font:500 14px var(--text);color:var(--soft);background:none;border:0;box-shadow:none;padding:8px 6px;min-height:36px}
#manage button:hover{color:var(--ink);text-decoration:underline}
#keep{flex:none;width:auto;min-width:0!important;border:0;background:none;padding:0;box-shadow:none}
#keep label{font:500 14px var(--text);color:var(--soft);background:none!important;padding:8px 0;gap:8px}
#keep input{border:1px solid var(--edge);background:var(--sheet)}#keep input:checked{background-color:var(--accent)!important;border-color:var(--accent)}
#keep label span{color:var(--soft)}

.library{padding:28px 0 60px;max-width:860px}
.library h2{font-size:26px;line-height:1.25;font-weight:700;letter-spacing:-.015em;margin:0 0 8px;color:var(--ink)}
.library .how{margin-bottom:18px}
.filter input{width:100%;max-width:420px;font:400 16px var(--text);color:var(--ink);background:var(--sheet);border:1px solid var(--edge);border-radius:10px;padding:10px 14px;margin:0 0 18px}
.filter input::placeholder{color:var(--soft);opacity:1}
.chapter{border-bottom:1px solid var(--line)}
.chapter summary{display:flex;justify-content:space-between;gap:16px;cursor:pointer;padding:14px 4px;font-size:17px;line-height:1.4;list-style:none}
.chapter summary::-webkit-details-marker{display:none}
.chapter summary .title{font-weight:600;color:var(--ink)}.chapter summary:hover .title{color:var(--accent)}
.chapter summary .title::before{content:"+";display:inline-block;width:20px;color:var(--soft);font-weight:400}.chapter[open] summary .title::before{content:"–"}
.count{font-size:14px;color:var(--soft);white-space:nowrap}
.chapter>:not(summary){margin-left:24px}.chapter>.origin{padding-bottom:16px}
.chapter .asks{margin-bottom:12px}.others{font-size:15px;line-height:1.6;color:var(--soft);list-style:disc;padding-left:18px}

@media (max-width:899px){
  main{padding:0 16px!important}
  #room{flex-direction:column;gap:0;flex-wrap:wrap}
  #room>*{width:100%;flex:1 1 100%!important}
  .evidence-column{position:static!important;max-height:none;overflow:visible!important;padding:8px 0 40px}
  .no-evidence & .evidence-column{display:none}
  .welcome{padding:28px 0 20px}.how{font-size:16px;margin-bottom:22px}
  .question{font-size:19px}.turn.live{min-height:0}
  .masthead{padding:12px 0 6px}.badge{font-size:12px}
  a.marker{padding:5px 5px}a.back{min-width:32px;height:32px}
}
@media (prefers-reduced-motion:reduce){*,*::before,*::after{animation:none!important;transition:none!important;scroll-behavior:auto!important}}
@media (forced-colors:active){.words mark{forced-color-adjust:none}}
@media print{#composer,.actions,#tabs .tab-wrapper{display:none!important}.evidence-column{position:static!important;max-height:none}}
}
"""
)
