// Keys: they never fire in fields, and never with Ctrl, Alt or Meta.
const PLACES = { o: "/", m: "/machines", s: "/services", h: "/history" };
const HOLD = 900;

export function listen({ toggleTheme }) {
  let g = 0;
  addEventListener("keydown", (e) => {
    const field = e.target.closest?.("input, select, textarea");
    if (e.key === "Escape" && field) field.blur();
    if (e.ctrlKey || e.metaKey || e.altKey || field) return;
    const after = Date.now() - g < HOLD;
    g = 0;
    if (after && PLACES[e.key]) location.href = PLACES[e.key];
    else if (e.key === "g") g = Date.now();
    else if (e.key === "/") find(e);
    else if (e.key === "j") row(1);
    else if (e.key === "k") row(-1);
    else if (e.key === "t") toggleTheme();
    else if (e.key === "?") location.href = "/keys";
    else if (/^[1-6]$/.test(e.key)) document.querySelectorAll("#ranges a")[e.key - 1]?.click();
    else if (e.key === "Escape") document.querySelector('#ranges:not(:has([aria-current="true"])) a')?.click();
  });
}

function find(e) {
  const fields = [document.getElementById("find"), document.getElementById("q")];
  const field = fields.find((f) => f && f.offsetParent);
  if (!field) return;
  field.focus();
  e.preventDefault();
}

function row(step) {
  const rows = [...document.querySelectorAll("[data-row] a.go")];
  const at = rows.indexOf(document.activeElement);
  rows[Math.max(0, Math.min(rows.length - 1, at + step))]?.focus();
}
