// The graphs of a service: fetches the series once for all, draws, follows the cursor, zooms, stays live.
import { number } from "./number.js";
import { pastOf } from "./past.js";
import { keyOf, plot } from "./plot.js";

const plots = new Map();
let data;
let picked = new Map();
let loading = false;

const box = () => document.getElementById("graphs");
const figures = () => [...document.querySelectorAll("#graphs figure[data-graph]")];

export async function drawAll() {
  if (!box() || !window.uPlot) return;
  document.addEventListener("click", pick);
  let width = innerWidth;
  addEventListener("resize", () => {
    if (innerWidth !== width) {
      width = innerWidth;
      redraw();
    }
  });
  await refresh();
}

export async function refresh() {
  const at = box();
  if (!at || !window.uPlot || loading) return;
  if (data && at.dataset.live !== "true") return draw();
  loading = true;
  try {
    const query = new URLSearchParams({ from: at.dataset.from, to: at.dataset.to });
    const answer = await fetch(`${at.dataset.series}?${query}`, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(`status ${answer.status}`);
    data = { ...withGaps(await answer.json()), past: pastOf(at.dataset) };
    figures().forEach((f) => f.classList.remove("loading"));
    draw();
  } catch {
    // The old curve stays, paler, until the monitor answers again.
    figures().forEach((f) => f.classList.add("loading"));
  } finally {
    loading = false;
  }
}

// A step without a sample is left out of the answer; a curve needs a null there, or it would bridge the gap.
function withGaps(series) {
  const t = [];
  const from = [];
  series.times.forEach((time, i) => {
    const before = series.times[i - 1];
    if (i > 0 && time - before > gap(series)) {
      t.push(before + series.step);
      from.push(-1);
    }
    t.push(time);
    from.push(i);
  });
  const metrics = {};
  const spread = (values) => from.map((i) => (i < 0 ? null : values[i]));
  for (const [name, v] of Object.entries(series.metrics)) {
    metrics[name] = { min: spread(v.min), max: spread(v.max), mean: spread(v.mean) };
  }
  return {
    t,
    metrics,
    band: series.tier !== "poll",
    from: Date.parse(series.from) / 1000,
    to: Date.parse(series.to) / 1000,
    step: series.step,
  };
}

// Polls come a little early or late: only more than two and a half steps are a gap.
const gap = (series) => series.step * 2.5;

function draw() {
  const seen = new Set();
  for (const figure of figures()) {
    const id = figure.dataset.graph;
    const canvas = figure.querySelector(".canvas");
    seen.add(id);
    const old = plots.get(id);
    if (old && old.canvas === canvas && old.drawn.key === keyOf(figure, data)) {
      old.drawn.set(data);
      continue;
    }
    old?.drawn.u.destroy();
    canvas.querySelector(".nojs")?.remove();
    const drawn = plot(figure, canvas, data, { cursor: legend, zoom });
    keyboard(figure, canvas, drawn.u);
    drawn.show(picked.get(id) ?? new Set());
    plots.set(id, { drawn, canvas });
  }
  for (const [id, { drawn }] of plots) {
    if (!seen.has(id)) {
      drawn.u.destroy();
      plots.delete(id);
    }
  }
}

export function redraw() {
  plots.forEach(({ drawn }) => drawn.u.destroy());
  plots.clear();
  if (data) draw();
}

// ---- the cursor's values stand in the legend, of all graphs at once ----

function legend(figure, rows, idx, bytes) {
  const head = figure.querySelector("thead .at");
  const on = idx !== null && idx !== undefined && data.t[idx] !== undefined;
  const text = on ? clock(data.t[idx]) : "Now";
  if (head.textContent !== text) head.textContent = text;
  for (const { row, name } of rows) {
    const cell = row.querySelector(".cur");
    const values = data.metrics[name]?.mean ?? [];
    cell.textContent = number(on ? values[idx] : values.findLast((v) => v !== null), bytes);
  }
}

function clock(seconds) {
  const iso = new Date(seconds * 1000).toISOString();
  return data.to - data.from > 26 * 3600 ? iso.slice(5, 16).replace("T", " ") : iso.slice(11, data.step < 60 ? 19 : 16);
}

function zoom(from, to) {
  const url = new URL(location.href);
  url.searchParams.set("from", Math.floor(from));
  url.searchParams.set("to", Math.ceil(to));
  location.href = url;
}

// ---- a click on a name isolates its curve, with Ctrl it is added ----

function pick(e) {
  const button = e.target.closest(".pick");
  if (!button) return;
  const figure = button.closest("figure");
  const id = figure.dataset.graph;
  const name = button.closest("tr").dataset.s;
  const before = picked.get(id) ?? new Set();
  const next = e.ctrlKey || e.metaKey ? new Set(before) : new Set();
  if (before.has(name)) next.delete(name);
  else next.add(name);
  picked.set(id, next);
  for (const row of figure.querySelectorAll("tr[data-s]")) {
    const on = next.has(row.dataset.s);
    row.querySelector(".pick").setAttribute("aria-pressed", on);
  }
  plots.get(id)?.drawn.show(next);
}

// ---- keyboard: arrows a point, Shift ten, Home and End ----

function keyboard(figure, canvas, u) {
  canvas.tabIndex = 0;
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", `${figure.getAttribute("aria-label")} as curves; the table that follows has the values`);
  canvas.onkeydown = (e) => {
    const last = data.t.length - 1;
    const at = u.cursor.idx ?? last;
    const step = e.shiftKey ? 10 : 1;
    const to = { ArrowLeft: at - step, ArrowRight: at + step, Home: 0, End: last }[e.key];
    if (to === undefined) return;
    e.preventDefault();
    const x = data.t[Math.max(0, Math.min(last, to))];
    plots.forEach(({ drawn }) => drawn.u.setCursor({ left: drawn.u.valToPos(x, "x"), top: 10 }));
  };
}
