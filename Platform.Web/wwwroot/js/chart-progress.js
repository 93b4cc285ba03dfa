// The value of each finished trial as a dot, and the best so far as a stair.
import { escape, format } from "./charts.js";

export default {
  init: state => state,
  merge: (state, change) => Object.assign(state, change),
  points: state => state.trials.length,

  bind(entry) {
    entry.chart.on("click", event => { if (event.data?.href) window.Blazor.navigateTo(event.data.href); });
  },

  option(state, theme) {
    const label = { color: theme.text3, fontSize: 11, fontFamily: theme.font };
    const tone = { completed: theme.good, pruned: theme.warn, running: theme.dim, suspended: theme.dim };
    return {
      animation: false,
      textStyle: { fontFamily: theme.font },
      grid: { left: 8, right: 14, top: 14, bottom: 24, containLabel: true },
      tooltip: {
        trigger: "item", backgroundColor: theme.surface, borderColor: theme.border, textStyle: { color: theme.text, fontSize: 12 },
        formatter: p => `${escape(p.data.label ?? p.seriesName)}<br><b>${format(p.data.value?.[1])}</b>`,
      },
      xAxis: {
        type: "value", min: 0, max: Math.max(state.total, 1), minInterval: 1, name: "trial", nameLocation: "middle", nameGap: 26, nameTextStyle: label, axisLabel: label,
        axisLine: { lineStyle: { color: theme.grid } }, axisTick: { show: false }, splitLine: { show: false },
      },
      yAxis: { type: "value", scale: true, axisLabel: { ...label, formatter: format }, splitLine: { lineStyle: { color: theme.grid } }, axisLine: { show: false }, axisTick: { show: false } },
      series: [
        { id: "best", name: "Best so far", type: "line", step: "end", symbol: "none", silent: true, data: state.best, lineStyle: { color: theme.accent, width: 2 }, areaStyle: { color: theme.accent, opacity: .06, origin: "start" } },
        {
          id: "trials", name: "Trial", type: "scatter", symbolSize: 7, cursor: "pointer",
          data: state.trials.map(t => ({ value: [t.number, t.value], label: t.label, href: t.href, itemStyle: { color: tone[t.status] ?? theme.dim, opacity: .85 } }))
            .map(({ label: text, ...rest }) => ({ ...rest, label: undefined, name: text })),
        },
      ],
    };
  },
};
