// The trials of one sweep in the browser: their numbers by column, what is brushed, and which trial the pointer is on. The page's charts and its table draw from
// this one place, so that a brush filters all of them without asking the server; the server hears of a brush when it rests.
import { ramp, theme } from "./chart-look.js";
import { doubles, floats, ints, load, Numbers, texts } from "./chart-data.js";
import Brushes from "./chart-brush.js";
import Curves from "./chart-trials.js";
import { Pair, Progress } from "./chart-dots.js";
import Rows from "./chart-rows.js";

const kinds = { parallel: Brushes, curves: Curves, progress: Progress, pair: Pair, rows: Rows };
const boards = new WeakMap();
const tints = 24; // colours of the ramp
const still = 80; // ms without a move
const worstShare = .1; // these share one colour, so that the differences among the good ones show

/** Answers by its key which snapshot the browser has of a sweep; null if it has none. Asked for, and this module begun, as early as can be: see theme.js. */
export async function snapshot(sweep) {
  const begun = early;
  early = null;
  const got = await (begun?.sweep === sweep ? begun.message : load(fetch(`sweeps/${sweep}/board`)));
  if (!got) return null;
  held.set(got.key, got);
  if (held.size > mostHeld) held.delete(held.keys().next().value); // of pages that were left before their boards were opened
  return got.key;
}

/** Opens the board of a sweep on what the snapshot with this key has; false if the page has no such place, not yet or no longer, or the snapshot is gone. */
export function open(root, dotnet, key) {
  if (!root || (key && !held.has(key))) return false;
  close(root);
  const board = new Board(root, dotnet);
  boards.set(root, board);
  board.snapshot = held.get(key) ?? null;
  held.delete(key);
  return true;
}

/** Takes what is new: rows of numbers, curves, cells, the order of the table, settings. */
export function feed(root, message) {
  const board = boards.get(root);
  if (!board) return;
  if (board.snapshot && !message.axes) board.take(board.snapshot); // with the message that follows, before anything is drawn
  board.snapshot = null;
  board.take(message);
}

// Without a snapshot the page sends everything by itself.
let early = window.platformBoard && { sweep: window.platformBoard.sweep, message: load(window.platformBoard.answer) };
const held = new Map(); // snapshots by their keys, until they are opened
const mostHeld = 2;

export function close(root) {
  boards.get(root)?.dispose();
  boards.delete(root);
}

export class Board {
  constructor(root, dotnet) {
    Object.assign(this, { root, dotnet, hot: -1, frame: 0, news: new Set(), views: new Map(), brushes: new Map() });
    this.clear();
    this.recolour = () => this.touch("theme", "mask");
    document.addEventListener("platform:theme", this.recolour);
  }

  clear() {
    const none = new Float64Array(0);
    Object.assign(this, {
      n: 0, number: none, status: none, value: none, start: none, kept: { number: new Numbers(), status: new Numbers(), value: new Numbers(), start: new Numbers() }, axes: [],
      cells: new Map(), columns: [], order: new Int32Array(0), pinned: new Int32Array(0), curves: [], times: [], groups: [], groupOf: new Uint8Array(0), mask: new Uint8Array(0),
      passing: 0, picked: [], settings: {}, goods: null,
    });
  }

  take(message) {
    if (message.axes) {
      this.clear();
      this.axes = message.axes.map(axis => ({ ...axis, kept: new Numbers() }));
      this.show(0);
      this.touch("axes");
    }
    if (message.count !== undefined) this.show(message.count);
    const grows = (message.rows || message.count !== undefined) && !message.axes; // a sweep that is running: the table follows at once, the charts at their pace
    if (message.rows) this.takeRows(message.rows);
    if (grows) this.later();
    for (const [key, cells] of Object.entries(message.cells ?? {})) this.cells.set(key, texts(cells));
    if (message.columns) { this.columns = message.columns; this.touch("columns"); }
    if (message.curves) this.takeCurves(message.curves);
    if (message.times) this.takeTimes(message.times);
    if (message.order) { [this.order, this.pinned] = [ints(message.order), ints(message.pinned)]; this.touch(grows ? "rows" : "mask"); }
    if (message.groups) { [this.groups, this.groupOf] = [message.groups.labels, message.groups.of]; this.touch("settings"); }
    if (message.settings) { this.settings = message.settings; this.goods = null; this.touch("settings"); }
    if (message.picked) { this.picked = [...message.picked]; this.touch("settings"); }
    if (message.brushes) { this.brushes = new Map(message.brushes.map(b => [b.axis, b])); this.touch("mask", "brushes"); }
    this.look();
  }

