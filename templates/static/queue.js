// Marks of attendance that were made without network wait here, on the tablet,
// until they are sent: ids and marks, never a name. Every office page loads this,
// so that what waits leaves from whichever page comes first, and nothing stays
// behind when somebody signs out.
'use strict';

const trame = (() => {
  const agent = document.body.dataset.agent;
  const words = document.getElementById('mots');
  const store = {
    read: (name) => JSON.parse(localStorage.getItem('trame.' + name) || '[]'),
    write: (name, list) => localStorage.setItem('trame.' + name, JSON.stringify(list)),
  };
  const listeners = [];
  let sending = null; // the sending that is under way
  let state = 'idle'; // idle, sending, offline, signin
  let timer = 0;
  let patience = 2000; // before the next try, in milliseconds

  const say = (name, values = {}) => words.content.querySelector('[data-word="' + name + '"]').textContent
    .replace(/\{(\w+)\}/g, (_, key) => values[key]);

  const mine = () => store.read('queue').filter((mark) => mark.agent === agent);

  // changeQueue edits what waits in one go: two pages may be open.
  const changeQueue = (edit) => store.write('queue', edit(store.read('queue')));

  const tell = (what, detail) => listeners.forEach((listener) => listener(what, detail));

  const enter = (next) => {
    state = next;
    tell('state', state);
  };

  const newKey = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');

  // keep puts a mark in the queue. One that was never tried gives way to the
  // next of its person; one that was tried may have arrived, and stays before it.
  const keep = (mark) => {
    changeQueue((queue) => queue
      .filter((other) => other.tried || other.meeting !== mark.meeting || other.enrolment !== mark.enrolment || other.agent !== agent)
      .concat({...mark, agent, key: newKey(), tried: false}));
    flush();
  };

  const send = (mark) => fetch('/api/v1/meetings/' + mark.meeting + '/marks/' + mark.key, {
    method: 'PUT', headers: {'Content-Type': 'application/json'}, signal: AbortSignal.timeout(15000),
    body: JSON.stringify({
      enrolment: mark.enrolment, status: mark.status, reason: mark.reason, minutes_missed: mark.minutes, version: mark.version,
    }),
  });

  const sameLine = (a, b) => a.meeting === b.meeting && a.enrolment === b.enrolment && a.agent === b.agent;

  // settle takes what the server answered; false keeps the mark for later.
  const settle = async (mark, response) => {
    if (response.status === 401) {
      await forgetPages();
      enter('signin');
      return false;
    }
    if (response.status === 429 || response.status >= 500) {
      enter('offline');
      return false;
    }
    const answer = await response.json();
    if (response.ok && answer.outcome === 'saved') {
      changeQueue((queue) => queue.filter((other) => other.key !== mark.key)
        .map((other) => sameLine(other, mark) ? {...other, version: answer.version} : other));
      tell('saved', {mark, answer});
      return true;
    }
    // Somebody else marked her, or the sheet takes no mark any more: nothing is
    // overwritten, and the last thing meant here is shown beside what stands.
    const last = store.read('queue').filter((other) => sameLine(other, mark)).pop();
    changeQueue((queue) => queue.filter((other) => !sameLine(other, mark)));
    const trouble = {
      meeting: mark.meeting, enrolment: mark.enrolment, agent, meant: {status: last.status, reason: last.reason, minutes: last.minutes},
      ...(response.ok ? {stands: answer} : {refusal: answer.errors?.[0]?.title || answer.title}),
    };
    store.write('troubles', store.read('troubles').filter((other) => !sameLine(other, mark)).concat(trouble));
    tell('trouble', trouble);
    return true;
  };

  // flush sends all that waits, once at a time.
  const flush = () => {
    sending ??= sendAll().finally(() => { sending = null; });
    return sending;
  };

  const sendAll = async () => {
    clearTimeout(timer);
    try {
      for (let mark = mine()[0]; mark; mark = mine()[0]) {
        enter('sending');
        changeQueue((queue) => queue.map((other) => other.key === mark.key ? {...other, tried: true} : other));
        if (!await settle(mark, await send(mark))) break;
        patience = 2000;
      }
      if (mine().length === 0) enter('idle');
    } catch {
      enter('offline');
    }
    if (mine().length > 0) {
      timer = setTimeout(flush, patience);
      patience = Math.min(patience * 2, 30000);
    }
  };

  const cacheName = 'trame-seances';
  const forgetPages = async () => {
    if ('caches' in window) await caches.delete(cacheName);
    localStorage.removeItem('trame.known');
  };

  // remembers runs what keeps pages on the tablet, unless somebody is leaving;
  // it heeds the signal, so that it puts nothing back once all is forgotten.
  const leaving = new AbortController();
  let keeping = Promise.resolve();
  const remembers = (work) => {
    if (!leaving.signal.aborted) keeping = work(leaving.signal).catch(() => {});
  };

  // forget leaves nothing on the tablet: signing out does, whoever was here.
  const forget = async () => {
    leaving.abort();
    await keeping;
    await forgetPages();
    for (const name of ['queue', 'troubles', 'known', 'agent']) localStorage.removeItem('trame.' + name);
    for (const worker of await navigator.serviceWorker?.getRegistrations() ?? []) await worker.unregister();
  };

  const leave = async (event) => {
    const form = event.target;
    if (!form.matches('form[action="/deconnexion"], form[data-signs-out]')) return;
    event.preventDefault();
    await flush();
    const left = mine().length;
    if (left > 0 && !window.confirm(say('leaving', {n: left}))) return;
    await forget();
    form.submit();
  };

  const start = async () => {
    if (localStorage.getItem('trame.agent') !== agent) await forgetPages(); // another agent's names
    localStorage.setItem('trame.agent', agent);
    document.addEventListener('submit', leave);
    window.addEventListener('online', flush);
    document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && flush());
    flush();
  };

  return {agent, store, say, mine, keep, flush, start, remembers, cacheName, sameLine, listen: (f) => listeners.push(f), state: () => state};
})();

// What waits is said on every page; the sheet says it at its own place.
(() => {
  const notice = document.getElementById('envois');
  if (!notice) return;
  trame.listen(() => {
    const waiting = trame.mine();
    notice.hidden = waiting.length === 0;
    if (waiting.length === 0) return;
    const link = notice.querySelector('a');
    link.href = '/seances/' + waiting[0].meeting + '/presences';
    link.textContent = trame.say(waiting.length === 1 ? 'one' : 'many', {n: waiting.length});
  });
})();
trame.start();
