// Parallel coordinates: a line a trial, an axis a parameter, the objective last. The axes are controls of their own: drag along one to set a range, drag its middle
// or its ends to change it, click it away; with the keyboard the arrows move the range's ends. Lines are two pictures: all of them, dimmed, drawn once; and those that
// pass every brush, drawn anew in idle frames. While a brush moves only its rectangle does.
import { canvas, clean, extent, last, Scale, settle, sheet, text, Work } from "./chart-canvas.js";

const margin = { top: 34, bottom: 30, side: 46 };
const room = 88; // least px between axes; narrower pages scroll sideways
const grab = 7; // px around a brush's ends
const atOnce = 400; // lines a step

/** Six digits are enough for a brush; rounded so that it never loses what it held. */
function outward(value, way) {
  const short = +value.toPrecision(6);
  return (value - short) * way <= 0 ? short : +(short + way * 10 ** (Math.floor(Math.log10(Math.abs(value))) - 5)).toPrecision(6);
}

export default class Brushes {
  constructor(host, board) {
    Object.assign(this, { host, board, handles: [] });
    host.replaceChildren();
    this.inner = Object.assign(document.createElement("div"), { className: "axes" });
    host.append(this.inner);
    this.seen = canvas(this.inner);
    this.back = new Work(() => this.drawAll(), last); // under a brush only: without one the others cover it
    this.front = new Work(() => this.drawLit(), 1);
    this.size = new ResizeObserver(() => { this.box = null; this.layout(); });
    this.size.observe(host);
    this.inner.addEventListener("pointermove", event => this.hover(event));
    this.inner.addEventListener("pointerleave", () => this.board.point(-1));
    this.inner.addEventListener("click", event => { if (event.target === this.inner && this.board.hot >= 0) this.board.go(this.board.hot); });
  }

  dispose() {
    this.size.disconnect();
    this.back.stop();
    this.front.stop();
  }

  draw(news) {
    if (["axes", "data", "theme", "settings"].some(what => news.has(what))) this.layout(news.has("data") && !news.has("axes"));
    else if (news.has("settled") || news.has("still")) this.front.start();
    if (news.has("brushes")) this.showBrushes();
    if (news.has("hot")) this.mark();
  }

  layout(grown) {
    const { axes } = this.board;
    this.box ??= [this.host.clientWidth, this.host.clientHeight]; // until it is resized: asked in the midst of changes, the browser lays the page out for the answer
    const [shown, tall] = this.box;
    const wide = Math.max(shown, 2 * margin.side + (axes.length - 1) * room);
    if (shown === 0 || axes.length === 0) return;
    [this.width, this.height] = [wide, tall - (wide > shown ? 14 : 0)];
    this.inner.style.width = `${wide}px`;
    this.inner.style.height = `${this.height}px`;
    this.scales = axes.map(axis => this.scale(axis));
    this.ys = axes.map((axis, i) => axis.values.map(value => this.y(i, value)));
    this.x = axes.map((_, i) => margin.side + i * (wide - 2 * margin.side) / Math.max(1, axes.length - 1));
    if (this.handles.length !== axes.length || this.handles.some((h, i) => h.dataset.axis !== axes[i].name)) this.makeHandles();
    this.handles.forEach((handle, i) => {
      Object.assign(handle.style, { left: `${this.x[i] - 15}px`, top: `${margin.top - 8}px`, height: `${this.height - margin.top - margin.bottom + 16}px` });
      handle.classList.toggle("last", i > 0 && i === axes.length - 1);
      handle.label.style.maxWidth = `${(wide - 2 * margin.side) / Math.max(1, axes.length - 1) - 8}px`;
    });
    this.back.start(!grown);
    this.front.start(!grown);
    this.ticks();
    this.showBrushes();
  }

  scale(axis) {
    if (axis.choices) return new Scale(-.5, axis.choices.length - .5);
    if (axis.low !== null && axis.high !== null) return new Scale(axis.low, axis.high, axis.log);
    return extent(axis.values, false, 0);
  }

