// A chart of two layers: what is drawn for long, and what follows the pointer. Zoomed by drag, wheel and keys; a double click or 0 shows everything again.
import { canvas, clean, density, sheet, text, Work } from "./chart-canvas.js";
import { Ink } from "./chart-ink.js";
import { escape } from "./chart-look.js";

export class Plot {
  constructor(host, board) {
    Object.assign(this, { host, board, options: {}, zoom: null, margin: { left: 52, right: 12, top: 10, bottom: 34 } });
    host.replaceChildren();
    this.seen = canvas(host);
    this.tip = Object.assign(document.createElement("div"), { className: "chart-tip", hidden: true });
    this.tip.setAttribute("role", "status");
    this.box = Object.assign(document.createElement("div"), { className: "zoom-box", hidden: true });
    host.append(this.box, this.tip);
    host.tabIndex = 0;
    this.work = new Work(() => this.picture(), 3);
    this.size = new ResizeObserver(() => this.redraw(true));
    this.size.observe(host);
    this.listen();
  }

  set(options) {
    if (options.home !== this.options.home) this.zoom = null;
    this.options = options;
  }

  dispose() {
    this.size.disconnect();
    this.work.stop();
  }

  draw(news) {
    if (["data", "settled", "settings", "theme", "axes"].some(what => news.has(what))) this.redraw(news.has("theme") || news.has("axes"));
    if (news.has("hot")) this.point();
  }

  redraw(now) {
    this.work.start(now);
  }

  // Draws beside what is seen and swaps at the end: no flicker.
  *picture() {
    const { clientWidth: width, clientHeight: height } = this.host;
    if (width === 0) return; // not shown: drawn when it has a size
    const [next, pen] = sheet(width, height);
    const look = this.board.palette();
    const home = this.home();
    const zoom = this.zoom ?? { x: [0, 1], y: [0, 1] };
    const frame = { x: home.x.within(...zoom.x), y: home.y.within(...zoom.y), width, height, home };
    frame.px = v => this.margin.left + frame.x.part(v) * (width - this.margin.left - this.margin.right);
    frame.py = v => height - this.margin.bottom - frame.y.part(v) * (height - this.margin.top - this.margin.bottom);
    this.axes(pen, frame, look);
    const ink = new Ink(width, height, density());
    ink.clip(this.margin.left, this.margin.top - 3, width - this.margin.left - this.margin.right + 3, height - this.margin.top - this.margin.bottom + 6);
    yield;
    yield* this.paint(ink, frame, look);
    const picture = yield ink.picture();
    pen.drawImage(picture, 0, 0, width, height);
    picture.close();
    [this.base, this.frame] = [next, frame];
    this.host.dataset.points = String(this.points ?? 0);
    this.host.dataset.series = String(this.series ?? 1);
    this.point();
  }

  axes(pen, frame, look) {
    const { left, right, top, bottom } = this.margin;
    const { width, height, home } = frame;
    pen.lineWidth = 1;
    pen.textBaseline = "middle";
    pen.textAlign = "right";
    for (const v of frame.y.ticks(Math.max(2, Math.round(height / 56)))) {
      const y = frame.py(v);
      pen.strokeStyle = look.grid;
      pen.beginPath(); pen.moveTo(left, y + .5); pen.lineTo(width - right, y + .5); pen.stroke();
      pen.fillStyle = look.text3;
      pen.fillText(home.yText?.(v) ?? text(v), left - 7, y);
    }
    pen.textBaseline = "top";
    pen.textAlign = "center";
    const labels = home.xTicks ?? frame.x.ticks(Math.max(2, Math.round((width - left - right) / 84)));
    for (const v of labels) {
      const x = frame.px(v);
      if (x < left - 1 || x > width - right + 1 || home.whole && !Number.isInteger(v)) continue;
      pen.fillStyle = look.text3;
      pen.fillText(home.xText?.(v) ?? text(v), Math.min(x, width - 22), height - bottom + 6);
    }
    pen.fillText(home.xName ?? "", left + (width - left - right) / 2, height - 13);
    pen.strokeStyle = look.border;
    pen.beginPath(); pen.moveTo(left, height - bottom + .5); pen.lineTo(width - right, height - bottom + .5); pen.stroke();
  }

  // What follows the pointer: the trial that it is on, here or anywhere on the page.
  point(hit) {
    if (!this.frame) return;
    const { width, height } = this.frame;
    const pen = clean(this.seen, width, height);
    pen.drawImage(this.base, 0, 0, width, height);
    const row = this.board.hot;
    if (row < 0) { this.tip.hidden = true; return; }
    pen.save();
    pen.beginPath();
    pen.rect(this.margin.left - 4, 0, width - this.margin.left, height - this.margin.bottom + 4);
    pen.clip();
    const at = this.mark(pen, this.frame, row, this.board.palette());
    pen.restore();
    const here = this.over || this.host === document.activeElement;
    this.tip.hidden = !here || !at;
    if (this.tip.hidden) return;
    this.tip.innerHTML = `<div class="who"><i style="background:${this.board.colour(row)}"></i>Trial ${this.board.number[row]}</div>`
      + at.lines.map(([name, value]) => `<div><span>${escape(name)}</span><b>${escape(value)}</b></div>`).join("");
    const left = at.x + 14 + this.tip.offsetWidth > width ? at.x - 14 - this.tip.offsetWidth : at.x + 14;
    this.tip.style.transform = `translate(${Math.max(2, left)}px, ${Math.max(2, Math.min(height - this.tip.offsetHeight, at.y - this.tip.offsetHeight - 8))}px)`;
  }

