// Line charts: mounted on an element and fed with changes. Each kind is a module (chart-KIND.js) that says what is drawn.
import LineChart from "./chart-lines.js";

const charts = new Map();

/** Mounts a chart of a kind on an element; one that is there already begins anew with the state. */
export async function mount(element, kindName, state) {
  const kind = (await import(`./chart-${kindName}.js`)).default;
  if (!element?.isConnected) return; // the page has been left meanwhile
  const known = charts.get(element);
  if (known) known.begin(kind.init(state));
  else charts.set(element, new LineChart(element, kind, kind.init(state)));
}

/** Hands changes to a chart; drawn once a frame however many come. */
export function update(element, change) {
  charts.get(element)?.take(change);
}

export function dispose(element) {
  charts.get(element)?.dispose();
  charts.delete(element);
}

/** The chart on an element, for an export: drawn with all that it was fed with, also if it is out of sight. */
export function drawing(element) {
  const chart = charts.get(element);
  if (!chart) throw new Error("There is no chart on this element.");
  chart.refresh();
  return chart;
}

document.addEventListener("platform:theme", () => charts.forEach(chart => chart.draw()));
window.addEventListener("beforeprint", () => charts.forEach(chart => chart.refresh())); // paper shows all of them
