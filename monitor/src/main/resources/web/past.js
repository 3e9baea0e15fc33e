// What happened while the curves ran: time down and without report behind them, changes of state across them.
const pairs = (text) => (text ? text.split(",").map((pair) => pair.split(" ")) : []);

export function pastOf({ events, downs, silent }) {
  return {
    events: pairs(events).map(([at, mark]) => ({ at: Number(at), mark })),
    downs: pairs(downs).map(([from, to]) => ({ from: Number(from), to: Number(to) })),
    silent: silent ? Number(silent) : null,
  };
}

function inside(u, draw) {
  const { ctx } = u;
  const { left, top, width, height } = u.bbox;
  ctx.save();
  ctx.beginPath();
  ctx.rect(left, top, width, height);
  ctx.clip();
  ctx.font = `${11 * devicePixelRatio}px Inter, system-ui, sans-serif`;
  ctx.textAlign = "left";
  ctx.lineWidth = devicePixelRatio;
  draw(ctx, { left, right: left + width, top, bottom: top + height, px: devicePixelRatio });
  ctx.restore();
}

const xOf = (u, at, { left, right }) => Math.min(right, Math.max(left, Math.round(u.valToPos(at, "x", true))));

// Under grid and curves.
export function drawBehind(u, past, colour) {
  inside(u, (ctx, box) => {
    for (const { from, to } of past.downs) {
      const x = xOf(u, from, box);
      ctx.globalAlpha = 0.1;
      ctx.fillStyle = colour("crit");
      ctx.fillRect(x, box.top, Math.max(box.px, xOf(u, to, box) - x), box.bottom - box.top);
    }
    if (past.silent !== null) hatch(ctx, xOf(u, past.silent, box), box, colour("stale"));
  });
}

function hatch(ctx, x, { right, top, bottom, px }, colour) {
  ctx.save();
  ctx.beginPath();
  ctx.rect(x, top, right - x, bottom - top);
  ctx.clip();
  ctx.globalAlpha = 0.35;
  ctx.strokeStyle = colour;
  ctx.beginPath();
  for (let at = x - (bottom - top); at < right; at += 8 * px) {
    ctx.moveTo(at, bottom);
    ctx.lineTo(at + bottom - top, top);
  }
  ctx.stroke();
  ctx.restore();
}

// Over the curves.
export function drawAcross(u, past, colour) {
  inside(u, (ctx, box) => {
    const { min, max } = u.scales.x;
    const events = past.events.filter(({ at }) => at >= min && at <= max);
    for (const { at, mark } of events) event(ctx, xOf(u, at, box) + 0.5, box, colour(mark));
    const lines = events.map(({ at }) => xOf(u, at, box));
    for (const { from, to } of past.downs) word(ctx, xOf(u, from, box), xOf(u, to, box), lines, box, colour("crit"));
    if (past.silent !== null) silence(ctx, xOf(u, past.silent, box), past.silent, box, colour);
  });
}

function event(ctx, x, { top, bottom, px }, colour) {
  ctx.strokeStyle = ctx.fillStyle = colour;
  ctx.beginPath();
  ctx.moveTo(x, top);
  ctx.lineTo(x, bottom);
  ctx.stroke();
  ctx.beginPath();
  ctx.moveTo(x - 4.5 * px, top);
  ctx.lineTo(x + 4.5 * px, top);
  ctx.lineTo(x, top + 6 * px);
  ctx.fill();
}

// In the widest room that the lines leave in the band, or not at all.
function word(ctx, from, to, lines, { top, px }, colour) {
  const edges = [from, ...lines.filter((x) => x > from && x < to), to];
  let best = 0;
  for (let i = 1; i < edges.length - 1; i++) if (edges[i + 1] - edges[i] > edges[best + 1] - edges[best]) best = i;
  if (edges[best + 1] - edges[best] < ctx.measureText("down").width + 8 * px) return;
  ctx.fillStyle = colour;
  ctx.fillText("down", edges[best] + 5 * px, top + 16 * px);
}

// On a ground of its own, for hatching and a curve may run under it.
function silence(ctx, x, since, { left, right, top, px }, colour) {
  const text = `no report since ${new Date(since * 1000).toISOString().slice(11, 19)}`;
  const width = ctx.measureText(text).width;
  const at = Math.max(left, Math.min(x + 6 * px, right - width - 6 * px));
  ctx.fillStyle = colour("panel");
  ctx.fillRect(at - 3 * px, top + 4 * px, width + 6 * px, 17 * px);
  ctx.fillStyle = colour("stale");
  ctx.fillText(text, at, top + 16 * px);
}