  y(i, value) {
    const part = this.scales[i].part(value);
    const bottom = this.height - margin.bottom;
    return Number.isFinite(part) ? bottom - Math.min(1.02, Math.max(-.02, part)) * (bottom - margin.top) : bottom + 14; // what a trial does not have lies below the axis
  }

  trace(pen, row) {
    pen.beginPath();
    for (let i = 0; i < this.x.length; i++) {
      const y = this.ys[i][row] ?? this.y(i, this.board.axes[i].values[row]); // of a trial that has come since
      if (i === 0) pen.moveTo(this.x[i], y); else pen.lineTo(this.x[i], y);
    }
    pen.stroke();
  }

  drawable() {
    const last = this.board.axes.at(-1)?.values ?? [];
    return this.board.ranked().filter(row => Number.isFinite(last[row]));
  }

  *drawAll() {
    const look = this.board.palette();
    const rows = this.drawable();
    const [next, pen] = sheet(this.width, this.height);
    [pen.strokeStyle, pen.lineWidth, pen.globalAlpha] = [look.dim, 1, Math.max(.035, Math.min(.25, 40 / Math.max(1, rows.length)))];
    for (let i = 0; i < rows.length; i++) {
      this.trace(pen, rows[i]);
      if (i % atOnce === 0) { settle(pen); yield; }
    }
    this.all = next;
    this.mark();
    this.say(rows.length);
  }

  say(lines) {
    this.host.dataset.points = String(lines);
    this.host.dataset.series = String(this.board.axes.length);
  }

  *drawLit() {
    const { board } = this;
    const rows = this.drawable().filter(row => board.mask[row]); // the best last, so that they lie on top
    const [look, alpha] = [board.palette(), Math.max(.16, Math.min(.85, 90 / Math.max(1, rows.length)))];
    const [next, pen] = sheet(this.width, this.height);
    [pen.lineWidth, pen.globalAlpha] = [rows.length > 400 ? 1 : 1.5, alpha];
    let step = 0;
    for (const row of rows) {
      if (board.picked.length > 0) [pen.lineWidth, pen.globalAlpha] = board.picked.includes(board.number[row]) ? [2.6, 1] : [1, alpha];
      pen.strokeStyle = board.colour(row, look);
      this.trace(pen, row);
      if (++step % atOnce === 0) { settle(pen); yield; }
    }
    this.lit = next;
    this.host.dataset.lit = String(rows.length);
    if (board.whole) this.say(rows.length);
    this.mark();
  }

  // Over the lines, each text on a ground of its own.
  ticks() {
    const look = this.board.palette();
    const [next, pen] = sheet(this.width, this.height);
    this.marks = next;
    pen.textBaseline = "middle";
    this.board.axes.forEach((axis, i) => {
      const x = this.x[i] + .5;
      const last = i === this.x.length - 1;
      [pen.strokeStyle, pen.lineWidth, pen.textAlign] = [look.text2, 1, "left"];
      pen.beginPath(); pen.moveTo(x, margin.top); pen.lineTo(x, this.height - margin.bottom); pen.stroke();
      const labels = axis.choices ? axis.choices.map((name, at) => [at, name]) : this.scales[i].ticks(axis.log ? 5 : 4).map(v => [v, axis.share ? `${text(v * 100)} %` : text(v)]);
      if (axis.values.some(v => !Number.isFinite(v)) && !last) labels.push([NaN, "none"]);
      for (const [value, name] of labels) {
        const y = this.y(i, value);
        pen.globalAlpha = .82;
        pen.fillStyle = look.surface;
        pen.fillRect(x + 4, y - 7, pen.measureText(name).width + 5, 14);
        pen.globalAlpha = 1;
        pen.fillStyle = look.text2;
        pen.fillText(name, x + 6, y);
      }
    });
  }

