// Before the first paint: the theme that was chosen, else the system's. Also counts down the wait of the login page.
(() => {
  try {
    const kept = localStorage.getItem("theme");
    if (kept) document.documentElement.dataset.theme = kept;
  } catch {
    // no storage: the system's theme stays
  }
  addEventListener("DOMContentLoaded", () => {
    const wait = document.querySelector("[data-countdown]");
    if (!wait) return;
    const end = Date.now() + wait.dataset.countdown * 1000;
    const timer = setInterval(() => {
      const left = Math.max(0, Math.ceil((end - Date.now()) / 1000));
      wait.textContent = left;
      if (left === 0) clearInterval(timer);
    }, 1000);
  });
})();
