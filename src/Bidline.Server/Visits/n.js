// Bidline's number script. It has one number of a pool lent to this visitor and shows it wherever the page shows its own:
// <script async src="https://calls.example.com/n.js" data-pool="site-a" data-number="+18005550100"></script>
// How it is used is in docs/how-to/put-numbers-on-a-page.md. Lines that begin with // are not sent.
(() => {
"use strict";
const script = document.currentScript;
if (!script || window.bidline) return;
const data = script.dataset, pool = data.pool, home = new URL(script.src).origin, key = "bidline:" + pool;
const SKIP = new Set("SCRIPT STYLE NOSCRIPT TEXTAREA INPUT SELECT TEMPLATE IFRAME".split(" "));
const GAP = "[\\s().\\-\\u00a0\\u2010-\\u2015/]{0,4}";
const PHONE = /\+?\(?\d[\d\s().\-\u00a0\u2010-\u2015\/]{5,18}\d/;

// What is shown now, what the page may call its own number, and what was changed.
let lease = null, shown = null, why = "waiting", asking = null, beat = 0, timer = 0, active = true, kept = null;
let tags = {}, first = 0, search = [];
const own = (data.number || "").split(",").map(digits).filter(Boolean), before = new Map(), heard = {};

function digits(text) { return (text || "").replace(/\D/g, ""); }

// Where storage is forbidden the visit lasts as long as the page.
function load() {
  try { return JSON.parse(localStorage.getItem(key)) || kept; } catch { return kept; }
}
function save(value) {
  kept = value;
  try { value ? localStorage.setItem(key, JSON.stringify(value)) : localStorage.removeItem(key); } catch { }
}

// A pattern for each number that the page may show: "8005550100" in any dress, with or without its country.
function patterns(numbers) {
  return [...new Set(numbers)].map(n => {
    const local = n.length === 11 && n[0] === "1" ? n.slice(1) : n;
    const country = local === n ? "\\+?" : "(?:\\+?1" + GAP + ")?\\(?";
    return new RegExp("(^|[^\\d+])(" + country + local.split("").join(GAP) + ")(?!\\d)", "g");
  });
}

// The new number in the dress of the old one, digit by digit, so that nothing moves.
function dress(old, number) {
  const had = digits(old), has = digits(number.e164);
  const fits = had.length === has.length || (has.length === 11 && has[0] === "1" && had.length === 10);
  if (!fits) return number.display;
  let at = has.length - had.length;
  return old.replace(/\d/g, () => has[at++]);
}

function swapText(node, isMarked) {
  const text = node.nodeValue;
  let next = text;
  if (isMarked) next = text.replace(PHONE, old => dress(old, shown));
  else for (const one of search) next = next.replace(one, (all, lead, old) => lead + dress(old, shown));
  if (next === text) return;
  remember(node, "text", text);
  node.nodeValue = next;
}

function swapAttribute(element, name, isMarked) {
  const value = element.getAttribute(name);
  if (!value) return;
  let next = value;
  if (name === "href") {
    const link = /^(tel|sms):([^?;]*)(.*)$/i.exec(value);
    if (!link || !(isMarked || own.includes(norm(link[2])) || was(norm(link[2])))) return;
    next = link[1] + ":" + shown.e164 + link[3];
  } else for (const one of search) next = next.replace(one, (all, lead, old) => lead + dress(old, shown));
  if (next === value) return;
  remember(element, name, value);
  element.setAttribute(name, next);
}

// "8005550100" of a link means the same as "+18005550100".
function norm(text) {
  const d = digits(text);
  return d.length === 10 && own.some(n => n === "1" + d) ? "1" + d : d;
}
const past = new Set();
function was(n) { return past.has(n); }

function remember(node, what, value) {
  if (!first) first = performance.now();
  const key = before.get(node) || {};
  if (!(what in key)) key[what] = value;
  if (before.size < 2000 || before.has(node)) before.set(node, key);
}

function isOff(element) {
  return !element || element.closest("[data-bidline-ignore],[contenteditable]:not([contenteditable=false]),#bidline-debug");
}
function markOf(element) {
  const mark = element && element.closest("[data-bidline]");
  return mark && (!mark.dataset.bidline || mark.dataset.bidline === pool) ? mark : null;
}

// Marks come before links, and links before text: each is looked at once.
function swap(root) {
  if (!shown || !root) return;
  if (root.nodeType === 3) {
    const parent = root.parentElement;
    if (!SKIP.has(parent ? parent.tagName : "SCRIPT") && !isOff(parent)) swapText(root, !!markOf(parent));
    return;
  }
  if (root.nodeType !== 1 && root.nodeType !== 9 && root.nodeType !== 11) return;
  const elements = root.querySelectorAll("[data-bidline],a[href],[aria-label],[title]");
  for (const element of root.nodeType === 1 ? [root, ...elements] : elements) {
    if (isOff(element)) continue;
    const mark = !!markOf(element);
    for (const name of ["href", "aria-label", "title"]) swapAttribute(element, name, mark);
  }
  const walk = document.createTreeWalker(root, 4);
  for (let node; (node = walk.nextNode());) {
    const parent = node.parentElement;
    if (!parent || SKIP.has(parent.tagName) || !/\d/.test(node.nodeValue) || isOff(parent)) continue;
    swapText(node, !!markOf(parent));
  }
}

function show(number, isFallback) {
  if (shown) past.add(digits(shown.e164));
  shown = number;
  search = patterns([...own, ...past].filter(n => n !== digits(number.e164)));
  if (document.body) swap(document.body);
  watch();
  tell(isFallback ? "fallback" : "number", { ...number, expires_at: lease && lease.until });
  if (overlay) debug();
}

// What comes later: a little after it came, all at once.
let late = [], observer = null, waits = 0;
function watch() {
  if (observer) return;
  observer = new MutationObserver(changes => {
    for (const change of changes) {
      if (change.type === "childList") late.push(...change.addedNodes);
      else late.push(change.target);
    }
    if (late.length && !waits) waits = setTimeout(flush, 16);
  });
  observer.observe(document.documentElement, {
    subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ["href"] });
}
function flush() {
  const nodes = late;
  (late = []), (waits = 0);
  if (nodes.length > 500) return swap(document.body);
  for (const node of nodes) if (node.isConnected) swap(node);
}

function post(what, body) {
  const stop = new AbortController(), late = setTimeout(() => stop.abort(), 8000);
  return fetch(home + "/n/" + pool + "/" + what, {
    method: "POST", body: JSON.stringify(body), credentials: "omit", referrerPolicy: "no-referrer", signal: stop.signal, keepalive: true
  }).finally(() => clearTimeout(late));
}

function ask(isAgain) {
  const known = load();
  return post("leases", {
    ticket: known && known.ticket, url: location.href.slice(0, 4000), referrer: document.referrer.slice(0, 2000), tags, area: data.area
  }).then(response => response.json().then(answer => {
    // The server knows this ticket no more, as after its data was moved: begin anew, once.
    if (response.status === 403 && known && !isAgain) { save(null); return ask(true); }
    return answer;
  }));
}

function begin() {
  if (asking) return asking;
  const known = load();
  if (!shown && known && known.e164 && Date.parse(known.until) > Date.now() + 5000) {
    lease = known;
    show(known, false);
  }
  return (asking = ask().then(take, error => {
    why = "the request did not get through: " + error;
    asking = null;
    if (overlay) debug();
    return current();
  }));
}

function take(answer) {
  why = answer.text || "";
  asking = null;
  if (answer.fallback) {
    lease = null;
    if (answer.ticket) save({ ticket: answer.ticket });
    if (answer.number) show({ e164: answer.number, display: answer.display }, true);
    else { restore(); tell("fallback", null); }
  } else {
    lease = { ticket: answer.ticket, e164: answer.number, display: answer.display, until: answer.until };
    save(lease);
    if (!shown || shown.e164 !== answer.number) show({ e164: answer.number, display: answer.display }, false);
    every(answer.renew_seconds);
  }
  return current();
}

// The page as it was: a number that may be somebody else's soon is not left on it.
function restore() {
  shown = null;
  if (observer) observer.disconnect(), (observer = null);
  for (const [node, was] of before) for (const what in was)
    what === "text" ? (node.nodeValue = was[what]) : node.setAttribute(what, was[what]);
  before.clear();
}

function current() {
  return shown ? { e164: shown.e164, display: shown.display, expires_at: lease && lease.until, fallback: !lease } : null;
}

// Signs of life, while somebody looks.
function every(seconds) {
  clearInterval(timer);
  timer = setInterval(live, (beat = seconds) * 1000);
}
function live(more) {
  if (!lease || (!more && document.visibilityState !== "visible")) return Promise.resolve(current());
  const body = { ticket: lease.ticket, active, tags: more };
  active = false;
  return post("renewals", body).then(response => response.ok ? response.json().then(take) : (lease = null, begin()))
    .catch(() => current());
}
for (const event of ["pointerdown", "keydown", "scroll"])
  addEventListener(event, () => { active = true; }, { passive: true, capture: true });
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible" && lease) { active = true; live(); }
});

function tell(name, detail) {
  for (const listener of heard[name] || []) try { listener(detail); } catch { }
  document.dispatchEvent(new CustomEvent("bidline:" + name, { detail }));
}

// Shows what was found, and what was not changed and why. Plain nodes: a strict page forbids anything else.
let overlay = null;
function debug() {
  if (overlay) overlay.remove();
  overlay = document.createElement("div");
  overlay.id = "bidline-debug";
  Object.assign(overlay.style, {
    position: "fixed", right: "8px", bottom: "8px", zIndex: 2147483647, maxWidth: "32em", maxHeight: "60vh", overflow: "auto",
    background: "#10151c", color: "#eef2f7", font: "12px/1.5 monospace", padding: "12px", whiteSpace: "pre-wrap" });
  const lines = ["Bidline, pool " + pool,
    shown ? (lease ? "lent: " : "fallback: ") + shown.e164 + (lease ? " until " + lease.until : "") : "no number",
    why && "why: " + why, first ? "first change " + Math.round(first) + " ms after the page began" : "nothing was changed", "", "changed:"];
  for (const [node, was] of before) {
    if (!node.isConnected) continue;
    for (const what in was) lines.push("  " + what + " " + was[what].trim() + " -> " + (what === "text" ? node.nodeValue.trim() : node.getAttribute(what)));
  }
  lines.push("", "left alone:");
  for (const link of document.querySelectorAll("a[href^='tel:']"))
    if (!before.has(link) && (!shown || link.getAttribute("href") !== "tel:" + shown.e164))
      lines.push("  " + link.getAttribute("href") + ": " + (isOff(link) ? "data-bidline-ignore" : "not the page's number, and not marked"));
  overlay.textContent = lines.filter(line => line != null && line !== false).join("\n");
  document.body.append(overlay);
}

const mayNot = () => data.dnt === "respect" && (navigator.doNotTrack === "1" || navigator.globalPrivacyControl);
let start, ready = new Promise(done => { start = done; });
function go() {
  if (mayNot()) { why = "the browser asks not to be tracked"; return start(null); }
  start(begin());
}

window.bidline = {
  ready: () => ready,
  number: () => ready.then(current),
  on(name, listener) { (heard[name] ||= []).push(listener); return window.bidline; },
  tag(more) { Object.assign(tags, more); return lease ? live(more) : Promise.resolve(current()); },
  consent(given) {
    if (given) { if (given !== true) Object.assign(tags, given); go(); }
    else window.bidline.release().then(() => save(null));
    return ready;
  },
  refresh() { lease = null; return begin(); },
  release() {
    clearInterval(timer);
    const ticket = lease && lease.ticket;
    (lease = null), (why = "given back");
    restore();
    save(ticket ? { ticket } : null);
    return ticket ? post("releases", { ticket }).catch(() => { }) : Promise.resolve();
  },
  debug
};
try { tags = JSON.parse(data.tags || "{}"); } catch { }
document.dispatchEvent(new CustomEvent("bidline:loaded"));
if (data.consent === "wait") why = "waiting for consent"; else go();
document.addEventListener("DOMContentLoaded", () => {
  swap(document.body);
  if (/[?&]bidline_debug=1/.test(location.search)) debug();
});
if (document.readyState !== "loading" && /[?&]bidline_debug=1/.test(location.search)) debug();
})();
