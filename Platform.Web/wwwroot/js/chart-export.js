// Saves the chart of a card as PNG (at twice the size) or SVG. Below it stands what the page says beside it: what is drawn over what, and which line is which run's.
import { clean, font } from "./chart-canvas.js";
import { drawing } from "./charts.js";
import SvgPen from "./svg-pen.js";

const [row, gap, sample, longest] = [18, 14, 22, 60]; // px; characters of a name

/** The chart alone in colours of the caller's choice. */
export function picture(element, look) {
  const chart = drawing(element);
  const [layer, pen] = sheet(chart.width, chart.height, look.surface);
  chart.paint(pen, look);
  return layer.toDataURL("image/png");
}

function png(element) {
  const chart = drawing(element);
  const rows = names(chart);
  const [layer, pen] = sheet(chart.width, chart.height + below(rows), chart.look.surface);
  chart.paint(pen);
  caption(pen, chart, rows);
  return layer.toDataURL("image/png");
}

function svg(element) {
  const chart = drawing(element);
  const rows = names(chart);
  const pen = new SvgPen(chart.width, chart.height + below(rows), chart.look.surface);
  chart.paint(pen);
  caption(pen, chart, rows);
  return pen.document();
}

function sheet(width, height, ground) {
  const layer = document.createElement("canvas");
  const pen = clean(layer, width, height, 2);
  pen.fillStyle = ground;
  pen.fillRect(0, 0, width, height);
  return [layer, pen];
}

const below = rows => row * (rows.length + 1) + gap;

// The lines' names in rows that fit.
function names(chart) {
  const pen = document.createElement("canvas").getContext("2d");
  pen.font = font;
  const rows = [];
  let at = Infinity;
  for (const { name, colour, dash } of chart.picture.front) {
    const text = name.length > longest ? `${name.slice(0, longest - 1)}…` : name;
    const width = sample + pen.measureText(text).width + gap;
    if (at + width > chart.width) {
      rows.push([]);
      at = gap;
    }
    rows.at(-1).push({ text, colour, dash, x: at });
    at += width;
  }
  return rows;
}

function caption(pen, chart, rows) {
  Object.assign(pen, { globalAlpha: 1, font, textAlign: "left", textBaseline: "middle", fillStyle: chart.look.text, lineWidth: 2 });
  pen.fillText(`${chart.host.dataset.title} ${chart.picture.over}`, gap, chart.height + row / 2);
  rows.forEach((named, i) => {
    const y = chart.height + row * (i + 1.5);
    for (const { text, colour, dash, x } of named) {
      pen.strokeStyle = colour;
      pen.setLineDash(dash);
      pen.beginPath();
      pen.moveTo(x, y);
      pen.lineTo(x + sample - 6, y);
      pen.stroke();
      pen.fillText(text, x + sample, y);
    }
  });
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