  /** Shows the first so many trials; what is known of the others is kept. */
  show(count) {
    this.n = count;
    for (const [name, kept] of Object.entries(this.kept)) this[name] = kept.first(count);
    for (const axis of this.axes) axis.values = axis.kept.first(count);
    this.times.length = Math.min(this.times.length, count);
    this.goods = null;
    if (this.hot >= count) this.point(-1);
    this.touch("rows");
  }

  takeRows(rows) {
    const at = ints(rows.at);
    for (const [name, kept] of Object.entries(this.kept)) kept.put(at, doubles(rows[name]));
    this.axes.forEach((axis, i) => axis.kept.put(at, doubles(rows.axes[i])));
    for (const [key, cells] of Object.entries(rows.cells)) this.put(this.cells.get(key) ?? this.cells.set(key, []).get(key), at, texts(cells));
    this.show(Math.max(this.n, (at.at(-1) ?? -1) + 1));
  }

  takeCurves({ at, lengths, data, stride, fresh }) {
    if (fresh) this.curves = [];
    this.stride = stride;
    this.cut(this.curves, ints(at), ints(lengths), floats(data));
    if (fresh) this.touch("data");
  }

  takeTimes({ at, lengths, data }) {
    this.cut(this.times, ints(at), ints(lengths), doubles(data));
    this.touch("data");
  }

  put(column, at, values) {
    at.forEach((row, i) => { column[row] = values[i]; });
  }

  cut(into, at, lengths, data) {
    let from = 0;
    at.forEach((row, i) => { into[row] = data.subarray(from, from += lengths[i]); });
  }

  /** Finds the places that the page has for views now; each tells its kind and its settings. */
  look() {
    for (const [host, view] of this.views)
      if (!host.isConnected) { view.dispose(); this.views.delete(host); }
    for (const host of this.root.querySelectorAll("[data-chart]")) {
      const kind = kinds[host.dataset.chart];
      if (!kind) continue;
      if (!this.views.has(host)) this.views.set(host, new kind(host, this));
      const view = this.views.get(host);
      if (view.asked === host.dataset.settings) continue;
      view.asked = host.dataset.settings;
      view.set?.(JSON.parse(view.asked ?? "{}"));
      this.touch("settings");
    }
  }

  // New epochs of thousands of trials are drawn once a second; of a moment in the past they are asked for once, and drawn at once.
  later() {
    if (this.settings.past) return this.touch("data");
    this.soon ||= setTimeout(() => { this.soon = 0; this.touch("data"); }, this.n > 1000 ? 1000 : this.n > 300 ? 400 : 0);
  }

  /** Notes what has changed; the views hear of it once, in the next frame. */
  touch(...what) {
    what.forEach(one => this.news.add(one));
    this.frame ||= requestAnimationFrame(() => {
      const news = this.news;
      [this.frame, this.news] = [0, new Set()];
      if (news.has("mask") || news.has("rows")) this.sift();
      if (news.has("mask") && !this.moving) news.add("settled");
      for (const view of this.views.values()) view.draw(news);
    });
  }

  /** Which trials are in the table's filter and in every brush. */
  sift() {
    const tests = [...this.brushes.values()].map(b => [this.axes.find(axis => axis.name === b.axis)?.values, b.low, b.high]).filter(([values]) => values);
    const mask = new Uint8Array(this.n);
    this.passing = 0;
    for (const row of this.order) mask[row] = 1;
    for (const [values, low, high] of tests)
      for (let row = 0; row < this.n; row++) if (!(values[row] >= low && values[row] <= high)) mask[row] = 0;
    for (let row = 0; row < this.n; row++) this.passing += mask[row];
    this.mask = mask;
    this.whole = this.passing === this.n;
    this.root.dataset.passing = this.passing;
    for (const count of this.root.querySelectorAll("[data-count]")) count.textContent = this.count();
  }

