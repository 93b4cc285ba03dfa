// A chart of lines: axes, lines, and what the pointer is on. Drawn on a canvas, or for an export on any other pen that knows the same few strokes.
import { canvas, clean, font } from "./chart-canvas.js";
import { theme } from "./chart-look.js";

const margin = { top: 12, right: 18, bottom: 26, named: 16 };
const least = .002; // of the axis that a zoom shows
const near = 300; // px beyond the window's edges in which charts are drawn, so that scrolling finds them there
const still = 4; // px that the pointer may move within a click

export default class LineChart {
  constructor(host, kind, state) {
    Object.assign(this, { host, kind, state, zoom: [0, 1], frame: 0, pointer: null, stale: true });
    this.layer = canvas(host);
    [this.ground, this.lines] = [0, 1].map(() => document.createElement("canvas"));
    this.tip = Object.assign(document.createElement("div"), { className: "chart-tip", hidden: true });
    host.append(this.tip);
    this.listen();
    const { top, bottom } = host.getBoundingClientRect();
    this.inSight = top < window.innerHeight + near && bottom > -near; // until the observer says better
    this.draw();
    this.size = new ResizeObserver(() => { if (host.clientWidth !== this.width || host.clientHeight !== this.height) this.draw(); });
    this.size.observe(host);
    this.sight = new IntersectionObserver(seen => {
      this.inSight = seen.at(-1).isIntersecting;
      if (this.inSight) this.refresh();
    }, { rootMargin: `${near}px` });
    this.sight.observe(host);
  }

  begin(state) {
    this.state = state;
    this.later();
  }

  take(change) {
    this.kind.merge(this.state, change);
    this.later();
  }

  later() {
    this.stale = true; // also for an export before the next frame
    this.frame ||= requestAnimationFrame(() => { this.frame = 0; this.draw(); });
  }

  // What is out of sight waits until it comes into sight; what it would show is told at once.
  draw() {
    const { host, state } = this;
    this.stale = true;
    if (this.inSight) this.refresh();
    host.dataset.points = String(this.kind.points(state));
    host.dataset.series = String(state.lines.size);
  }

  /** Draws what has waited, if anything has. */
  refresh() {
    if (!this.stale) return;
    const { host, state } = this;
    [this.width, this.height] = [host.clientWidth, host.clientHeight];
    this.look = theme();
    this.picture = this.kind.picture(state, this.look);
    if (this.width === 0) return; // in a tab that is not shown: waits on
    this.stale = false;
    const [ground, lines] = [this.ground, this.lines].map(layer => clean(layer, this.width, this.height));
    this.place = this.axes(ground, this.width, this.height);
    this.curves(lines, this.place);
    this.show();
  }

  /** Draws everything but what follows the pointer on a pen of another kind. */
  paint(pen, look = this.look) {
    const own = [this.look, this.picture];
    if (look !== this.look) [this.look, this.picture] = [look, this.kind.picture(this.state, look)];
    this.curves(pen, this.axes(pen, this.width, this.height));
    [this.look, this.picture] = own;
  }

  // Answers where values lie.
  axes(pen, width, height) {
    const { picture, look } = this;
    const { y } = picture;
    const x = picture.x.within(...this.zoom);
    const yTicks = y.ticks(Math.max(2, Math.round(height / 44)));
    pen.font = font;
    const left = Math.ceil(Math.max(0, ...yTicks.map(v => pen.measureText(picture.yText(v)).width))) + 16;
    const bottom = height - margin.bottom - (picture.xName ? margin.named : 0);
    const right = Math.max(left + 1, width - margin.right);
    const px = v => left + x.part(v) * (right - left);
    const py = v => bottom - y.part(v) * (bottom - margin.top);
    [pen.lineWidth, pen.globalAlpha, pen.strokeStyle, pen.fillStyle] = [1, 1, look.grid, look.text3];
    [pen.textBaseline, pen.textAlign] = ["middle", "right"];
    const straight = (ax, ay, bx, by) => { pen.beginPath(); pen.moveTo(ax, ay); pen.lineTo(bx, by); pen.stroke(); };
    for (const v of yTicks) {
      const at = Math.round(py(v)) + .5;
      straight(left, at, right, at);
      pen.fillText(picture.yText(v), left - 8, at);
    }
    straight(left, bottom + .5, right, bottom + .5);
    [pen.textBaseline, pen.textAlign] = ["top", "center"];
    let free = -Infinity; // labels that would touch the one before are left out
    for (const v of picture.xTicks(x, Math.max(2, Math.round((right - left) / 90)))) {
      const label = picture.xText(v, x);
      const half = pen.measureText(label).width / 2;
      if (px(v) - half < free) continue;
      free = px(v) + half + 8;
      pen.fillText(label, px(v), bottom + 8);
    }
    if (picture.xName) pen.fillText(picture.xName, (left + right) / 2, bottom + 8 + margin.named);
    return { left, right, top: margin.top, bottom, x, px, py };
  }

  curves(pen, place) {
    pen.save();
    pen.beginPath();
    pen.rect(place.left - 3, place.top - 3, place.right - place.left + 6, place.bottom - place.top + 6);
    pen.clip();
    for (const line of this.picture.lines) this.line(pen, place, line);
    pen.restore();
  }

