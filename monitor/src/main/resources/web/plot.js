// One graph on a canvas, made from what its figure says: which series, which side, which levels.
/* global uPlot */
import { number } from "./number.js";
import { drawAcross, drawBehind } from "./past.js";

const FONT = "11px Inter, system-ui, sans-serif";
const colourOf = (el) => getComputedStyle(el).color;

function soft(colour, alpha) {
  return colour.replace("rgb(", "rgba(").replace(")", `, ${alpha})`);
}

export function token(name) {
  const probe = document.createElement("i");
  probe.className = "t-" + name;
  document.body.append(probe);
  const colour = colourOf(probe);
  probe.remove();
  return colour;
}

export function rowsOf(figure) {
  return [...figure.querySelectorAll("tr[data-s]")].map((row) => ({
    row,
    name: row.dataset.s,
    sign: Number(row.dataset.sign),
    area: row.dataset.area === "true",
    on: row.dataset.on,
    alarm: row.dataset.alarm === "true",
    warn: row.dataset.warn === "" ? null : Number(row.dataset.warn),
    crit: row.dataset.crit === "" ? null : Number(row.dataset.crit),
    colour: colourOf(row.querySelector(".key")),
  }));
}

// The curve, and behind it a band from minimum to maximum where a step is more than one sample.
export function columns(rows, data) {
  const out = [data.t];
  for (const { name, sign, on } of rows) {
    const v = data.metrics[name];
    const none = data.t.map(() => null);
    const ground = on && rows.some((r) => r.name === on) ? data.metrics[on]?.mean : undefined;
    out.push(v ? v.mean.map((y, i) => (y === null ? null : (y + (ground?.[i] ?? 0)) * sign)) : none);
    if (data.band) {
      const low = v ? v.min.map((y) => (y === null ? null : y * sign)) : none;
      const high = v ? v.max.map((y) => (y === null ? null : y * sign)) : none;
      out.push(sign > 0 ? low : high, sign > 0 ? high : low);
    }
  }
  return out;
}

function seriesAndBands(rows, band) {
  const series = [{}];
  const bands = [];
  for (const { colour, area, alarm } of rows) {
    series.push({
      stroke: colour,
      width: alarm ? 2.25 : 1.25,
      fill: area ? soft(colour, 0.28) : undefined,
      fillTo: () => 0,
      points: { show: (u, i) => alone(u.data[i]), size: 4, fill: colour },
    });
    if (band) {
      const low = series.length;
      const quiet = { stroke: "transparent", width: 0, points: { show: false } };
      series.push(quiet, { ...quiet });
      bands.push({ series: [low + 1, low], fill: soft(colour, 0.16) });
    }
  }
  return { series, bands };
}

// A single sample between gaps has no line; it gets a point.
const alone = (values) => values.filter((v) => v !== null).length === 1;

function yRange(levels, roomy) {
  return (u, low, high) => {
    const a = low ?? 0;
    const b = high ?? 0;
    const most = Math.max(Math.abs(a), Math.abs(b));
    const near = levels.map((l) => l.y).filter((y) => Math.abs(y) <= 1.5 * most);
    const bottom = Math.min(a, 0, ...near);
    const top = Math.max(b, 0, ...near);
    const pad = (top - bottom) * (roomy ? 0.25 : 0.06) || 1;
    return [bottom < 0 ? bottom - pad : 0, top > 0 ? top + pad : bottom < 0 ? 0 : pad];
  };
}

function percentile(values, q) {
  const sorted = values.filter((v) => v !== null && v !== undefined).sort((x, y) => x - y);
  return sorted.length ? sorted[Math.round(q * (sorted.length - 1))] : null;
}

function levelsOf(rows) {
  const seen = new Map();
  for (const { warn, crit, sign } of rows) {
    if (warn !== null) seen.set(`w${warn}${sign}`, { y: warn * sign, word: `warn ${number(warn)}`, kind: "warn" });
    if (crit !== null) seen.set(`c${crit}${sign}`, { y: crit * sign, word: `crit ${number(crit)}`, kind: "crit" });
  }
  return [...seen.values()];
}

// Lines across the plot: levels in the state's colour, percentiles in the series' own.
function drawLines(u, lines, ink) {
  const { ctx } = u;
  const { left, top, width, height } = u.bbox;
  const px = devicePixelRatio;
  ctx.save();
  ctx.beginPath();
  ctx.rect(left, top, width, height);
  ctx.clip();
  ctx.font = `${11 * px}px Inter, system-ui, sans-serif`;
  ctx.setLineDash([5 * px, 4 * px]);
  ctx.lineWidth = px;
  const outside = { up: 0, down: 0 };
  for (const { y, word, colour, muted } of lines) {
    const at = Math.round(u.valToPos(y, "y", true)) + 0.5;
    ctx.fillStyle = muted ? ink : colour;
    if (at < top || at > top + height) {
      ctx.textAlign = "right";
      const row = y < 0 ? outside.down++ : outside.up++;
      const place = y < 0 ? top + height - (5 + 14 * row) * px : top + (12 + 14 * row) * px;
      ctx.fillText(`${word} ${y < 0 ? "↓" : "↑"}`, left + width - 6 * px, place);
    } else {
      ctx.strokeStyle = colour;
      ctx.beginPath();
      ctx.moveTo(left, at);
      ctx.lineTo(left + width, at);
      ctx.stroke();
      ctx.textAlign = "left";
      const low = y < 0 ? at + 14 * px <= top + height - 2 * px : at - 13 * px < top;
      ctx.fillText(word, left + 6 * px, at + (low ? 14 : -5) * px);
    }
  }
  ctx.restore();
}

