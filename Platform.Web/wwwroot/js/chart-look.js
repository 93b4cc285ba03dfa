// What all drawings share: the theme's colours and numbers as people read them.
export function theme() {
  return colours(document.documentElement);
}

/** The colours of paper: the light theme's, whichever the page has. */
export function paper() {
  const sheet = Object.assign(document.createElement("div"), { hidden: true });
  sheet.dataset.theme = "light";
  document.body.append(sheet);
  const look = colours(sheet);
  sheet.remove();
  return look;
}

function colours(element) {
  const css = getComputedStyle(element);
  const get = name => css.getPropertyValue(name).trim();
  const dark = element.dataset.theme === "dark";
  return {
    dark, text: get("--text"), text2: get("--text-2"), text3: get("--text-3"), grid: get("--chart-grid"), dim: get("--chart-dim"), accent: get("--accent"),
    good: get("--good"), bad: get("--bad"), warn: get("--warn"), surface: get("--surface"), border: get("--border"), font: "Inter, system-ui, sans-serif",
    palette: [get("--accent"), ...[2, 3, 4, 5, 6, 7, 8, 9, 10].map(i => get(`--series-${i}`))],
    ramp: dark ? ["#33333d", "#5a5691", "#8e89ff"] : ["#dcdce4", "#a8a3ea", "#4f46e5"],
  };
}

export function format(value) {
  if (value === null || value === undefined || !Number.isFinite(value)) return "–";
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-3 || size >= 1e6)) return value.toExponential(2);
  return String(+value.toPrecision(4));
}

/** A colour between two hex colours, t from 0 to 1. */
export function mix(from, to, t) {
  const part = (hex, i) => parseInt(hex.slice(1 + 2 * i, 3 + 2 * i), 16);
  return `rgb(${[0, 1, 2].map(i => Math.round(part(from, i) + (part(to, i) - part(from, i)) * t)).join(",")})`;
}

/** A colour of the theme's ramp, t from 0 (worst) to 1 (best). */
export function ramp(theme, t) {
  const at = Math.min(.9999, Math.max(0, t)) * (theme.ramp.length - 1);
  return mix(theme.ramp[Math.floor(at)], theme.ramp[Math.floor(at) + 1], at % 1);
}

export function escape(text) {
  return String(text).replace(/[&<>"']/g, c => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" })[c]);
}
