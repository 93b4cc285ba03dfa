// Saves the chart of a card as PNG (at twice the size) or SVG.
import { clean } from "./chart-canvas.js";
import { drawing } from "./charts.js";
import SvgPen from "./svg-pen.js";

export function png(element) {
  const chart = drawing(element);
  const layer = document.createElement("canvas");
  const pen = clean(layer, chart.width, chart.height, 2);
  pen.fillStyle = chart.look.surface;
  pen.fillRect(0, 0, chart.width, chart.height);
  chart.paint(pen, chart.width, chart.height);
  return layer.toDataURL("image/png");
}

export function svg(element) {
  const chart = drawing(element);
  const pen = new SvgPen(chart.width, chart.height, chart.look.surface);
  chart.paint(pen, chart.width, chart.height);
  return pen.document();
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
