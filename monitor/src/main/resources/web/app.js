// Ties the page's parts together; every page reads without it.
import { drawAll, redraw, refresh } from "./graph.js";
import { listen } from "./keys.js";
import { start } from "./live.js";

const root = document.documentElement;

function toggleTheme() {
  const dark = root.dataset.theme
    ? root.dataset.theme === "dark"
    : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = dark ? "light" : "dark";
  try {
    localStorage.setItem("theme", root.dataset.theme);
  } catch {
    // chosen for this page only
  }
  redraw();
}

document.addEventListener("click", (e) => {
  if (e.target.closest("#theme")) toggleTheme();
});
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);

listen({ toggleTheme });
document.fonts.ready.then(drawAll);
start({ changed: refresh });
