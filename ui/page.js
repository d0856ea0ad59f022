// Clicks and keys go in, the right words come into view. Everything works by delegation on the document, since Gradio replaces
// what it shows at every step of a stream. None of it knows what an answer says.
(() => {
  const calm = () => matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth';
  const wide = () => matchMedia('(min-width: 900px)').matches;
  const all = (query, root) => [...(root || document).querySelectorAll(query)];

  let chosen = '';  // whose sources the person opened; a stream shows those of its own turn anew at every step
  const showPanel = (key) => {
    chosen = key;
    all('section.evidence').forEach((panel) => { panel.hidden = panel.dataset.key !== key; });
    const empty = document.querySelector('section.evidence:not([hidden])');
    document.documentElement.classList.toggle('no-evidence', !empty || !empty.children.length);
  };

  const intoView = (element) => {
    const pane = element.closest('.evidence-column');
    if (pane && wide() && pane.scrollHeight > pane.clientHeight) {
      const top = element.getBoundingClientRect().top - pane.getBoundingClientRect().top + pane.scrollTop;
      pane.scrollTo({top: Math.max(0, top - pane.clientHeight / 3), behavior: calm()});
    } else {
      element.scrollIntoView({block: 'center', behavior: calm()});
    }
  };

  const quiet = () => all('.active').forEach((element) => element.classList.remove('active'));

  const openWords = (key, number, marker) => {
    showPanel(key);
    quiet();
    const words = all('mark[data-key]').filter((mark) =>
      mark.dataset.key === key && mark.dataset.numbers.split(' ').includes(number));
    if (!words.length) return;
    words.forEach((mark) => mark.classList.add('active'));
    words[0].closest('.card').classList.add('active');
    marker.classList.add('active');
    words[0].focus({preventScroll: true});
    intoView(words[0]);
  };

  const back = (link) => {
    const marker = document.getElementById(link.getAttribute('href').slice(1));
    if (!marker) return;
    marker.focus({preventScroll: true});
    marker.scrollIntoView({block: 'center', behavior: calm()});
  };

  document.addEventListener('click', (event) => {
    const marker = event.target.closest('a.marker');
    if (marker) { event.preventDefault(); openWords(marker.dataset.key, marker.dataset.number, marker); return; }
    const link = event.target.closest('a.back');
    if (link) { event.preventDefault(); back(link); return; }
    const words = event.target.closest('mark.active');
    const active = document.querySelector('a.marker.active');
    if (words && active && !getSelection().toString()) { active.focus({preventScroll: true}); active.scrollIntoView({block: 'center', behavior: calm()}); return; }
    const copy = event.target.closest('[data-copy]');
    if (copy) {
      const said = copy.parentElement.querySelector('.said');
      const done = (words) => { said.textContent = words; setTimeout(() => { said.textContent = ''; }, 2500); };
      if (!navigator.clipboard) { done('This browser does not allow copying here'); return; }
      navigator.clipboard.writeText(copy.dataset.copy).then(() => done('Copied'), () => done('Could not copy'));
      return;
    }
    const judge = event.target.closest('[data-judgement]');
    if (judge) {
      all('[data-judgement]', judge.parentElement).forEach((other) =>
        other.setAttribute('aria-pressed', other === judge ? 'true' : 'false'));
      judge.parentElement.querySelector('.said').textContent = 'Thank you, noted';
    }
  });

  document.addEventListener('click', (event) => {
    const remove = event.target.closest('#forget');
    if (remove && !confirm('Delete all your conversations on this machine?')) {
      event.preventDefault();
      event.stopImmediatePropagation();
    }
  }, true);

  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    const active = document.querySelector('a.marker.active');
    if (active) { quiet(); active.focus(); }
  });

  document.addEventListener('input', (event) => {
    if (!event.target.matches('[data-filter]')) return;
    const wanted = event.target.value.trim().toLowerCase();
    const chapters = all('details.chapter');
    chapters.forEach((chapter) => { chapter.hidden = !chapter.dataset.words.includes(wanted); });
    document.querySelector('.library .none').hidden = chapters.some((chapter) => !chapter.hidden);
  });

  let turn = '';
  let answered = '';
  new MutationObserver(() => {
    const last = document.querySelector('#now .turn');  // under way, or restored: its sources are shown
    const key = last ? last.dataset.key + last.querySelector('.question').textContent : '';
    if (key !== turn) {
      turn = key;
      chosen = '';
      if (last) setTimeout(() => {  // after Gradio has put in the turns above
        const placed = document.querySelector('#now .turn');
        if (placed) placed.scrollIntoView({block: 'start', behavior: calm()});
      }, 120);
    }
    const box = document.querySelector('#question textarea');
    if (box && !box.dataset.met) {
      box.dataset.met = 'yes';
      if (wide()) box.focus({preventScroll: true});
    }
    const send = document.querySelector('#question button');
    if (send && !send.hasAttribute('aria-label')) send.setAttribute('aria-label', 'Ask');
    const told = document.querySelector('#told');  // for who hears the page: the sentences themselves come too fast to be read out
    const done = document.querySelector('#now .turn.live :is(.actions,.declined,.aside)') ? key : '';
    if (told && done !== answered) { answered = done; told.textContent = done && 'The answer is complete'; }
    if (chosen && all('section.evidence:not([hidden])').length > 1) showPanel(chosen);
    const shown = document.querySelector('section.evidence:not([hidden])');
    document.documentElement.classList.toggle('no-evidence', !shown || !shown.children.length);
    document.documentElement.classList.toggle('empty', !document.querySelector('.turn'));
  }).observe(document.documentElement, {childList: true, subtree: true});
})();