  // A value that is no number is a gap.
  line(pen, { px, py }, { x, y, colour, width = 1.8, alpha = 1, dash = [], dots = 0 }) {
    [pen.strokeStyle, pen.fillStyle, pen.lineWidth, pen.globalAlpha] = [colour, colour, width, alpha];
    pen.setLineDash(dash);
    pen.beginPath();
    let down = false;
    for (let i = 0; i < x.length; i++) {
      const at = py(y[i]);
      if (!Number.isFinite(at)) down = false;
      else if (down) pen.lineTo(px(x[i]), at);
      else { pen.moveTo(px(x[i]), at); down = true; }
    }
    pen.stroke();
    pen.setLineDash([]);
    if (!dots) return;
    for (let i = 0; i < x.length; i++)
      if (Number.isFinite(py(y[i]))) this.dot(pen, px(x[i]), py(y[i]), dots);
  }

  dot(pen, x, y, radius) {
    pen.beginPath();
    pen.arc(x, y, radius, 0, 7);
    pen.fill();
  }

  // The drawing, and over it what the pointer is on: the kind says which points, and what stands beside them.
  show() {
    if (!this.place || this.width === 0) return;
    const { width, height, place, tip, look, picture } = this;
    const pen = clean(this.layer, width, height);
    const hit = this.pointer && this.kind.hit(this.state, picture, place, ...this.pointer);
    this.host.style.cursor = hit?.href ? "pointer" : "default";
    tip.hidden = !hit;
    pen.drawImage(this.ground, 0, 0, width, height);
    pen.globalAlpha = hit?.line ? .3 : 1;
    pen.drawImage(this.lines, 0, 0, width, height);
    if (!hit) return;
    pen.globalAlpha = 1;
    if (hit.line) this.line(pen, place, { ...hit.line, alpha: 1, width: 3 });
    else {
      [pen.strokeStyle, pen.lineWidth] = [look.dim, 1];
      pen.beginPath(); pen.moveTo(Math.round(hit.x) + .5, place.top); pen.lineTo(Math.round(hit.x) + .5, place.bottom); pen.stroke();
    }
    for (const point of hit.points) {
      pen.fillStyle = point.colour;
      this.dot(pen, point.x, point.y, 3.5);
    }
    tip.innerHTML = hit.html;
    const left = hit.x + 14 + tip.offsetWidth > width ? hit.x - 14 - tip.offsetWidth : hit.x + 14;
    tip.style.transform = `translate(${Math.max(4, left)}px, ${Math.max(4, Math.min(height - tip.offsetHeight, hit.y - tip.offsetHeight / 2))}px)`;
  }

  // With Ctrl the wheel zooms along the axis and a drag moves it; without, the page scrolls as everywhere. A finger has no place when it is lifted: what it tapped stays
  // told until the next tap elsewhere.
  listen() {
    const { host } = this;
    let pressed = null;
    const at = event => { const box = host.getBoundingClientRect(); return [event.clientX - box.left, event.clientY - box.top]; };
    host.addEventListener("pointerdown", event => {
      pressed = this.pointer = at(event);
      this.show();
    });
    host.addEventListener("pointermove", event => {
      const [x, y] = at(event);
      if (event.buttons === 1 && event.ctrlKey && this.pointer && this.place) this.slide((this.pointer[0] - x) / (this.place.right - this.place.left));
      this.pointer = [x, y];
      this.show();
    });
    host.addEventListener("pointerleave", event => { if (event.pointerType !== "touch") this.leave(); });
    this.elsewhere = event => { if (this.pointer && !host.contains(event.target)) this.leave(); };
    document.addEventListener("pointerdown", this.elsewhere, true);
    host.addEventListener("click", event => {
      const [x, y] = at(event);
      const moved = pressed && Math.hypot(x - pressed[0], y - pressed[1]) > still;
      pressed = null;
      if (event.ctrlKey || moved || !this.place) return;
      const href = this.kind.hit(this.state, this.picture, this.place, x, y)?.href;
      if (href) window.Blazor.navigateTo(href);
    });
    host.addEventListener("dblclick", () => { this.zoom = [0, 1]; this.later(); });
    host.addEventListener("wheel", event => {
      if (!event.ctrlKey || !this.place) return;
      event.preventDefault();
      const [low, high] = this.zoom;
      const part = Math.min(1, Math.max(0, (at(event)[0] - this.place.left) / (this.place.right - this.place.left)));
      const size = Math.min(1, Math.max(least, (high - low) * Math.exp(Math.sign(event.deltaY) * .18)));
      this.from(low + part * (high - low - size), size);
    }, { passive: false });
  }

  leave() {
    this.pointer = null;
    this.show();
  }

  slide(by) {
    const size = this.zoom[1] - this.zoom[0];
    this.from(this.zoom[0] + by * size, size);
  }

  from(low, size) {
    const start = Math.min(1 - size, Math.max(0, low));
    this.zoom = [start, start + size];
    this.later();
  }

  dispose() {
    cancelAnimationFrame(this.frame);
    this.size.disconnect();
    this.sight.disconnect();
    document.removeEventListener("pointerdown", this.elsewhere, true);
  }
}
