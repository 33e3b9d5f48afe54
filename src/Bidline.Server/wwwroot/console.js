// What the console does in the browser by itself: theme, drawer, keys, ticking clocks. Charts are in chart.js.
(() => {
  const root = document.documentElement;
  const one = (selector, within = document) => within.querySelector(selector);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];

  // ---- Buttons that need no word from the server
  const acts = {
    theme: () => window.bidlineTheme.flip(),
    drawer: () => root.toggleAttribute('data-drawer'),
    rail: () => {
      const narrow = root.dataset.nav !== 'narrow';
      if (narrow) root.dataset.nav = 'narrow'; else delete root.dataset.nav;
      localStorage.setItem('bidline.nav', narrow ? 'narrow' : 'wide');
      dispatchEvent(new Event('resize'));
    },
    keys: () => {
      const dialog = one('#keys');
      if (!dialog) return;
      if (dialog.open) return dialog.close();
      one('[data-act=letters]', dialog).checked = lettersAreOff();
      dialog.showModal();
    },
    fold: (button) => button.closest('form').toggleAttribute('data-open'),
    letters: (box) => localStorage.setItem('bidline.letters', box.checked ? 'off' : 'on'),
    skip: (_, event) => { event.preventDefault(); one('#content').focus(); },
    reload: (_, event) => { event.preventDefault(); location.reload(); },
  };
  const lettersAreOff = () => localStorage.getItem('bidline.letters') === 'off';

  document.addEventListener('click', (event) => {
    const target = event.target.closest?.('[data-act]');
    if (target) acts[target.dataset.act]?.(target, event);
    for (const menu of all('details.menu[open]')) if (!menu.contains(event.target)) menu.open = false;
    if (event.target.closest?.('.rail a')) root.removeAttribute('data-drawer');
    if (event.target.id === 'keys') event.target.close();
  });

  // ---- Keys
  let first = '';
  let firstAt = 0;
  const isTyping = (element) => element?.matches?.('input, textarea, select, [contenteditable]');

  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') {
      root.removeAttribute('data-drawer');
      for (const menu of all('details.menu[open]')) menu.open = false;
      if (isTyping(event.target)) event.target.blur();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || lettersAreOff()) return;
    const chord = first && event.timeStamp - firstAt < 1200 ? `${first} ${event.key}` : event.key;
    first = event.key === 'g' && chord === 'g' ? 'g' : '';
    firstAt = event.timeStamp;
    if (chord === '?') return acts.keys();
    if (one('#keys')?.open) return;
    if (chord === 'j' || chord === 'k') return step(chord === 'j' ? 1 : -1, event);
    const target = one(`[data-key="${CSS.escape(chord)}"]`);
    if (!target) return;
    event.preventDefault();
    if (isTyping(target)) { target.focus(); target.select(); } else target.click();
  });

  // Rows of a list are links: j and k move the focus, Enter is the link's own.
  function step(by, event) {
    const rows = all('[data-row]');
    if (rows.length === 0) return;
    event.preventDefault();
    const at = rows.indexOf(document.activeElement);
    const next = rows[Math.min(rows.length - 1, Math.max(0, at < 0 ? (by > 0 ? 0 : rows.length - 1) : at + by))];
    next.focus();
    next.scrollIntoView({ block: 'nearest' });
  }

  // ---- Clocks that tick here, so that the server need not send a second hand around
  const skew = Number(root.dataset.now) - Date.now();
  const two = (number) => String(number).padStart(2, '0');
  const clock = (seconds) => {
    const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, Math.floor(seconds) % 60];
    return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
  };
  function tick() {
    const now = Date.now() + skew;
    for (const it of all('[data-since]')) {
      const seconds = Math.max(0, (now - Number(it.dataset.since)) / 1000);
      const needed = Number(it.dataset.needed);
      if (it.dataset.bar !== undefined) {
        it.style.width = `${Math.min(100, needed > 0 ? 100 * seconds / needed : 100)}%`;
        it.classList.toggle('full', seconds >= needed);
        continue;
      }
      const text = it.dataset.needed !== undefined ? `${Math.floor(Math.min(seconds, needed))}/${needed} s` : clock(seconds);
      if (it.textContent !== text) it.textContent = text;
    }
  }
  // How long something still holds; then it says that it is over.
  function countDown() {
    const now = Date.now() + skew;
    for (const it of all('[data-until]')) {
      const left = (Number(it.dataset.until) - now) / 1000;
      it.toggleAttribute('data-over', left <= 0);
      const text = left > 0 ? clock(Math.ceil(left)) : 'no more: it is over';
      if (it.textContent !== text) it.textContent = text;
    }
  }
  setInterval(tick, 250);
  setInterval(countDown, 250);
  // What the server has just drawn ticks at once.
  let waiting = false;
  const soon = () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => { waiting = false; tick(); });
  };
  document.addEventListener('DOMContentLoaded', () => {
    tick();
    new MutationObserver(soon).observe(document.body, { childList: true, subtree: true });
  });

  addEventListener('scroll', () => root.toggleAttribute('data-scrolled', scrollY > 160), { passive: true });

  // ---- A server that was restarted does not know this page any more
  document.addEventListener('DOMContentLoaded', () => {
    one('#components-reconnect-modal')?.addEventListener('components-reconnect-state-changed', (event) => {
      if (event.detail?.state === 'rejected') location.reload();
    });
  });
})();
