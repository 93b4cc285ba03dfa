// The one place that knows ECharts. A chart is mounted on an element and fed with changes; colours come from the theme's CSS variables.
const charts = new WeakMap();
const mounted = new Set();
let library;

function load() {
  library ??= new Promise((resolve, reject) => {
    if (window.echarts) return resolve(window.echarts);
    const early = document.querySelector("script[data-charts]"); // see theme.js
    const script = early ?? Object.assign(document.createElement("script"), { src: new URL("../lib/echarts.min.js", import.meta.url).href });
    script.addEventListener("load", () => resolve(window.echarts));
    script.addEventListener("error", () => reject(new Error("The chart library did not load (lib/echarts.min.js).")));
    if (!early) document.head.append(script);
  });
  return library;
}

export function theme() {
  const css = getComputedStyle(document.documentElement);
  const get = name => css.getPropertyValue(name).trim();
  const dark = document.documentElement.dataset.theme === "dark";
  return {
    dark, text: get("--text"), text2: get("--text-2"), text3: get("--text-3"), grid: get("--chart-grid"), dim: get("--chart-dim"), accent: get("--accent"),
    good: get("--good"), bad: get("--bad"), warn: get("--warn"), surface: get("--surface"), border: get("--border"), font: "Inter, system-ui, sans-serif",
    palette: [get("--accent"), ...[2, 3, 4, 5, 6, 7, 8, 9, 10].map(i => get(`--series-${i}`))],
    ramp: dark ? ["#33333d", "#5a5691", "#8e89ff"] : ["#dcdce4", "#a8a3ea", "#4f46e5"],
  };
}

/** Mounts a chart of a kind module ({ option(state, theme), bind?(chart, state) }) on an element. */
export async function mount(element, kindName, state, dotnet) {
  const echarts = await load();
  const kind = (await import(`./chart-${kindName}.js`)).default;
  if (!element?.isConnected) return;
  const chart = echarts.init(element, null, { renderer: "canvas" });
  const entry = { element, chart, kind, dotnet, state: kind.init(state), frame: 0 };
  charts.set(element, entry);
  mounted.add(entry);
  entry.resize = new ResizeObserver(() => chart.resize());
  entry.resize.observe(element);
  kind.bind?.(entry);
  draw(entry, true);
}

/** Hands changes to a chart; drawn once a frame however many come. */
export function update(element, change) {
  const entry = charts.get(element);
  if (!entry) return false;
  entry.kind.merge(entry.state, change);
  entry.frame ||= requestAnimationFrame(() => { entry.frame = 0; draw(entry, false); });
  return true;
}

export function dispose(element) {
  const entry = charts.get(element);
  if (!entry) return;
  cancelAnimationFrame(entry.frame);
  entry.resize.disconnect();
  entry.chart.dispose();
  charts.delete(element);
  mounted.delete(entry);
}

/** What an export needs of the chart on an element. */
export function drawing(element) {
  const entry = charts.get(element);
  if (!entry) throw new Error("There is no chart on this element.");
  return { chart: entry.chart, option: entry.kind.option(entry.state, theme(), entry), background: theme().surface };
}

function draw(entry, fresh) {
  entry.chart.setOption(entry.kind.option(entry.state, theme(), entry), { notMerge: fresh, replaceMerge: ["series"], lazyUpdate: false });
  entry.element.dataset.points = String(entry.kind.points(entry.state));
  entry.element.dataset.series = String(entry.kind.series?.(entry.state) ?? 1);
}

document.addEventListener("platform:theme", () => mounted.forEach(entry => draw(entry, true)));

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