  // What is seen: all lines, those that pass, the one that the pointer is on, and the axes.
  mark() {
    if (!this.scales) return;
    const { board, width, height } = this;
    const pen = clean(this.seen, width, height);
    for (const layer of [this.all, this.lit]) if (layer) pen.drawImage(layer, 0, 0, width, height);
    if (board.hot >= 0) {
      [pen.strokeStyle, pen.lineWidth] = [board.palette().surface, 6];
      this.trace(pen, board.hot);
      [pen.strokeStyle, pen.lineWidth] = [board.palette().text, 2.4];
      this.trace(pen, board.hot);
    }
    pen.drawImage(this.marks, 0, 0, width, height);
    if (board.hot < 0) return;
    pen.fillStyle = board.palette().text;
    [pen.font, pen.textAlign] = ["600 11px Inter, system-ui, sans-serif", "right"];
    pen.fillText(`Trial ${board.number[board.hot]}`, width - 6, height - 4);
  }

  hover(event) {
    if (event.buttons || !this.scales) return;
    const box = this.inner.getBoundingClientRect();
    const [x, y] = [event.clientX - box.left, event.clientY - box.top];
    const right = this.x.findIndex(at => at > x);
    if (right <= 0) { this.board.point(-1); return; }
    const part = (x - this.x[right - 1]) / (this.x[right] - this.x[right - 1]);
    let [best, distance] = [-1, 8];
    for (let row = 0; row < this.board.n; row++) {
      if (!this.board.mask[row]) continue;
      const gap = Math.abs(this.y(right - 1, this.board.axes[right - 1].values[row]) * (1 - part) + this.y(right, this.board.axes[right].values[row]) * part - y);
      if (gap < distance) [best, distance] = [row, gap];
    }
    this.inner.style.cursor = best >= 0 ? "pointer" : "default";
    this.board.point(best);
  }

  makeHandles() {
    this.handles.forEach(handle => handle.remove());
    this.handles = this.board.axes.map((axis, i) => {
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
      this.inner.append(handle);
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
    const handle = this.handles[i];
    const axis = this.board.axes[i];
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
      if (!moved && how === "make") this.board.brush(axis.name, null, 1);
      else if (moved) this.board.brush(axis.name, this.rangeOf(axis), 1);
    };
    handle.addEventListener("pointermove", move);
    handle.addEventListener("pointerup", end, { once: true });
    handle.addEventListener("pointercancel", end, { once: true });
  }

  rangeOf(axis) {
    const brush = this.board.brushes.get(axis.name);
    return brush ? [brush.low, brush.high] : null;
  }

  parts(i) {
    const range = this.rangeOf(this.board.axes[i]);
    return range?.map(v => Math.min(1, Math.max(0, this.scales[i].part(v))));
  }

  // Choices are taken whole; an end at an axis' end takes everything there.
  ask(i, [low, high], rests) {
    const axis = this.board.axes[i];
    const scale = this.scales[i];
    const range = axis.choices ? [Math.floor(scale.value(low) + .5) - .5, Math.min(axis.choices.length - 1, Math.floor(scale.value(high) + .4999)) + .5] : [scale.value(low), scale.value(high)];
    if (axis.whole) { range[0] = Math.ceil(range[0] - 1e-6); range[1] = Math.max(range[0], Math.floor(range[1] + 1e-6)); }
    this.board.brush(axis.name, [outward(range[0], -1), outward(range[1], 1)], rests);
  }

  key(event, i) {
    const axis = this.board.axes[i];
    const next = { ArrowLeft: i - 1, ArrowRight: i + 1 }[event.key];
    if (next !== undefined) { event.preventDefault(); this.handles[next]?.focus(); return; }
    if (["Escape", "Delete", "Backspace"].includes(event.key)) { event.preventDefault(); event.stopPropagation(); this.board.brush(axis.name, null, 300); return; }
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

  showBrushes() {
    if (!this.scales) return;
    const tall = this.height - margin.top - margin.bottom;
    this.handles.forEach((handle, i) => {
      const parts = this.parts(i);
      handle.range.hidden = !parts;
      if (parts) Object.assign(handle.range.style, { top: `${8 + (1 - parts[1]) * tall}px`, height: `${Math.max(3, (parts[1] - parts[0]) * tall)}px` });
      const said = this.said(this.board.axes[i]);
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
