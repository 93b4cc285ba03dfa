// Parallel coordinates: one axis a parameter, the objective last; colour follows the objective; brushing an axis filters the trials.
import { format } from "./charts.js";

function axis(spec, index, theme, narrow, room) {
  const label = { color: theme.text3, fontSize: 11, fontFamily: theme.font };
  const shared = {
    dim: index, name: spec.label, nameLocation: "end", nameGap: narrow && index % 2 ? 24 : 10, nameTruncate: { maxWidth: narrow ? 1.8 * room : room - 12 },
    nameTextStyle: { color: theme.text2, fontSize: 11.5, fontFamily: theme.font, fontWeight: 500 },
    axisLabel: { ...label, formatter: spec.choices ? undefined : format, hideOverlap: true }, axisLine: { lineStyle: { color: theme.border, width: 1.5 } }, axisTick: { lineStyle: { color: theme.border } },
    areaSelectStyle: { width: 18, borderWidth: 1, borderColor: theme.accent, color: theme.accent, opacity: .22 },
  };
  if (spec.choices) return { ...shared, type: "category", data: spec.choices };
  return { ...shared, type: spec.log ? "log" : "value", min: spec.low ?? undefined, max: spec.high ?? undefined, scale: true };
}

export default {
  init: state => state,
  merge: (state, change) => Object.assign(state, change),
  points: state => state.rows.length,

  bind(entry) {
    let frame = 0;
    entry.chart.on("axisareaselected", () => {
      frame ||= requestAnimationFrame(() => {
        frame = 0;
        const active = entry.chart.getModel().getSeriesByIndex(0).getRawIndicesByActiveState("active");
        const brushed = active.length < entry.state.rows.length;
        entry.dotnet?.invokeMethodAsync("OnBrushed", brushed ? active.map(i => entry.state.rows[i].id) : null);
      });
    });
  },

  option(state, theme, entry) {
    const values = state.rows.map(r => r.values.at(-1)).filter(v => typeof v === "number" && Number.isFinite(v));
    // The worst tenth shares one colour, so that the differences among the good ones show.
    const sorted = values.sort((a, b) => a - b);
    const low = sorted.length ? sorted[state.maximize ? Math.floor(sorted.length * .1) : 0] : 0;
    const high = sorted.length ? sorted[state.maximize ? sorted.length - 1 : Math.ceil(sorted.length * .9) - 1] : 1;
    const narrow = entry.element.clientWidth < 600;
    return {
      animation: false,
      textStyle: { fontFamily: theme.font },
      parallel: { left: narrow ? 30 : 48, right: narrow ? 44 : 70, top: narrow ? 48 : 36, bottom: 22, parallelAxisDefault: { realtime: true } },
      parallelAxis: state.axes.map((spec, index) => axis(spec, index, theme, narrow, (entry.element.clientWidth - 118) / Math.max(1, state.axes.length - 1))),
      visualMap: {
        show: false, dimension: state.axes.length - 1, min: low, max: high,
        inRange: { color: state.maximize ? theme.ramp : [...theme.ramp].reverse() },
      },
      series: [{
        id: "trials", type: "parallel", smooth: .12, lineStyle: { width: 1.6, opacity: state.rows.length > 200 ? .25 : .65 }, inactiveOpacity: .04, activeOpacity: .9,
        emphasis: { lineStyle: { width: 3, opacity: 1 } }, progressive: 500, data: state.rows.map(r => r.values.map(v => v ?? "-")),
      }],
    };
  },
};
