// Saves the chart of a card as PNG (as it is drawn, at twice the size) or SVG (drawn anew, without a screen).
import { drawing } from "./charts.js";

export function png(element) {
  const { chart, background } = drawing(element);
  return chart.getDataURL({ type: "png", pixelRatio: 2, backgroundColor: background });
}

export function svg(element) {
  const { chart, option, background } = drawing(element);
  const copy = window.echarts.init(null, null, { renderer: "svg", ssr: true, width: chart.getWidth(), height: chart.getHeight() });
  try {
    copy.setOption({ ...option, animation: false, backgroundColor: background });
    return copy.renderToSVGString();
  } finally {
    copy.dispose();
  }
}

function save(name, href) {
  const link = document.createElement("a");
  link.href = href;
  link.download = name.replace(/[^\w.-]+/g, "-");
  link.click();
}

document.addEventListener("click", event => {
  const button = event.target.closest?.("[data-export]");
  const chart = button?.closest(".card, .report-chart")?.querySelector(".chart[data-points]");
  if (!chart) return;
  const { export: kind, name } = button.dataset;
  if (kind === "png") return save(`${name}.png`, png(chart));
  const href = URL.createObjectURL(new Blob([svg(chart)], { type: "image/svg+xml" }));
  save(`${name}.svg`, href);
  setTimeout(() => URL.revokeObjectURL(href), 10_000);
});
