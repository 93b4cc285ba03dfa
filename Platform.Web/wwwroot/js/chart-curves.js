// Curves over epochs: many thin lines, the best one bold; the line nearest to the pointer lights up and says its value.
// Up to ten lines have a colour each (the accent is the best one's); of more, the colour says how good a line is: grey is bad, the accent is good.
import { extent, Scale, text } from "./chart-canvas.js";
import { escape, format, ramp } from "./chart-look.js";

const widths = { best: 2.6, picked: 2, normal: 1.3, muted: 1 };
const order = { muted: 0, normal: 1, picked: 1, best: 2 };
const few = 10;
const reach = 40; // px within which a click means the line

function colour(line, look, rank) {
  if (line.tone === "best") return look.accent;
  if (line.tone === "picked") return look.palette[line.colour % look.palette.length];
  if (line.tone === "muted") return look.dim;
  return rank === undefined ? look.palette[1 + line.colour % (look.palette.length - 1)] : ramp(look, .15 + .85 * rank);
}

/** Each line's place from 0 (worst) to 1 (best) by its last value; none when the lines are few. */
function ranks(lines, lowerIsBetter) {
  if (lines.length <= few) return new Map();
  const last = line => line.values.at(-1) ?? (lowerIsBetter ? Infinity : -Infinity);
  const sorted = [...lines].sort((a, b) => lowerIsBetter ? last(b) - last(a) : last(a) - last(b));
  return new Map(sorted.map((line, i) => [line.id, i / (sorted.length - 1)]));
}

export default {
  init: state => ({ ...state, lines: new Map(state.lines.map(line => [line.id, line])) }),

  merge(state, change) {
    if (change.settings) Object.assign(state, change.settings);
    for (const id of change.removed ?? []) state.lines.delete(id);
    for (const line of change.lines ?? []) {
      const known = state.lines.get(line.id);
      const kept = known && line.from > 0 ? known.values.slice(0, line.from) : [];
      state.lines.set(line.id, { ...known, ...line, values: [...kept, ...line.values] });
    }
  },

  points: state => [...state.lines.values()].reduce((sum, line) => sum + line.values.length, 0),

  picture(state, look) {
    const all = [...state.lines.values()];
    const rank = ranks(all, state.lowerIsBetter);
    const longest = Math.max(2, state.maxX ?? 0, ...all.map(line => line.values.length));
    const lines = all.map(line => ({
      of: line, x: line.values.map((_, i) => i + 1), y: line.values.map(v => v ?? NaN), colour: colour(line, look, rank.get(line.id)), width: widths[line.tone] ?? 1.3,
      alpha: line.tone === "muted" ? .55 : 1, dash: line.dashed ? [4, 3] : [], dots: line.values.length === 1 ? 3 : all.length <= 3 && line.values.length <= 40 ? 2.5 : 0,
    })).sort((a, b) => order[a.of.tone] - order[b.of.tone]);
    function* values() { for (const line of lines) yield* line.y; }
    return {
      lines, x: new Scale(1, longest), y: extent(values(), state.log), yText: text, xName: "epoch", xTicks: (scale, count) => scale.ticks(count).filter(Number.isInteger), xText: String,
    };
  },

  hit(state, { lines }, { px, py, x: shown, left, right, top, bottom }, x, at) {
    if (x < left - 4 || x > right + 4 || at < top - 4 || at > bottom + 4) return null;
    const epoch = Math.round(shown.value((x - left) / (right - left)));
    let best = null;
    for (const line of lines) {
      const i = Math.min(epoch, line.y.length) - 1;
      if (i < 0 || Math.abs(i + 1 - epoch) > 1 || !Number.isFinite(py(line.y[i]))) continue;
      const distance = Math.hypot(px(i + 1) - x, py(line.y[i]) - at);
      if (!best || distance < best.distance) best = { line, i, distance };
    }
    if (!best) return null;
    const { line, i, distance } = best;
    const named = lines.length <= few ? lines : [line];
    const rows = named.map(one => `<div${one === line ? ' class="who"' : ""}><span>${escape(one.of.name)}</span><b>${format(one.y[i])}</b></div>`);
    return {
      line: lines.length > 1 ? line : null, x: px(i + 1), y: py(line.y[i]), points: [{ x: px(i + 1), y: py(line.y[i]), colour: line.colour }], href: distance < reach ? line.of.href : null,
      html: `<div>Epoch ${i + 1}</div>${rows.join("")}`,
    };
  },
};
