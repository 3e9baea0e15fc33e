// Live without reload: the page is fetched again when the stream tells of a change, and with each poll; what differs is
// changed in place, by id. Focus, open disclosures and curves stay.
const interval = Number(document.body.dataset.interval);
const SAY_EVERY = 10_000;
const LIVE_WITHOUT_BEAT = 16_000;

let changed = () => {};
let fetching = false;
let again = false;
let fetched = Date.now();
let heard = Date.now();
let lost = 0;
let said = 0;
let toSay = [];

export function start(hooks) {
  changed = hooks.changed;
  stream();
  standing();
  setInterval(tick, 1000);
  document.addEventListener("submit", (e) => {
    if (!e.target.closest("[data-fault]")) return;
    e.preventDefault();
    setFault(e.target, e.submitter);
  });
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && load());
}

function stream() {
  const events = new EventSource("/api/v1/events");
  events.onopen = alive;
  events.addEventListener("beat", alive);
  events.addEventListener("state", (e) => {
    alive();
    note(JSON.parse(e.data));
    load();
  });
  events.onerror = () => {
    // A refused stream (logged out, too many) is closed for good by the browser: ask again, slowly.
    if (events.readyState === EventSource.CLOSED) setTimeout(stream, 5000);
  };
}

function alive() {
  heard = Date.now();
}

// ---- what the page says of itself ----

const WORDS = ["OK", "warning", "critical", "unknown"];

function note(change) {
  if (change.to === null || change.from === change.to) return;
  toSay.push(`${change.machine}: ${WORDS[change.to]}`);
}

function say() {
  if (toSay.length === 0 || Date.now() - said < SAY_EVERY) return;
  const counts = new Map();
  toSay.forEach((s) => counts.set(s, (counts.get(s) ?? 0) + 1));
  const parts = [...counts].map(([s, n]) => (n > 1 ? `${s} (${n} services)` : s));
  document.getElementById("said").textContent = parts.slice(0, 4).join("; ");
  toSay = [];
  said = Date.now();
}

function tick() {
  ages();
  say();
  const fresh = Date.now() - heard < LIVE_WITHOUT_BEAT;
  if (!fresh && !lost) lost = heard;
  if (fresh) lost = 0;
  standing();
  if (document.visibilityState === "visible" && Date.now() - fetched >= interval) load();
}

function standing() {
  const live = document.getElementById("live");
  const word = document.getElementById("live-word");
  if (!live || !word) return;
  const since = new Date(lost).toISOString().slice(11, 19);
  live.classList.toggle("off", !!lost);
  const text = lost ? `not live since ${since}, last report` : live.querySelector("time") ? "live," : "live, no report yet";
  if (word.textContent !== text) word.textContent = text;
  document.body.classList.toggle("lost", !!lost && Date.now() - lost > 2 * interval);
  const bar = document.getElementById("offline");
  if (bar.hidden === !!lost) {
    bar.hidden = !lost;
    bar.textContent = lost
      ? `Not live: no connection to the monitor since ${since} UTC. The page tries again by itself; what stands below is from then.`
      : "";
  }
}

function ages() {
  const now = Date.now();
  for (const t of document.querySelectorAll("time[data-age]")) {
    const text = age((now - Date.parse(t.dateTime)) / 1000) + t.dataset.age;
    if (t.textContent !== text) t.textContent = text;
  }
}

function age(seconds) {
  const s = Math.max(0, Math.floor(seconds));
  const two = (a, u, b, v) => (b ? `${a} ${u} ${b} ${v}` : `${a} ${u}`);
  if (s < 60) return `${s} s`;
  if (s < 3600) return two(Math.floor(s / 60), "min", s < 600 ? s % 60 : 0, "s");
  if (s < 86400) return two(Math.floor(s / 3600), "h", Math.floor((s % 3600) / 60), "min");
  return two(Math.floor(s / 86400), "d", Math.floor((s % 86400) / 3600), "h");
}

// ---- fetch and change in place ----

