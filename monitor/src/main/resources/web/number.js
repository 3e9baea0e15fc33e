// Numbers as the legend and the axes write them; the server writes them the same way.
const BINARY = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];
const DECIMAL = ["", " k", " M", " G", " T", " P"];

export function number(value, bytes) {
  if (value === null || value === undefined || Number.isNaN(value)) return "–";
  if (value === 0) return "0";
  const base = bytes ? 1024 : 1000;
  let rest = Math.abs(value);
  let unit = 0;
  while (rest >= base - base / 2000 && unit < 5) {
    rest /= base;
    unit++;
  }
  const digits = rest < 0.005 ? "<0.01" : rest.toFixed(rest >= 99.95 ? 0 : rest >= 9.995 ? 1 : 2).replace(/\.00$/, "");
  return (value < 0 ? "−" : "") + digits + (digits === "<0.01" ? "" : (bytes ? " " : "") + (bytes ? BINARY : DECIMAL)[unit]);
}
