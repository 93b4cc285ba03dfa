// Printing a report: on paper each chart is a picture of itself, as wide as the page.
import { picture as draw } from "./chart-export.js";
import { paper } from "./chart-look.js";

function drawn() {
  return document.querySelectorAll(".report-chart .chart[data-points]");
}

function prepare() {
  clean();
  const look = paper();
  for (const chart of drawn()) {
    const picture = document.createElement("img");
    picture.className = "printed";
    picture.alt = chart.getAttribute("aria-label") ?? "Chart";
    picture.src = draw(chart, look);
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
