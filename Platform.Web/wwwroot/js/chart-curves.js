// Curves over epochs: many thin lines, the best one bold; the line nearest to the pointer lights up and says its value.
// Up to ten lines have a colour each (the accent is the best one's); of more, the colour says how good a line is: grey is bad, the accent is good.
import { escape, format, ramp } from "./charts.js";

const widths = { best: 2.6, picked: 2, normal: 1.3, muted: 1 };

function colour(line, theme, rank) {
  if (line.tone === "best") return theme.accent;
  if (line.tone === "picked") return theme.palette[line.colour % theme.palette.length];
  if (line.tone === "muted") return theme.dim;
  return rank === null ? theme.palette[1 + line.colour % (theme.palette.length - 1)] : ramp(theme, .15 + .85 * rank);
}

/** Each line's place from 0 (worst) to 1 (best) by its last value; null when the lines are few. */
function ranks(lines, lowerIsBetter) {
  if (lines.length <= 10) return new Map();
  const last = line => line.values.at(-1) ?? (lowerIsBetter ? Infinity : -Infinity);
  const order = [...lines].sort((a, b) => lowerIsBetter ? last(b) - last(a) : last(a) - last(b));
  return new Map(order.map((line, i) => [line.id, i / (order.length - 1)]));
}

function drawn(values, log) {
  return values.map((value, i) => [i + 1, value === null || (log && value <= 0) ? null : value]);
}

function nearest(entry, x, y) {
  const { chart, state } = entry;
  const at = chart.convertFromPixel({ gridIndex: 0 }, [x, y]);
  if (!at || !chart.containPixel({ gridIndex: 0 }, [x, y])) return null;
  const epoch = Math.round(at[0]);
  let best = null;
  for (const line of state.lines.values()) {
    const index = Math.min(epoch, line.values.length) - 1;
    const value = line.values[index];
    if (index < 0 || value === null || Math.abs(index + 1 - epoch) > 1) continue;
    const [px, py] = chart.convertToPixel({ gridIndex: 0 }, [index + 1, value]);
    const distance = Math.hypot(px - x, py - y);
    if (!best || distance < best.distance) best = { line, epoch: index + 1, value, distance, px, py };
  }
  return best;
}

function rows(entry, hit) {
  const few = entry.state.lines.size <= 10;
  const lines = few ? [...entry.state.lines.values()] : [hit.line];
  return lines.map(line => {
    const value = line.values[hit.epoch - 1];
    const strong = line === hit.line ? "font-weight:600" : "opacity:.75";
    return `<div style="display:flex;gap:12px;justify-content:space-between;${strong}"><span>${escape(line.name)}</span><span>${format(value)}</span></div>`;
  }).join("");
}

function point(entry, event) {
  const hit = nearest(entry, event.offsetX, event.offsetY);
  if (hit?.line.id !== entry.hot) {
    if (entry.hot) entry.chart.dispatchAction({ type: "downplay", seriesId: entry.hot });
    if (hit) entry.chart.dispatchAction({ type: "highlight", seriesId: hit.line.id });
    entry.hot = hit?.line.id;
  }
  entry.element.style.cursor = hit?.line.href ? "pointer" : "default";
  if (!hit) { entry.tip.hidden = true; return; }
  entry.tip.innerHTML = `<div style="opacity:.7">Epoch ${hit.epoch}</div>${rows(entry, hit)}`;
  entry.tip.hidden = false;
  const left = hit.px + 14 + entry.tip.offsetWidth > entry.element.clientWidth ? hit.px - 14 - entry.tip.offsetWidth : hit.px + 14;
  entry.tip.style.transform = `translate(${Math.max(4, left)}px, ${Math.max(4, hit.py - entry.tip.offsetHeight - 8)}px)`;
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

  bind(entry) {
    entry.tip = document.createElement("div");
    entry.tip.className = "chart-tip";
    entry.tip.hidden = true;
    entry.element.append(entry.tip);
    const z = entry.chart.getZr();
    z.on("mousemove", event => point(entry, event));
    z.on("globalout", () => { entry.tip.hidden = true; if (entry.hot) entry.chart.dispatchAction({ type: "downplay", seriesId: entry.hot }); entry.hot = undefined; });
    z.on("click", event => {
      const hit = nearest(entry, event.offsetX, event.offsetY);
      if (hit?.line.href && hit.distance < 40) window.Blazor.navigateTo(hit.line.href);
    });
  },

  points: state => [...state.lines.values()].reduce((sum, line) => sum + line.values.length, 0),
  series: state => state.lines.size,

  option(state, theme) {
    const lines = [...state.lines.values()];
    const longest = Math.max(2, state.maxX ?? 0, ...lines.map(line => line.values.length));
    const rank = ranks(lines, state.lowerIsBetter);
    const tint = line => colour(line, theme, rank.get(line.id) ?? null);
    const label = { color: theme.text3, fontSize: 11, fontFamily: theme.font };
    return {
      animation: false,
      textStyle: { fontFamily: theme.font },
      grid: { left: 8, right: 14, top: 14, bottom: 24, containLabel: true },
      xAxis: {
        type: "value", min: 1, max: longest, minInterval: 1, name: state.xLabel ?? "epoch", nameLocation: "middle", nameGap: 26, nameTextStyle: label,
        axisLabel: { ...label, formatter: v => Number.isInteger(v) ? v : "" }, axisLine: { lineStyle: { color: theme.grid } }, axisTick: { show: false }, splitLine: { show: false },
      },
      yAxis: {
        type: state.log ? "log" : "value", scale: true, axisLabel: { ...label, formatter: format }, splitLine: { lineStyle: { color: theme.grid } }, axisLine: { show: false }, axisTick: { show: false },
      },
      series: lines.map(line => ({
        id: line.id, name: line.name, type: "line", data: drawn(line.values, state.log), smooth: false, z: line.tone === "best" ? 5 : line.tone === "muted" ? 1 : 3,
        symbol: "circle", symbolSize: line.values.length === 1 ? 6 : 5, showSymbol: line.values.length < 2 || lines.length <= 3 && line.values.length <= 40, silent: true,
        lineStyle: {
          width: widths[line.tone] ?? 1.3, color: tint(line), opacity: line.tone === "muted" ? .55 : 1,
          type: line.dashed ? [4, 3] : "solid",
        },
        itemStyle: { color: tint(line) },
        emphasis: { focus: "series", lineStyle: { width: 3, opacity: 1 } },
        blur: { lineStyle: { opacity: .15 } },
        sampling: line.values.length > 2000 ? "lttb" : undefined,
      })),
    };
  },
};
