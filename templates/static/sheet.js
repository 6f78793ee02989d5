// The sheet of attendance on a tablet: each touch is saved at once, on the tablet
// first, and sent when there is a network. Without this script the same form
// is filled and sent as a whole.
'use strict';

(() => {
  const form = document.querySelector('form.sheet');
  if (!form) return;
  const meeting = form.dataset.meeting;
  const state = document.getElementById('etat');
  const field = (name, id) => form.elements[name + '.' + id];
  const rowOf = (id) => document.getElementById('p-' + id);
  const ids = [...form.querySelectorAll('input[name="enrolment"]')].map((input) => input.value);
  const statusOf = (id) => form.querySelector('input[name="status.' + id + '"]:checked')?.value ?? '';
  const labelOf = (id, status) => form.querySelector('input[name="status.' + id + '"][value="' + status + '"] + label')?.innerText.trim() ?? trame.say('unmarked');
  const hour = (instant) => new Intl.DateTimeFormat('fr-FR', {hour: '2-digit', minute: '2-digit'}).format(new Date(instant)).replace(':', '\u00a0h\u00a0');

  // asTyped is what a line's fields say; « was » of a line that is saved.
  const asTyped = (id) => [statusOf(id), field('reason', id)?.value ?? '', field('minutes_missed', id)?.value ?? ''].join('|');

  const show = (id, line) => {
    for (const radio of form.querySelectorAll('input[name="status.' + id + '"]')) radio.checked = radio.value === line.status;
    if (field('reason', id)) field('reason', id).value = line.reason ?? '';
    if (field('minutes_missed', id)) field('minutes_missed', id).value = line.minutes ? String(line.minutes) : '';
  };

  const note = (id, text, tone) => {
    const place = rowOf(id).querySelector('.sheet-state');
    place.className = 'sheet-state' + (tone ? ' ' + tone : '');
    place.replaceChildren(text);
    return place;
  };

  const count = () => {
    const marks = ids.map(statusOf);
    const present = marks.filter((status) => status === 'present' || status === 'partial').length;
    const concerned = ids.filter((id) => statusOf(id) || !rowOf(id).hasAttribute('data-apart')).length;
    const unmarked = concerned - marks.filter(Boolean).length;
    const place = form.querySelector('.sheet-count');
    place.querySelector('strong').textContent = trame.say('count', {present, concerned});
    place.querySelector('span').textContent = unmarked ? trame.say('left', {n: unmarked}) : trame.say('none-left');
    const all = form.querySelector('button[formaction$="/tous"]');
    if (all) {
      all.hidden = unmarked === 0;
      all.textContent = trame.say('all', {n: unmarked});
    }
  };

  const keep = (id) => {
    const status = statusOf(id);
    if (!status) return;
    trame.store.write('troubles', trame.store.read('troubles').filter((t) => !(t.meeting === meeting && t.enrolment === id)));
    note(id, trame.say('waiting'), 'todo');
    trame.keep({
      meeting, enrolment: id, status, version: Number(field('version', id).value),
      reason: status === 'present' ? '' : field('reason', id)?.value ?? '',
      minutes: status === 'partial' ? Number(field('minutes_missed', id)?.value) || 0 : 0,
    });
    count();
  };

  // know remembers how a line stands: a page out of the cache may be older.
  const know = (id, answer) => {
    const line = {meeting, enrolment: id, status: answer.status, reason: answer.reason ?? '', minutes: answer.minutes_missed ?? 0, version: answer.version};
    trame.store.write('known', trame.store.read('known').filter((k) => k.meeting === meeting && k.enrolment !== id).concat(line));
    field('version', id).value = line.version;
  };

  const button = (text, act) => {
    const b = document.createElement('button');
    b.type = 'button';
    b.className = 'button second';
    b.textContent = text;
    b.addEventListener('click', act);
    return b;
  };

  const trouble = (t) => {
    if (t.refusal) {
      note(t.enrolment, trame.say('refused', {why: t.refusal}), 'trouble');
      return;
    }
    know(t.enrolment, t.stands);
    show(t.enrolment, {...t.stands, minutes: t.stands.minutes_missed});
    const place = note(t.enrolment, trame.say('conflict', {
      by: t.stands.by || trame.say('herself'), stands: labelOf(t.enrolment, t.stands.status), at: hour(t.stands.at), meant: labelOf(t.enrolment, t.meant.status),
    }), 'trouble');
    const choices = document.createElement('span');
    choices.className = 'actions';
    choices.append(
      button(trame.say('theirs', {stands: labelOf(t.enrolment, t.stands.status)}), () => {
        trame.store.write('troubles', trame.store.read('troubles').filter((other) => !trame.sameLine(other, t)));
        note(t.enrolment, '', '');
      }),
      button(trame.say('ours', {meant: labelOf(t.enrolment, t.meant.status)}), () => {
        show(t.enrolment, t.meant);
        keep(t.enrolment);
      }));
    place.append(choices);
    count();
  };

  const announce = () => {
    const waiting = trame.mine().length;
    state.hidden = false;
    if (waiting === 0) {
      state.className = 'sheet-sync done';
      state.textContent = trame.say('all-saved');
      return;
    }
    state.className = 'sheet-sync todo';
    state.textContent = trame.say(waiting === 1 ? 'one' : 'many', {n: waiting}) + trame.say('because-' + trame.state());
    if (trame.state() === 'signin') {
      const link = document.createElement('a');
      link.href = '/connexion?next=' + encodeURIComponent(location.pathname);
      link.textContent = trame.say('sign-in');
      state.append(' ', link);
    }
  };

  trame.listen((what, detail) => {
    announce();
    const about = detail?.mark ?? detail;
    if (about?.meeting !== meeting || !rowOf(about.enrolment)) return;
    if (what === 'trouble') trouble(detail);
    if (what === 'saved') {
      know(about.enrolment, detail.answer);
      if (!trame.mine().some((mark) => trame.sameLine(mark, about))) {
        field('was', about.enrolment).value = asTyped(about.enrolment);
        note(about.enrolment, trame.say('saved'), 'done');
      }
      count();
    }
  });

  form.addEventListener('change', (event) => {
    const row = event.target.closest('.sheet-row');
    if (row) keep(row.id.slice(2));
  });

  form.addEventListener('submit', async (event) => {
    if (form.dataset.sure) return;
    event.preventDefault();
    const pressed = event.submitter;
    if (pressed?.formAction.endsWith('/tous')) ids.filter((id) => !statusOf(id) && !rowOf(id).hasAttribute('data-apart')).forEach((id) => {
      show(id, {status: 'present'});
      keep(id);
    });
    await trame.flush();
    const more = pressed?.hasAttribute('formaction') && !pressed.formAction.endsWith('/tous');
    if (!more) return;
    if (trame.mine().length > 0) {
      state.textContent = trame.say('needs-network');
      return;
    }
    form.dataset.sure = 'yes';
    setTimeout(() => form.requestSubmit(pressed)); // not while the first submission is still being told
  });

  // remember puts this page, and what it is drawn with, where the worker finds
  // it; the sheets opened before go, unless marks of theirs wait.
  const remember = async (signal) => {
    const page = await fetch(location.pathname, {signal});
    if (!page.ok || page.redirected) return;
    const cache = await caches.open(trame.cacheName);
    const parts = [...document.querySelectorAll('link[rel="stylesheet"], link[rel="icon"], script[src]')].map((part) => part.href || part.src);
    const waiting = trame.mine().map((mark) => '/seances/' + mark.meeting + '/presences');
    for (const old of await cache.keys()) {
      const path = new URL(old.url).pathname;
      if (!parts.includes(old.url) && path !== location.pathname && !waiting.includes(path)) await cache.delete(old);
    }
    await cache.put(location.pathname, page);
    await cache.addAll(parts.map((part) => new Request(part, {signal})));
  };

  const start = () => {
    form.classList.add('live');
    for (const line of trame.store.read('known')) {
      if (line.meeting !== meeting || !rowOf(line.enrolment) || line.version <= Number(field('version', line.enrolment).value)) continue;
      show(line.enrolment, line);
      field('version', line.enrolment).value = line.version;
      field('was', line.enrolment).value = asTyped(line.enrolment);
    }
    for (const mark of trame.mine()) {
      if (mark.meeting !== meeting || !rowOf(mark.enrolment)) continue;
      show(mark.enrolment, mark);
      note(mark.enrolment, trame.say('waiting'), 'todo');
    }
    for (const t of trame.store.read('troubles')) if (t.meeting === meeting && t.agent === trame.agent && rowOf(t.enrolment)) trouble(t);
    count();
    announce();
    if (!('serviceWorker' in navigator)) return;
    trame.remembers(async (signal) => {
      await navigator.serviceWorker.register('/seances/hors-ligne.js', {scope: '/seances/'});
      await remember(signal);
    });
  };
  start();
})();
