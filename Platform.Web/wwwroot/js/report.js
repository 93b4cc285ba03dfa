// Printing a report: on paper each chart is a picture of itself, as wide as the page.
import { png } from "./chart-export.js";

function drawn() {
  return document.querySelectorAll(".report-chart .chart[data-points]");
}

function prepare() {
  clean();
  for (const chart of drawn()) {
    const picture = document.createElement("img");
    picture.className = "printed";
    picture.alt = chart.getAttribute("aria-label") ?? "Chart";
    picture.src = png(chart);
    chart.after(picture);
  }
}

function clean() {
  document.querySelectorAll("img.printed").forEach(picture => picture.remove());
}

window.addEventListener("beforeprint", prepare);
window.addEventListener("afterprint", clean);

document.addEventListener("click", async event => {
  if (!event.target.closest?.("[data-print]")) return;
  prepare();
  await Promise.all([...document.querySelectorAll("img.printed")].map(picture => picture.decode().catch(() => {})));
  window.print();
});