  listen() {
    const { host } = this;
    let [from, moved] = [null, false];
    const place = event => { const box = host.getBoundingClientRect(); return [event.clientX - box.left, event.clientY - box.top]; };
    host.addEventListener("pointerdown", event => {
      if (event.button !== 0 || event.pointerType === "touch" || !this.frame) return;
      [from, moved] = [place(event), false];
      host.setPointerCapture(event.pointerId);
    });
    host.addEventListener("pointermove", event => {
      if (!this.frame) return;
      const [x, y] = place(event);
      if (from) {
        moved ||= Math.hypot(x - from[0], y - from[1]) > 5;
        if (moved) this.showBox(from, [x, y]);
        return;
      }
      [this.over, this.pointer] = [true, [x, y]];
      const row = this.nearest(x, y, this.frame);
      host.style.cursor = row >= 0 ? "pointer" : "crosshair";
      if (row === this.board.hot) this.point(); else this.board.point(row);
    });
    host.addEventListener("pointerup", event => {
      if (!from) return;
      this.box.hidden = true;
      const [start, end] = [from, place(event)];
      from = null;
      if (moved) this.zoomTo(start, end);
      else { const row = this.nearest(...end, this.frame); if (row >= 0) this.board.go(row); }
    });
    host.addEventListener("pointercancel", () => { from = null; this.box.hidden = true; });
    host.addEventListener("pointerleave", () => { this.over = false; if (!from) this.board.point(-1); });
    host.addEventListener("blur", () => this.point());
    host.addEventListener("dblclick", () => this.reset());
    host.addEventListener("wheel", event => {
      if (!this.frame || !(event.ctrlKey || event.metaKey || host === document.activeElement)) return;
      event.preventDefault();
      const [x, y] = place(event);
      this.scaleBy(Math.exp(Math.sign(event.deltaY) * .18), ...this.parts(x, y));
    }, { passive: false });
    host.addEventListener("keydown", event => {
      const act = { "+": () => this.scaleBy(.7, .5, .5), "=": () => this.scaleBy(.7, .5, .5), "-": () => this.scaleBy(1.4, .5, .5), 0: () => this.reset(), Escape: () => this.reset(),
        ArrowLeft: () => this.pan(-.2), ArrowRight: () => this.pan(.2), ArrowUp: () => this.board.step(-1), ArrowDown: () => this.board.step(1),
        Enter: () => { if (this.board.hot >= 0) this.board.go(this.board.hot); } }[event.key];
      if (!act || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      event.stopPropagation();
      act();
    });
  }

  // Where a point lies in the plot's area, from 0 to 1.
  parts(x, y) {
    const { left, right, top, bottom } = this.margin;
    const { width, height } = this.frame;
    const bound = v => Math.min(1, Math.max(0, v));
    return [bound((x - left) / (width - left - right)), bound((height - bottom - y) / (height - top - bottom))];
  }

  showBox([ax, ay], [bx, by]) {
    const tall = Math.abs(by - ay) > 14;
    const [top, bottom] = tall ? [Math.min(ay, by), Math.max(ay, by)] : [this.margin.top, this.frame.height - this.margin.bottom];
    Object.assign(this.box.style, { left: `${Math.min(ax, bx)}px`, width: `${Math.abs(bx - ax)}px`, top: `${top}px`, height: `${bottom - top}px` });
    this.box.hidden = false;
  }

  zoomTo(start, end) {
    const [a, b] = [this.parts(...start), this.parts(...end)];
    const zoom = this.zoom ?? { x: [0, 1], y: [0, 1] };
    const inner = ([low, high], from, to) => to - from < .01 ? [low, high] : [low + from * (high - low), low + to * (high - low)];
    const tall = Math.abs(end[1] - start[1]) > 14;
    this.zoom = { x: inner(zoom.x, Math.min(a[0], b[0]), Math.max(a[0], b[0])), y: tall ? inner(zoom.y, Math.min(a[1], b[1]), Math.max(a[1], b[1])) : zoom.y };
    this.redraw(true);
  }

  scaleBy(factor, x, y) {
    const zoom = this.zoom ?? { x: [0, 1], y: [0, 1] };
    const grown = ([low, high], at) => {
      const size = Math.min(1, (high - low) * factor);
      const from = Math.min(1 - size, Math.max(0, low + at * (high - low) - at * size));
      return [from, from + size];
    };
    this.zoom = { x: grown(zoom.x, x), y: grown(zoom.y, y) };
    this.redraw(true);
  }

  pan(by) {
    const zoom = this.zoom ?? { x: [0, 1], y: [0, 1] };
    const [low, high] = zoom.x;
    const from = Math.min(1 - (high - low), Math.max(0, low + by * (high - low)));
    this.zoom = { ...zoom, x: [from, from + high - low] };
    this.redraw(true);
  }

  reset() {
    if (this.zoom) { this.zoom = null; this.redraw(true); }
  }
}