  count() {
    const all = this.n.toLocaleString("en");
    return this.whole ? all : `${this.passing.toLocaleString("en")} of ${all}`;
  }

  /** Sets or, without a range, clears the brush of an axis. While it moves only rectangles and rows follow; its lines come when it holds still, the other charts when it rests. */
  brush(axis, range, rests) {
    if (range) this.brushes.set(axis, { axis, low: range[0], high: range[1] });
    else this.brushes.delete(axis);
    this.touch("mask", "brushes");
    clearTimeout(this.settling);
    this.moving = !rests;
    if (this.moving) this.settling = setTimeout(() => this.touch("still"), still);
    clearTimeout(this.telling);
    if (rests) this.telling = setTimeout(() => this.dotnet.invokeMethodAsync("OnBrushed", [...this.brushes.values()]), rests);
  }

  /** The trial that the pointer or the focus is on; -1 for none. */
  point(row) {
    if (row === this.hot) return;
    this.hot = row;
    this.touch("hot");
  }

  /** The next trial for the arrow keys: among those that pass, by the objective. */
  step(by) {
    const rows = [...this.order].filter(row => this.mask[row] && Number.isFinite(this.value[row]));
    const sign = this.settings.maximize ? -1 : 1;
    rows.sort((a, b) => sign * (this.value[a] - this.value[b]));
    const at = rows.indexOf(this.hot);
    if (rows.length > 0) this.point(rows[at < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, at + by))]);
  }

  href(row) {
    return `trials/${this.settings.sweep}-${this.number[row]}`;
  }

  go(row) {
    window.Blazor.navigateTo(this.href(row));
  }

  /** How good a trial is, from 0 to 1; null if it has no value. */
  good(row) {
    if (!this.goods) this.rank();
    return this.goods[row] >= 0 ? this.goods[row] : null;
  }

  /** All trials, those without a value first and the best last. */
  ranked() {
    if (!this.goods) this.rank();
    return this.ranking;
  }

  rank() {
    const { maximize } = this.settings;
    const sorted = this.value.filter(Number.isFinite).sort();
    const cut = Math.floor(sorted.length * worstShare);
    const [low, high] = maximize ? [sorted[cut] ?? 0, sorted.at(-1) ?? 1] : [sorted[0] ?? 0, sorted.at(-1 - cut) ?? 1];
    this.goods = this.value.map(value => {
      if (!Number.isFinite(value)) return -1;
      const part = high > low ? (value - low) / (high - low) : 1;
      return Math.min(1, Math.max(0, maximize ? part : 1 - part));
    });
    this.ranking = Array.from({ length: this.n }, (_, row) => row).sort((a, b) => this.goods[a] - this.goods[b]);
  }

  /**
   * A trial's colour, the same in every chart and in the table: of a few all have one each, chosen or not; of many the chosen have, and of the others it says how good one is.
   * The comparison of a sweep's trials draws them alike (TrialColours.cs).
   */
  colour(row, look = this.palette()) {
    const few = this.n <= look.palette.length - 1;
    const place = few ? -1 : this.picked.indexOf(this.number[row]);
    if (place >= 0) return look.palette[1 + place % (look.palette.length - 1)];
    if (this.number[row] === this.settings.best) return look.accent;
    if (few) return look.palette[1 + (this.number[row] - 1) % (look.palette.length - 1)];
    const good = this.good(row);
    return good === null ? look.dim : look.tints[Math.round(good * (tints - 1))];
  }

  palette() {
    if (this.seen?.dark !== (document.documentElement.dataset.theme === "dark") || !this.seen) {
      const look = theme();
      this.seen = { ...look, tints: Array.from({ length: tints }, (_, i) => ramp(look, .1 + .9 * i / (tints - 1))) };
    }
    return this.seen;
  }

  dispose() {
    cancelAnimationFrame(this.frame);
    clearTimeout(this.telling);
    clearTimeout(this.settling);
    clearTimeout(this.soon);
    document.removeEventListener("platform:theme", this.recolour);
    for (const view of this.views.values()) view.dispose();
  }
}
