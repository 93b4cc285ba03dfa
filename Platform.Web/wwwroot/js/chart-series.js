// Curves over steps or time. A long curve comes as parts with their smallest and greatest value, drawn as a faint band; smoothing is the
// exponential mean of TensorBoard with its start corrected, over the points that are drawn.
import { extent, moment, Scale, text } from "./chart-canvas.js";
import { escape, format } from "./chart-look.js";

const most = 12; // lines that the pointer reads out
const near = 12; // px between points that are read out together
const fewPoints = 40;
const overs = { step: "steps", elapsed: "the time since the run began", clock: "time" };

// Numbers come as bytes: of each line its x, y and, if it has a band, its edges.
function decode(lines, data) {
  const numbers = new Float64Array(data.slice().buffer);
  let from = 0;
  const next = count => numbers.subarray(from, from += count);
  return lines.map(line => ({ ...line, x: next(line.count), y: next(line.count), low: line.banded ? next(line.count) : null, high: line.banded ? next(line.count) : null }));
}

function smooth(values, weight) {
  let [mean, known] = [0, 0];
  return values.map(value => {
    if (Number.isNaN(value)) return value;
    [mean, known] = [mean * weight + (1 - weight) * value, known * weight + (1 - weight)];
    return mean / known;
  });
}

// The whole is rounded first: no minute has sixty seconds.
export function time(milliseconds) {
  const tenths = Math.round(milliseconds / 100);
  if (tenths < 600) return `${tenths / 10} s`;
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  const minutes = Math.round(milliseconds / 60_000);
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

const [second, minute, hour, day] = [1000, 60_000, 3_600_000, 86_400_000];
const spans = [1, 2, 5, 10, 15, 30].flatMap(n => [n * second, n * minute]).concat([1, 2, 3, 6, 12].map(n => n * hour), [1, 2, 5, 10, 30, 90, 365].map(n => n * day)).sort((a, b) => a - b);

// Ticks at round times; of the clock as it is where the visitor is.
function times(scale, count, zone) {
  const width = scale.high - scale.low;
  if (width < spans[0] * count) return scale.ticks(count);
  const step = spans.find(span => span * count >= width) ?? Math.ceil(width / count / (365 * day)) * 365 * day;
  const ticks = [];
  for (let v = Math.ceil((scale.low - zone) / step) * step + zone; v <= scale.high; v += step) ticks.push(v);
  return ticks;
}

function clock(v, scale) {
  const width = scale.high - scale.low;
  const options = width > 2 * day ? { month: "short", day: "numeric", ...(width > 300 * day ? { year: "numeric" } : {}) }
    : { hour: "2-digit", minute: "2-digit", ...(width < 10 * minute ? { second: "2-digit" } : {}) };
  return new Date(v).toLocaleString("en-GB", options);
}

function horizontal(axis, lines) {
  let [low, high] = [Infinity, -Infinity];
  for (const { x } of lines)
    if (x.length) [low, high] = [Math.min(low, x[0]), Math.max(high, x[x.length - 1])];
  if (low > high) [low, high] = [0, 1];
  if (axis === "elapsed") return { x: new Scale(Math.min(0, low), high), xTicks: (scale, count) => times(scale, count, 0), xText: time };
  if (axis === "clock") return { x: new Scale(low, high, false, moment), xTicks: (scale, count) => times(scale, count, new Date(low).getTimezoneOffset() * minute), xText: clock };
  return { x: new Scale(low, high), xTicks: (scale, count) => scale.ticks(count).filter(Number.isInteger), xText: v => v.toLocaleString("en") };
}

function place(x, axis) {
  return axis === "step" ? `Step ${x.toLocaleString("en")}` : axis === "elapsed" ? time(x) : new Date(x).toLocaleString();
}

function closest(xs, x) {
  let [low, high] = [0, xs.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (xs[middle] < x) low = middle + 1; else high = middle;
  }
  return low > 0 && x - xs[low - 1] < xs[low] - x ? low - 1 : low;
}

export default {
  init: ({ settings, lines, data }) => ({ settings, lines: new Map(decode(lines, data).map(line => [line.id, line])) }),

  merge(state, change) {
    if (change.settings) state.settings = change.settings;
    for (const id of change.removed ?? []) state.lines.delete(id);
    if (change.lines) for (const line of decode(change.lines, change.data)) state.lines.set(line.id, line);
  },

  points: state => [...state.lines.values()].reduce((sum, line) => sum + line.x.length, 0),

  picture(state, look) {
    const { axis, log, smoothing } = state.settings;
    const all = [...state.lines.values()];
    const [behind, front] = [[], []];
    for (const line of all) {
      const colour = look.palette[line.colour % look.palette.length];
      const faint = (y, alpha) => behind.push({ x: line.x, y, colour, width: 1, alpha });
      if (line.low) { faint(line.low, .28); faint(line.high, .28); }
      if (smoothing > 0) faint(line.y, .3);
      front.push({
        name: line.name, x: line.x, y: smoothing > 0 ? smooth(line.y, smoothing) : line.y, colour, dash: line.colour >= look.palette.length ? [5, 3] : [],
        dots: line.x.length < 2 || (all.length <= 3 && line.x.length <= fewPoints) ? 2 : 0,
      });
    }
    const lines = [...behind, ...front];
    function* values() { for (const line of lines) yield* line.y; }
    const over = `over ${overs[axis]}${log ? ", logarithmic" : ""}${smoothing > 0 ? `, smoothed by ${smoothing}` : ""}`;
    return { lines, front, axis, over, y: extent(values(), log), yText: text, ...horizontal(axis, all) };
  },

  // The points at the step or time that the pointer is over, those with the greatest values named.
  hit(state, { front, axis, y }, { px, py, x: shown, left, right, top, bottom }, x, at) {
    if (x < left - 4 || x > right + 4 || at < top - 4 || at > bottom + 4) return null;
    const over = shown.value((x - left) / (right - left));
    const found = front.filter(line => line.x.length).map(line => [line, closest(line.x, over)]);
    if (found.length === 0) return null;
    const [first, where] = found.reduce((a, b) => Math.abs(a[0].x[a[1]] - over) <= Math.abs(b[0].x[b[1]] - over) ? a : b);
    const here = first.x[where];
    const points = found.filter(([line, i]) => Math.abs(px(line.x[i]) - px(here)) <= near && Number.isFinite(y.part(line.y[i])))
      .map(([line, i]) => ({ line, value: line.y[i], x: px(line.x[i]), y: py(line.y[i]), colour: line.colour })).sort((a, b) => b.value - a.value);
    if (points.length === 0) return null;
    const rows = points.slice(0, most).map(p => `<div><span><i class="swatch" style="background:${p.colour}"></i> ${escape(p.line.name)}</span><b>${format(p.value)}</b></div>`);
    const more = points.length > most ? `<div>and ${points.length - most} more</div>` : "";
    return { x: px(here), y: at, points, html: `<div>${place(here, axis)}</div>${rows.join("")}${more}` };
  },
};