export async function load() {
  if (fetching) {
    again = true;
    return;
  }
  fetching = true;
  fetched = Date.now();
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    if (answer.redirected && new URL(answer.url).pathname === "/login") {
      location.href = "/login?next=" + encodeURIComponent(location.pathname + location.search);
      return;
    }
    if (answer.ok) {
      alive();
      adopt(new DOMParser().parseFromString(await answer.text(), "text/html"));
    }
  } catch {
    // The old content stays; the top bar says since when.
  } finally {
    fetching = false;
    if (again) {
      again = false;
      setTimeout(load, 250);
    }
  }
}

function adopt(next) {
  document.title = next.title;
  const icon = document.getElementById("icon");
  const newIcon = next.getElementById("icon");
  if (newIcon && icon.href !== newIcon.href) icon.href = newIcon.href;
  for (const id of ["top", "main"]) {
    const from = document.getElementById(id);
    const to = next.getElementById(id);
    if (from && to) morph(from, to);
  }
  standing();
  ages();
  changed();
}

const same = (a, b) => a.nodeType === b.nodeType && a.nodeName === b.nodeName && (a.id || "") === (b.id || "");

function morph(from, to) {
  if (from.dataset?.keep !== undefined || from.isEqualNode(to)) return;
  attributes(from, to);
  if (from.matches("input, select, textarea, time[data-age]")) return;
  // A table that somebody is in keeps its order; rows move when nobody looks.
  const still = from.nodeName === "TBODY" && (from.matches(":hover") || from.contains(document.activeElement));
  children(from, to, still);
}

function children(from, to, still) {
  const kept = new Map();
  for (const child of from.children) if (child.id) kept.set(child.id, child);
  let at = from.firstChild;
  for (const wanted of [...to.childNodes]) {
    const known = wanted.id ? kept.get(wanted.id) : undefined;
    if (known) {
      if (known === at) at = at.nextSibling;
      else if (!still) from.insertBefore(known, at);
      update(known, wanted);
      kept.delete(wanted.id);
    } else if (at && !wanted.id && !at.id && same(at, wanted)) {
      const old = at;
      at = at.nextSibling;
      update(old, wanted);
    } else {
      from.insertBefore(document.importNode(wanted, true), at);
    }
  }
  if (still) {
    const ids = new Set([...to.children].map((c) => c.id));
    for (const child of [...from.children]) if (!ids.has(child.id)) child.remove();
    return;
  }
  while (at) {
    const gone = at;
    at = at.nextSibling;
    gone.remove();
  }
}

function update(from, to) {
  if (from.nodeType !== Node.ELEMENT_NODE) {
    if (from.nodeValue !== to.nodeValue) from.nodeValue = to.nodeValue;
    return;
  }
  const before = from.dataset.state;
  morph(from, to);
  if (from.nodeName === "TR" && before !== undefined && before !== from.dataset.state) {
    from.classList.add("changed");
    setTimeout(() => from.classList.remove("changed"), 1700);
  }
}

const OWN = new Set(["open", "aria-pressed", "tabindex"]);

function attributes(from, to) {
  for (const { name, value } of [...to.attributes]) {
    if (!OWN.has(name) && from.getAttribute(name) !== value) from.setAttribute(name, value);
  }
  for (const { name } of [...from.attributes]) {
    if (!OWN.has(name) && !to.hasAttribute(name)) from.removeAttribute(name);
  }
}

// ---- the fault panel ----

const busy = new Set();

function order(form, button) {
  const said = {};
  if (button?.name) said[button.name] = button.value;
  for (const field of form.elements) {
    if (!field.name || field.type === "submit") continue;
    said[field.name] = field.type === "number" ? Number(field.value) : field.type === "checkbox" ? field.checked : field.value.trim();
  }
  return said;
}

async function setFault(form, button) {
  const { fault } = form.closest("[data-fault]").dataset;
  const failed = document.getElementById("fault-failed");
  // Not `disabled`: that would take the focus away.
  if (busy.has(fault)) return;
  busy.add(fault);
  try {
    const answer = await fetch("/api/v1/faults/" + encodeURIComponent(fault), {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(order(form, button)),
    });
    if (!answer.ok) throw new Error((await answer.json()).error);
    failed.hidden = true;
  } catch (e) {
    failed.textContent = `The fault could not be set: ${e.message}`;
    failed.hidden = false;
  } finally {
    busy.delete(fault);
    load();
  }
}
