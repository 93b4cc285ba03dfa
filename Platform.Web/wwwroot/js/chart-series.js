// Curves over steps or time. A long curve comes as parts with their smallest and greatest value, drawn as a faint band; smoothing is the
// exponential mean of TensorBoard with its start corrected, over the points that are drawn.
import { escape, format } from "./charts.js";

const most = 12;

function colour(line, theme) {
  return theme.palette[line.colour % theme.palette.length];
}

function smooth(values, weight) {
  let mean = 0, known = 0;
  return values.map(value => {
    if (value === null) return null;
    mean = mean * weight + (1 - weight) * value;
    known = known * weight + (1 - weight);
    return mean / known;
  });
}

function pairs(line, values, log) {
  return line.x.map((x, i) => [x, values[i] === null || (log && values[i] <= 0) ? null : values[i]]);
}

function time(milliseconds) {
  const seconds = milliseconds / 1000;
  if (seconds < 60) return `${+seconds.toFixed(1)} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
  return `${Math.floor(seconds / 3600)} h ${Math.round(seconds % 3600 / 60)} min`;
}

function place(x, axis) {
  return axis === "step" ? `Step ${x.toLocaleString("en")}` : axis === "elapsed" ? time(x) : new Date(x).toLocaleString();
}

function tip(params, state) {
  const rows = params.filter(p => p.value?.[1] !== null && p.value?.[1] !== undefined && !p.seriesId.includes("\u0001"));
  if (!rows.length) return "";
  const shown = rows.sort((a, b) => b.value[1] - a.value[1]).slice(0, most).map(p =>
    `<div style="display:flex;gap:12px;justify-content:space-between"><span>${p.marker}${escape(p.seriesName)}</span><b>${format(p.value[1])}</b></div>`).join("");
  return `<div style="opacity:.7">${place(rows[0].value[0], state.settings.axis)}</div>${shown}${rows.length > most ? `<div style="opacity:.7">and ${rows.length - most} more</div>` : ""}`;
}

function drawn(line, state, theme) {
  const { log, smoothing } = state.settings;
  const tint = colour(line, theme);
  const base = { type: "line", name: line.name, symbol: "circle", symbolSize: 4, animation: false, itemStyle: { color: tint }, connectNulls: false };
  const dash = line.colour >= theme.palette.length ? [5, 3] : "solid";
  const faint = { ...base, symbol: "none", silent: true, tooltip: { show: false }, z: 1 };
  const series = [];
  if (line.low && line.high) {
    for (const [edge, values] of [["low", line.low], ["high", line.high]])
      series.push({ ...faint, id: `${line.id}\u0001${edge}`, data: pairs(line, values, log), lineStyle: { color: tint, width: 1, opacity: .28 } });
  }
  if (smoothing > 0) series.push({ ...faint, id: `${line.id}\u0001raw`, data: pairs(line, line.y, log), lineStyle: { color: tint, width: 1, opacity: .3 } });
  series.push({
    ...base, id: line.id, z: 3, data: pairs(line, smoothing > 0 ? smooth(line.y, smoothing) : line.y, log), showSymbol: line.x.length < 2 || (state.lines.size <= 3 && line.x.length <= 40),
    lineStyle: { color: tint, width: 1.8, type: dash }, emphasis: { lineStyle: { width: 2.6 } },
  });
  return series;
}

export default {
  init: state => ({ ...state, lines: new Map(state.lines.map(line => [line.id, line])) }),

  merge(state, change) {
    if (change.settings) state.settings = change.settings;
    for (const id of change.removed ?? []) state.lines.delete(id);
    for (const line of change.lines ?? []) state.lines.set(line.id, line);
  },

  points: state => [...state.lines.values()].reduce((sum, line) => sum + line.x.length, 0),
  series: state => state.lines.size,

  option(state, theme) {
    const label = { color: theme.text3, fontSize: 11, fontFamily: theme.font };
    const { axis, log } = state.settings;
    return {
      animation: false,
      textStyle: { fontFamily: theme.font },
      grid: { left: 8, right: 18, top: 12, bottom: 8, containLabel: true },
      tooltip: {
        trigger: "axis", confine: true, backgroundColor: theme.surface, borderColor: theme.border, textStyle: { color: theme.text, fontSize: 12, fontFamily: theme.font },
        axisPointer: { type: "line", lineStyle: { color: theme.dim } }, formatter: params => tip(params, state),
      },
      dataZoom: [{ type: "inside", zoomOnMouseWheel: "ctrl", moveOnMouseMove: "ctrl", moveOnMouseWheel: false, preventDefaultMouseMove: false, filterMode: "none" }],
      xAxis: {
        type: axis === "clock" ? "time" : "value", scale: axis !== "elapsed", minInterval: axis === "step" ? 1 : undefined, splitNumber: 4,
        axisLabel: { ...label, hideOverlap: true, formatter: axis === "elapsed" ? time : axis === "step" ? v => Number.isInteger(v) ? v.toLocaleString("en") : "" : undefined },
        axisLine: { lineStyle: { color: theme.grid } }, axisTick: { show: false }, splitLine: { show: false },
      },
      yAxis: {
        type: log ? "log" : "value", scale: true, splitNumber: 4, axisLabel: { ...label, formatter: format, hideOverlap: true }, splitLine: { lineStyle: { color: theme.grid } },
        axisLine: { show: false }, axisTick: { show: false },
      },
      series: [...state.lines.values()].flatMap(line => drawn(line, state, theme)),
    };
  },
};
