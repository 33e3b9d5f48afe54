// The call page's keys, copying, and the cursor that reads the time. Nothing here knows what a call is.
let listening = null;

const said = text => {
  const line = document.getElementById('call-said');
  if (line) line.textContent = text;
};

export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Without TLS and off this machine a browser has no clipboard for pages; the old way still works.
    const box = document.createElement('textarea');
    box.value = text;
    box.style.position = 'fixed';
    document.body.append(box);
    box.select();
    const done = document.execCommand('copy');
    box.remove();
    return done;
  }
}

async function copyFrom(button) {
  const from = button.dataset.copyFrom;
  const text = from ? document.getElementById(from).textContent : button.dataset.copy;
  const word = button.textContent;
  const done = await copy(text);
  button.textContent = done ? 'Copied' : 'Copying is not allowed here';
  setTimeout(() => { button.textContent = word; }, 1500);
}

function jump(number) {
  const block = document.getElementById(`block-${number}`);
  if (!block) return;
  block.scrollIntoView({ block: number === '1' ? 'end' : 'start' });
  if (number === '1') window.scrollTo({ top: 0 });
  block.focus({ preventScroll: true });
}

function key(event) {
  const field = event.target.closest?.('input, textarea, select, [contenteditable]');
  if (field || event.ctrlKey || event.metaKey || event.altKey || !document.querySelector('.call')
    || localStorage.getItem('bidline.letters') === 'off') return;
  if (event.key >= '1' && event.key <= '6') jump(event.key);
  else if (event.key === 'j' || event.key === 'k') document.querySelector(`.call-walk [data-key="${event.key}"]`)?.click();
  else if (event.key === 'y') copy(location.origin + location.pathname).then(done => said(done ? 'Link copied' : 'The link could not be copied'));
  else if ((event.key === 'ArrowDown' || event.key === 'ArrowUp') && event.target.matches?.('.tl-row')) {
    const rows = [...document.querySelectorAll('.tl-row')];
    rows[rows.indexOf(event.target) + (event.key === 'ArrowDown' ? 1 : -1)]?.focus();
  } else return;
  event.preventDefault();
}

function click(event) {
  const button = event.target.closest('[data-copy], [data-copy-from]');
  if (button) { copyFrom(button); return; }
  const link = event.target.closest('a[data-block]');
  if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    jump(link.dataset.block);
  }
}

const spell = (ms, fine) => fine ? `${ms.toFixed(ms < 10 ? 1 : 0)} ms`
  : ms < 60000 ? `${(ms / 1000).toFixed(2)} s`
  : `${Math.floor(ms / 60000)}:${String(Math.floor(ms / 1000) % 60).padStart(2, '0')}`;

function cursor(event) {
  const rows = event.target.closest?.('.tl-rows');
  document.querySelectorAll('.tl-cursor').forEach(line => { if (line.parentElement !== rows?.parentElement) line.remove(); });
  const track = rows?.querySelector('.tl-track')?.getBoundingClientRect();
  if (!track || event.clientX < track.left || event.clientX > track.right) {
    document.querySelectorAll('.tl-cursor').forEach(line => line.remove());
    return;
  }
  const percent = 100 * (event.clientX - track.left) / track.width;
  const [from, to, left, width, fine] = rows.dataset.stretches.split(';').map(it => it.split(',').map(Number))
    .filter(it => it[2] <= percent).at(-1) ?? [0, 1, 0, 100, 1];
  const round = rows.parentElement;
  let line = round.querySelector('.tl-cursor');
  if (!line) {
    line = document.createElement('div');
    line.className = 'tl-cursor';
    line.setAttribute('aria-hidden', 'true');
    line.append(document.createElement('span'));
    round.append(line);
  }
  line.style.left = `${event.clientX - round.getBoundingClientRect().left}px`;
  line.firstChild.textContent = spell(from + (to - from) * Math.min(1, (percent - left) / width), fine === 1);
}

export function enter() {
  leave();
  listening = new AbortController();
  const { signal } = listening;
  document.addEventListener('keydown', key, { signal });
  document.addEventListener('click', click, { signal });
  document.addEventListener('mousemove', cursor, { signal, passive: true });
}

export function leave() {
  listening?.abort();
  listening = null;
}