export function plot(figure, box, data, hooks) {
  const rows = rowsOf(figure);
  const bytes = figure.dataset.unit.startsWith("B");
  const percentiles = figure.dataset.percentiles === "true";
  const ink = token("mute");
  const line = token("line");
  const colours = new Map();
  const colour = (name) => colours.get(name) ?? colours.set(name, token(name)).get(name);
  const levels = levelsOf(rows).map((l) => ({ ...l, colour: token(l.kind) }));
  const { series, bands } = seriesAndBands(rows, data.band);
  const perSeries = data.band ? 3 : 1;
  let lines = [];
  const measure = (d) => {
    const shares = percentiles
      ? rows.flatMap(({ name, sign, colour }) => {
          const q = percentile(d.metrics[name]?.mean ?? [], 0.95);
          return q ? [{ y: q * sign, colour, muted: true, word: `95 % below ${number(q, bytes)}${bytes ? "/s" : ""}` }] : [];
        })
      : [];
    lines = [...levels, ...shares];
  };
  measure(data);
  const u = new uPlot(
    {
      width: Math.max(200, box.clientWidth),
      height: height(figure),
      legend: { show: false },
      cursor: { y: false, sync: { key: "all" }, points: { size: 5 }, drag: { x: true, y: false, setScale: false } },
      scales: { x: { range: () => [data.from, data.to] }, y: { range: yRange(levels, percentiles || levels.length > 0) } },
      axes: [
        { stroke: ink, font: FONT, grid: { stroke: line, width: 1 }, ticks: { show: false }, size: 26, values: times, space: 47 },
        {
          stroke: ink,
          font: FONT,
          grid: { stroke: line, width: 1 },
          ticks: { show: false },
          size: 76,
          gap: 6,
          space: 26,
          incrs: bytes ? Array.from({ length: 42 }, (_, i) => 2 ** (i - 2)) : undefined,
          values: (_, ys) => ys.map((y) => number(Math.abs(y), bytes).replace(/(\.\d*?)0+(?= |$)/, "$1").replace(/\.(?= |$)/, "") + (bytes && y ? "/s" : "")),
        },
      ],
      series,
      bands,
      tzDate: (s) => uPlot.tzDate(new Date(s * 1e3), "Etc/UTC"),
      hooks: {
        drawClear: [(p) => drawBehind(p, data.past, colour)],
        draw: [(p) => drawLines(p, lines, ink), (p) => drawAcross(p, data.past, colour)],
        setCursor: [(p) => hooks.cursor(figure, rows, p.cursor.idx, bytes)],
        setSelect: [(p) => p.select.width > 4 && hooks.zoom(p.posToVal(p.select.left, "x"), p.posToVal(p.select.left + p.select.width, "x"))],
      },
    },
    columns(rows, data),
    box,
  );
  return {
    u,
    key: keyOf(figure, data),
    set(next) {
      data = next;
      measure(next);
      u.setData(columns(rows, next));
    },
    show(names) {
      rows.forEach(({ name }, i) => {
        for (let k = 0; k < perSeries; k++) u.setSeries(1 + i * perSeries + k, { show: names.size === 0 || names.has(name) }, false);
      });
    },
  };
}

// While this stays, new data is enough; when it changes, the plot is made anew.
export function keyOf(figure, data) {
  return JSON.stringify([
    data.band,
    [...figure.querySelectorAll("tr[data-s]")].map((r) => [r.dataset.s, r.dataset.alarm, r.dataset.warn, r.dataset.crit]),
  ]);
}

function height(figure) {
  if (figure.closest(".two")) return 176;
  const legend = figure.querySelector(".legend");
  return innerWidth > 1180 ? Math.max(152, legend.scrollHeight - 40) : 180;
}

function times(u, at) {
  const span = u.scales.x.max - u.scales.x.min;
  return at.map((s) => {
    const iso = new Date(s * 1000).toISOString();
    if (span <= 240) return iso.slice(11, 19);
    if (span <= 26 * 3600) return iso.slice(11, 16);
    const day = `${Number(iso.slice(8, 10))} ${MONTHS[Number(iso.slice(5, 7)) - 1]}`;
    return span <= 5 * 86400 && iso.slice(11, 16) !== "00:00" ? iso.slice(11, 16) : day;
  });
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
