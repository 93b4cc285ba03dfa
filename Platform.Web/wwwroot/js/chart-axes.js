// The axes of parallel coordinates as controls: drag along one to set a range, drag its middle or its ends to change it, click it away; with the keyboard the arrows
// move the range's ends.
import { text } from "./chart-canvas.js";

export const margin = { top: 34, bottom: 30, side: 46 };
const grab = 7; // px around a brush's ends

/** Six digits are enough for a brush; rounded so that it never loses what it held. */
function outward(value, way) {
  const short = +value.toPrecision(6);
  return (value - short) * way <= 0 ? short : +(short + way * 10 ** (Math.floor(Math.log10(Math.abs(value))) - 5)).toPrecision(6);
}

export default class Axes {
  constructor(chart) {
    Object.assign(this, { chart, all: [] });
  }

  /** Where the chart has its axes now. */
  place() {
    const { board: { axes }, height, width, x } = this.chart;
    const room = (width - 2 * margin.side) / Math.max(1, axes.length - 1) - 8;
    if (this.all.length !== axes.length || this.all.some((h, i) => h.dataset.axis !== axes[i].name)) this.make();
    this.all.forEach((handle, i) => {
      Object.assign(handle.style, { left: `${x[i] - 15}px`, top: `${margin.top - 8}px`, height: `${height - margin.top - margin.bottom + 16}px` });
      handle.classList.toggle("last", i > 0 && i === axes.length - 1);
      handle.label.style.maxWidth = `${room}px`;
    });
  }

  make() {
    this.all.forEach(handle => handle.remove());
    this.all = this.chart.board.axes.map((axis, i) => {
      const handle = document.createElement("div");
      handle.className = "axis";
      handle.dataset.axis = axis.name;
      handle.tabIndex = 0;
      handle.setAttribute("role", "slider");
      handle.setAttribute("aria-orientation", "vertical");
      handle.setAttribute("aria-valuemin", "0");
      handle.setAttribute("aria-valuemax", "100");
      handle.setAttribute("aria-label", `Range of ${axis.label}`);
      handle.label = Object.assign(document.createElement("span"), { className: "axis-name", textContent: axis.label, title: axis.label });
      handle.range = Object.assign(document.createElement("span"), { className: "range", hidden: true });
      handle.append(handle.label, handle.range);
      handle.addEventListener("pointerdown", event => this.grab(event, i));
      handle.addEventListener("keydown", event => this.key(event, i));
      this.chart.inner.append(handle);
      return handle;
    });
  }

  // The part of the axis at a height of its handle, from 0 at the bottom.
  part(handle, event) {
    const box = handle.getBoundingClientRect();
    return Math.min(1, Math.max(0, (box.bottom - 8 - event.clientY) / (box.height - 16)));
  }

  grab(event, i) {
    if (event.button !== 0) return;
    const handle = this.all[i];
    const axis = this.chart.board.axes[i];
    event.preventDefault();
    handle.focus({ preventScroll: true });
    handle.setPointerCapture(event.pointerId);
    const start = this.part(handle, event);
    const old = this.parts(i);
    const near = grab / (handle.clientHeight - 16);
    const how = !old ? "make" : Math.abs(start - old[1]) < near ? "high" : Math.abs(start - old[0]) < near ? "low" : start > old[0] && start < old[1] ? "move" : "make";
    let moved = false;
    const move = at => {
      const now = this.part(handle, at);
      moved ||= Math.abs(now - start) * (handle.clientHeight - 16) > 3;
      if (!moved) return;
      let range = how === "make" ? [start, now] : how === "low" ? [now, old[1]] : how === "high" ? [old[0], now]
        : (by => [old[0] + by, old[1] + by])(Math.min(1 - old[1], Math.max(-old[0], now - start)));
      range = range.sort((a, b) => a - b);
      this.ask(i, range);
    };
    const end = () => {
      handle.removeEventListener("pointermove", move);
      if (!moved && how === "make") this.chart.board.brush(axis.name, null, 1);
      else if (moved) this.chart.board.brush(axis.name, this.rangeOf(axis), 1);
    };
    handle.addEventListener("pointermove", move);
    handle.addEventListener("pointerup", end, { once: true });
    handle.addEventListener("pointercancel", end, { once: true });
  }

  rangeOf(axis) {
    const brush = this.chart.board.brushes.get(axis.name);
    return brush ? [brush.low, brush.high] : null;
  }

  parts(i) {
    const range = this.rangeOf(this.chart.board.axes[i]);
    return range?.map(v => Math.min(1, Math.max(0, this.chart.scales[i].part(v))));
  }

  // Choices are taken whole; an end at an axis' end takes everything there.
  ask(i, [low, high], rests) {
    const axis = this.chart.board.axes[i];
    const scale = this.chart.scales[i];
    const range = axis.choices ? [Math.floor(scale.value(low) + .5) - .5, Math.min(axis.choices.length - 1, Math.floor(scale.value(high) + .4999)) + .5] : [scale.value(low), scale.value(high)];
    if (axis.whole) { range[0] = Math.ceil(range[0] - 1e-6); range[1] = Math.max(range[0], Math.floor(range[1] + 1e-6)); }
    this.chart.board.brush(axis.name, [outward(range[0], -1), outward(range[1], 1)], rests);
  }

  key(event, i) {
    const axis = this.chart.board.axes[i];
    const next = { ArrowLeft: i - 1, ArrowRight: i + 1 }[event.key];
    if (next !== undefined) { event.preventDefault(); this.all[next]?.focus(); return; }
    if (["Escape", "Delete", "Backspace"].includes(event.key)) { event.preventDefault(); event.stopPropagation(); this.chart.board.brush(axis.name, null, 300); return; }
    const step = (axis.choices ? 1 / axis.choices.length : .05) * ({ ArrowUp: 1, ArrowDown: -1, PageUp: 1, PageDown: -1 }[event.key] ?? 0);
    if (step === 0) return;
    event.preventDefault();
    let [low, high] = this.parts(i) ?? [0, 1];
    const small = axis.choices ? 1 / axis.choices.length : .02;
    if (event.key.startsWith("Page")) { const by = Math.min(1 - high, Math.max(-low, step * 2)); [low, high] = [low + by, high + by]; }
    else if (event.shiftKey) high = Math.min(1, Math.max(low + small, high + step));
    else if (this.parts(i) || step > 0) low = Math.max(0, Math.min(high - small, low + step));
    else high = 1 + step;
    this.ask(i, axis.choices ? [low + 1e-6, high - 1e-6] : [low, high], 300);
  }

  show() {
    if (!this.chart.scales) return;
    const tall = this.chart.height - margin.top - margin.bottom;
    this.all.forEach((handle, i) => {
      const parts = this.parts(i);
      handle.range.hidden = !parts;
      if (parts) Object.assign(handle.range.style, { top: `${8 + (1 - parts[1]) * tall}px`, height: `${Math.max(3, (parts[1] - parts[0]) * tall)}px` });
      const said = this.said(this.chart.board.axes[i]);
      if (handle.said === said) return;
      handle.said = handle.range.title = said;
      handle.setAttribute("aria-valuetext", said);
      handle.setAttribute("aria-valuenow", String(Math.round((parts?.[0] ?? 0) * 100)));
    });
  }

  said(axis) {
    const range = this.rangeOf(axis);
    if (!range) return "all";
    if (axis.choices) return axis.choices.filter((_, at) => at >= range[0] && at <= range[1]).join(", ");
    return range.map(v => axis.share ? `${text(v * 100)} %` : text(v)).join(" to ");
  }
}
