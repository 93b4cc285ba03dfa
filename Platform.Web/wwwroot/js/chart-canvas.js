// What the sweep's charts are made of: scales with their ticks, canvases, and drawings in steps that share a frame's time, so that thousands of lines never hold a
// frame up.
import { format } from "./chart-look.js";

export const font = "11px Inter, system-ui, sans-serif";
const budget = 11; // ms of a frame for drawing
const firstBudget = 40; // while something was never drawn: nothing moves yet that a longer frame could hold up
export const last = 4; // the rank of what can wait until everything is seen
export const moment = 30_000; // ms on either side of a single time of the clock
const finest = 1e-12; // of its numbers: a range that is narrower shows how they are rounded, not how they differ

/** A number as short as four digits are: 1e-5, not 1.00e-5. */
export function text(value) {
  return format(value).replace(/\.?0+(?=e)/, "").replace("e+", "e");
}

/** A range of numbers along a line of pixels. Around a flat one is some room: a twentieth of its number if nothing else is said. */
export class Scale {
  constructor(low, high, log = false, around = Math.abs(low) * .05 || 1) {
    if (!(high - low > finest * Math.max(Math.abs(low), Math.abs(high)))) [low, high] = log ? [low / 2, low * 2] : [low - around, low + around];
    Object.assign(this, { low, high, log, around, from: log ? Math.log(low) : low, span: log ? Math.log(high / low) : high - low });
  }

  /** 0 at the low end, 1 at the high one; no number where a log scale has none. */
  part(value) {
    return ((this.log ? value > 0 ? Math.log(value) : NaN : value) - this.from) / this.span;
  }

  value(part) {
    const along = this.from + part * this.span;
    return this.log ? Math.exp(along) : along;
  }

  within(a, b) {
    return new Scale(this.value(a), this.value(b), this.log, this.around);
  }

  ticks(most) {
    if (this.log && this.high / this.low >= 10) {
      const [first, last] = [Math.floor(Math.log10(this.low)), Math.ceil(Math.log10(this.high))];
      const powers = Array.from({ length: last - first + 1 }, (_, i) => first + i);
      const inside = v => v >= this.low * .999 && v <= this.high * 1.001;
      const fine = powers.flatMap(p => [1, 2, 5].map(m => Number(`${m}e${p}`))).filter(inside);
      if (fine.length <= most * 1.5) return fine;
      const whole = powers.map(p => Number(`1e${p}`)).filter(inside);
      return whole.filter((_, i) => i % Math.ceil(whole.length / (most + 1)) === 0);
    }
    const step = nice((this.high - this.low) / most);
    const first = Math.ceil(this.low / step - 1e-9);
    const ticks = [];
    for (let i = 0; i <= most + 1 && (first + i) * step <= this.high + step * 1e-9; i++) ticks.push(+((first + i) * step).toPrecision(14)); // counted: a sum of steps may stand still
    return ticks;
  }
}

function nice(rough) {
  const size = 10 ** Math.floor(Math.log10(rough));
  return size * [1, 2, 5, 10].find(m => m * size >= rough * .999);
}

/** The range of the finite numbers (above 0 for a log axis), with a little room. */
export function extent(values, log, room, around) {
  return extents([values], log, room, around);
}

/** The range of all numbers of several lists. */
export function extents(lists, log, room = .03, around) {
  let [low, high] = [Infinity, -Infinity];
  const least = log ? 0 : -Infinity;
  for (const values of lists)
    for (const v of values)
      if (v > least && v < Infinity) { if (v < low) low = v; if (v > high) high = v; }
  if (low > high) return new Scale(log ? .1 : 0, 1, log);
  const scale = new Scale(low, high, log, around);
  return scale.within(-room, 1 + room);
}

/** A canvas that is drawn on and then copied from: a page has one that is seen for each chart, since each costs in every frame. */
export function sheet(width, height) {
  const made = document.createElement("canvas");
  return [made, clean(made, width, height)];
}

export function canvas(host) {
  const made = document.createElement("canvas");
  made.className = "layer";
  host.append(made);
  return made;
}

/** The pixels of a canvas in one of CSS. */
export function density() {
  return Math.min(2, window.devicePixelRatio || 1);
}

/** Fits a canvas to its size in CSS pixels and answers its pen, clean. */
export function clean(layer, width, height, dense = density()) {
  const [wide, high] = [Math.round(width * dense), Math.round(height * dense)];
  const pen = layer.getContext("2d", { willReadFrequently: !layer.isConnected }); // what is only copied from needs no place among what the graphics shows
  if (layer.width !== wide || layer.height !== high) {
    [layer.width, layer.height] = [wide, high];
    [layer.style.width, layer.style.height] = [`${width}px`, `${height}px`];
  } else {
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.clearRect(0, 0, wide, high);
  }
  pen.setTransform(dense, 0, 0, dense, 0, 0);
  pen.font = font;
  pen.lineJoin = "round";
  return pen;
}

const retries = 5; // of a step that failed
const waiting = new Set();
const told = new WeakSet(); // errors that the console has: one can fail the steps of all drawings
let frame = 0;

// One loop for all drawings of the page: they share a frame's budget, the most urgent first.
function work() {
  const until = performance.now() + ([...waiting].some(one => !one.drawn && one.rank < last) ? firstBudget : budget);
  frame = 0;
  for (const one of [...waiting].sort((a, b) => a.rank - b.rank)) one.go(until);
  if (waiting.size > 0) frame = requestAnimationFrame(work);
}

/**
 * A drawing in steps, over as many frames as it takes; a step that is a promise is waited for, and its outcome, which can be closed, handed back. Asked again meanwhile, it
 * finishes and then begins anew, so that fast changes never starve the picture: those that are to be seen now do so too once it waits for its picture.
 */
export class Work {
  constructor(make, rank) {
    Object.assign(this, { make, rank, steps: null, awaited: null, failures: 0 });
  }

  start(now = false) {
    this.again = Boolean(this.steps) && !(now && !this.awaited && !this.outcome);
    if (!this.again) this.begin();
    if (!this.awaited) this.queue();
  }

  begin() {
    this.drop();
    this.steps = this.make();
  }

  drop() {
    this.outcome?.close();
    [this.steps, this.awaited, this.outcome] = [null, null, null];
  }

  queue() {
    waiting.add(this);
    frame ||= requestAnimationFrame(work);
  }

  go(until) {
    while (performance.now() < until) {
      const { outcome } = this;
      this.outcome = null;
      const { done, value } = this.steps.next(outcome);
      if (!done && value instanceof Promise) return this.wait(value);
      if (!done) continue;
      this.drawn = true;
      this.steps = null;
      if (!this.again) { waiting.delete(this); return; }
      this.again = false;
      this.begin();
    }
  }

  // Stopped meanwhile, it no longer wants the outcome. After a failure it begins anew, a few times and ever later.
  async wait(promise) {
    waiting.delete(this);
    this.awaited = promise;
    try {
      const outcome = await promise;
      if (this.awaited !== promise) return outcome.close();
      [this.awaited, this.outcome, this.failures] = [null, outcome, 0];
      this.queue();
    } catch (error) {
      if (!told.has(error)) console.error(error);
      told.add(error);
      if (this.awaited !== promise) return;
      this.drop();
      if (this.failures++ < retries) setTimeout(() => { if (this.failures > 0 && !this.steps) this.start(); }, 500 * 2 ** this.failures);
    }
  }

  stop() {
    waiting.delete(this);
    this.failures = 0;
    this.drop();
  }
}
