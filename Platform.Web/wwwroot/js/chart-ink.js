// A pen whose drawing another thread makes: it writes down what it is told as numbers, and a worker draws them. Thousands of lines then cost the page little more than
// their coordinates, and what moves on it does not wait for them. Only what the charts use of a canvas's pen is here.
import { say } from "./chart-ink-words.js";

const asked = new Map(); // who waits for a picture, by its number
let [worker, number] = [begin(), 0];

function begin() {
  const begun = new Worker(new URL("./chart-ink-worker.js", import.meta.url), { type: "module" });
  begun.addEventListener("message", ({ data: { id, picture, problem } }) => {
    const who = asked.get(id);
    asked.delete(id);
    if (picture) who?.done(picture); else who?.failed(new Error(problem));
  });
  begun.addEventListener("error", () => { // its script did not come: the next picture tries again
    if (worker !== begun) return;
    begun.terminate();
    worker = null;
    const error = new Error("The charts' drawing thread could not start.");
    for (const { failed } of asked.values()) failed(error);
    asked.clear();
  });
  return begun;
}

export class Ink {
  /** @param dense The picture's pixels in one of CSS. */
  constructor(width, height, dense) {
    Object.assign(this, { width, height, dense, numbers: new Float32Array(4096), used: 0, styles: [], places: new Map(), now: {} });
  }

  get strokeStyle() { return this.now.strokeStyle; }

  set strokeStyle(style) { this.change("strokeStyle", style); }

  get fillStyle() { return this.now.fillStyle; }

  set fillStyle(style) { this.change("fillStyle", style); }

  set lineWidth(width) { this.change("lineWidth", width); }

  set globalAlpha(alpha) { this.change("alpha", alpha); }

  beginPath() { this.put(1, say.begin); }

  moveTo(x, y) { this.point(say.move, x, y); }

  lineTo(x, y) { this.point(say.line, x, y); }

  /** A whole circle. */
  disc(x, y, radius) { this.put(4, say.disc, x, y, radius); }

  stroke() { this.put(1, say.stroke); }

  fill() { this.put(1, say.fill); }

  fillRect(x, y, width, height) { this.put(5, say.rect, x, y, width, height); }

  /** Nothing is drawn outside this rectangle from now on. */
  clip(x, y, width, height) { this.put(5, say.clip, x, y, width, height); }

  change(what, value) {
    if (this.now[what] === value) return;
    this.now[what] = value;
    this.put(2, say[what], typeof value === "string" ? this.place(value) : value);
  }

  place(style) {
    let at = this.places.get(style);
    if (at === undefined) {
      this.places.set(style, at = this.styles.length);
      this.styles.push(style);
    }
    return at;
  }

  // By far the most of what is written.
  point(what, x, y) {
    if (this.used + 3 > this.numbers.length) this.grow();
    const { numbers, used } = this;
    numbers[used] = what;
    numbers[used + 1] = x;
    numbers[used + 2] = y;
    this.used = used + 3;
  }

  grow() {
    const more = new Float32Array(2 * this.numbers.length);
    more.set(this.numbers);
    this.numbers = more;
  }

  put(count, what, a, b, c, d) {
    if (this.used + count > this.numbers.length) this.grow();
    const { numbers, used } = this;
    numbers[used] = what;
    if (count > 1) numbers[used + 1] = a;
    if (count > 2) numbers[used + 2] = b;
    if (count > 3) numbers[used + 3] = c;
    if (count > 4) numbers[used + 4] = d;
    this.used += count;
  }

  /** Has it drawn; answers the picture, of as many pixels as a canvas of its size has. The pen is used up then. */
  picture() {
    const { width, height, dense, styles } = this;
    const numbers = this.numbers.subarray(0, this.used);
    const id = ++number;
    return new Promise((done, failed) => {
      asked.set(id, { done, failed });
      worker ??= begin();
      worker.postMessage({ id, width, height, dense, styles, numbers }, [numbers.buffer]);
    });
  }
}
