// Parallel coordinates: a line a trial, an axis a parameter, the objective last. The axes are controls of their own (chart-axes.js). Lines are two pictures: all of
// them, dimmed, drawn once; and those that pass every brush, drawn anew in idle frames. While a brush moves only its rectangle does.
import Axes, { margin } from "./chart-axes.js";
import { canvas, clean, density, extent, last, Scale, sheet, text, Work } from "./chart-canvas.js";
import { Ink } from "./chart-ink.js";

const room = 88; // least px between axes; narrower pages scroll sideways
const atOnce = 400; // lines a step

export default class Brushes {
  constructor(host, board) {
    Object.assign(this, { host, board });
    host.replaceChildren();
    this.inner = Object.assign(document.createElement("div"), { className: "axes" });
    host.append(this.inner);
    this.seen = canvas(this.inner);
    this.controls = new Axes(this);
    this.back = new Work(() => this.drawAll(), last); // under a brush only: without one the others cover it
    this.front = new Work(() => this.drawLit(), last); // at first after those above it
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
    this.swap("all", null);
    this.swap("lit", null);
  }

  draw(news) {
    if (["axes", "data", "theme", "settings"].some(what => news.has(what))) this.layout(news.has("data") && !news.has("axes"));
    else if (news.has("settled") || news.has("still")) this.front.start();
    if (news.has("brushes")) this.controls.show();
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
    this.controls.place();
    this.back.start(!grown);
    this.front.start(!grown);
    this.marks = null;
    this.controls.show();
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
    const pen = new Ink(this.width, this.height, density());
    [pen.strokeStyle, pen.lineWidth, pen.globalAlpha] = [look.dim, 1, Math.max(.035, Math.min(.25, 40 / Math.max(1, rows.length)))];
    for (let i = 0; i < rows.length; i++) {
      this.trace(pen, rows[i]);
      if (i % atOnce === 0) yield;
    }
    this.swap("all", yield pen.picture());
    this.mark();
    this.say(rows.length);
  }

  swap(layer, picture) {
    this[layer]?.close();
    this[layer] = picture;
  }

  say(lines) {
    this.host.dataset.points = String(lines);
    this.host.dataset.series = String(this.board.axes.length);
  }

  *drawLit() {
    const { board } = this;
    const rows = this.drawable().filter(row => board.mask[row]); // the best last, so that they lie on top
    const [look, alpha] = [board.palette(), Math.max(.16, Math.min(.85, 90 / Math.max(1, rows.length)))];
    const pen = new Ink(this.width, this.height, density());
    [pen.lineWidth, pen.globalAlpha] = [rows.length > 400 ? 1 : 1.5, alpha];
    let step = 0;
    for (const row of rows) {
      if (board.picked.length > 0) [pen.lineWidth, pen.globalAlpha] = board.picked.includes(board.number[row]) ? [2.6, 1] : [1, alpha];
      pen.strokeStyle = board.colour(row, look);
      this.trace(pen, row);
      if (++step % atOnce === 0) yield;
    }
    this.swap("lit", yield pen.picture());
    this.front.rank = 1; // from now on before all others: it follows a brush
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
    if (!this.marks) this.ticks();
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
}
