// Trials as dots: the best so far over the trials' numbers; and the objective over one setting, or as the colour of two, with the lines of a smoothed surface.
import { extent, Scale, text } from "./chart-canvas.js";
import { Plot } from "./chart-plot.js";

const atOnce = 1500; // dots a step
const cells = 48; // of the surface, in each direction
const blur = 2.2; // cells: the width of the surface's kernel
const levels = 7;
const thin = .08; // of the densest place's weight: where there are fewer trials the surface says nothing

class Dots extends Plot {
  // All trials that have both coordinates; those that do not pass are pale.
  *dots(pen, frame, look, size) {
    const { board } = this;
    const placed = board.ranked().filter(row => Number.isFinite(this.x(row)) && Number.isFinite(this.y(row)));
    const passing = placed.filter(row => board.mask[row]);
    const rows = [...placed.filter(row => !board.mask[row]), ...passing];
    this.points = passing.length;
    let step = 0;
    for (const row of rows) {
      const chosen = board.picked.includes(board.number[row]) || board.number[row] === board.settings.best;
      pen.globalAlpha = board.mask[row] ? chosen ? 1 : rows.length > 600 ? .6 : .85 : .12;
      pen.fillStyle = board.mask[row] ? this.tone(row, look) : look.dim;
      pen.beginPath();
      pen.disc(frame.px(this.x(row)), frame.py(this.y(row)), chosen ? size + 1.6 : size);
      pen.fill();
      if (++step % atOnce === 0) yield;
    }
    pen.globalAlpha = 1;
  }

  tone(row, look) {
    return this.board.colour(row, look);
  }

  nearest(px, py, frame) {
    let [best, distance] = [-1, 12];
    for (let row = 0; row < this.board.n; row++) {
      if (!this.board.mask[row]) continue;
      const gap = Math.hypot(frame.px(this.x(row)) - px, frame.py(this.y(row)) - py);
      if (gap < distance) [best, distance] = [row, gap];
    }
    return best;
  }

  ring(pen, frame, row, look) {
    const [x, y] = [frame.px(this.x(row)), frame.py(this.y(row))];
    if (!(Number.isFinite(x) && Number.isFinite(y))) return null;
    [pen.fillStyle, pen.strokeStyle, pen.lineWidth] = [this.board.colour(row), look.text, 2];
    pen.beginPath(); pen.arc(x, y, 6, 0, 7); pen.fill(); pen.stroke();
    return { x, y };
  }

  say(axis, value) {
    return axis.choices ? axis.choices[Math.round(value)] ?? "–" : axis.share ? `${text(value * 100)} %` : text(value);
  }
}

export class Progress extends Dots {
  x(row) { return this.board.number[row]; }

  y(row) { return this.board.value[row]; }

  get axis() { return this.board.axes.at(-1); }

  home() {
    const { board } = this;
    const y = extent(board.value, false);
    return { x: new Scale(0, Math.max(board.settings.total ?? 1, board.n, 1)), y, yText: v => this.say(this.axis, v), xName: "trial", whole: true };
  }

  tone(row, look) {
    return [look.dim, look.dim, look.dim, look.dim, look.good, look.warn, look.bad, look.dim][this.board.status[row]];
  }

  *paint(pen, frame, look) {
    const { board } = this;
    yield* this.dots(pen, frame, look, board.n > 1000 ? 1.9 : 3.4);
    // The stair: the best so far of the trials that count, in the order of their numbers.
    const rows = Array.from({ length: board.n }, (_, row) => row).filter(row => board.mask[row] && [4, 5].includes(board.status[row]) && Number.isFinite(board.value[row]));
    rows.sort((a, b) => board.number[a] - board.number[b]);
    let best = null;
    [pen.strokeStyle, pen.lineWidth] = [look.accent, 2];
    pen.beginPath();
    for (const row of rows) {
      const better = best === null || (board.settings.maximize ? board.value[row] > best : board.value[row] < best);
      if (!better) continue;
      const x = frame.px(board.number[row]);
      if (best === null) pen.moveTo(x, frame.py(board.value[row])); else { pen.lineTo(x, frame.py(best)); pen.lineTo(x, frame.py(board.value[row])); }
      best = board.value[row];
    }
    if (best !== null) pen.lineTo(frame.px(rows.length ? board.number[rows.at(-1)] : 0), frame.py(best));
    pen.stroke();
  }

  mark(pen, frame, row, look) {
    const at = this.ring(pen, frame, row, look);
    return at && { ...at, lines: [[this.axis.label, this.say(this.axis, this.y(row))]] };
  }
}

export class Pair extends Dots {
  get objective() { return this.board.axes.at(-1); }

  find(name) { return this.board.axes.find(axis => axis.name === name) ?? this.objective; }

  get axes2() { return [this.find(this.options.x), this.find(this.options.y)]; }

  x(row) { return jitter(this.axes2[0], row); }

  y(row) { return jitter(this.axes2[1], row); }

  set(options) {
    if (options.x !== this.options.x || options.y !== this.options.y) this.zoom = null;
    super.set(options);
  }

  home() {
    const [x, y] = this.axes2.map(axis => axis.choices ? new Scale(-.6, axis.choices.length - .4)
      : axis.low !== null && axis.high !== null ? new Scale(axis.low, axis.high, axis.log).within(-.03, 1.03) : extent(axis.values, false));
    const [ax, ay] = this.axes2;
    return { x, y, xName: ax.label, xTicks: ax.choices?.map((_, i) => i), xText: v => this.say(ax, v), yText: v => ay.choices && !Number.isInteger(v) ? "" : this.say(ay, v) };
  }

  *paint(pen, frame, look) {
    if (this.options.surface) { this.surface(pen, frame, look); yield; }
    yield* this.dots(pen, frame, look, this.board.n > 1000 ? 2 : 3.6);
  }

  // The mean of the objective in a Gaussian window around each cell (Nadaraya 1964, Watson 1964), as shades and lines of equal value.
  surface(pen, frame, look) {
    const { board } = this;
    const [sum, weight] = [new Float64Array(cells * cells), new Float64Array(cells * cells)];
    for (let row = 0; row < board.n; row++) {
      if (!board.mask[row] || !Number.isFinite(board.value[row])) continue;
      const [cx, cy] = [Math.floor(frame.x.part(this.x(row)) * cells), Math.floor(frame.y.part(this.y(row)) * cells)];
      if (!(cx >= 0 && cx < cells && cy >= 0 && cy < cells)) continue;
      sum[cy * cells + cx] += board.good(row);
      weight[cy * cells + cx] += 1;
    }
    smooth(sum);
    smooth(weight);
    const floor = Math.max(...weight) * thin;
    const at = (cx, cy) => { const w = weight[cy * cells + cx]; return w > floor ? sum[cy * cells + cx] / w : NaN; };
    const [px, py] = [c => frame.px(frame.x.value((c + .5) / cells)), c => frame.py(frame.y.value((c + .5) / cells))];
    const [stepX, stepY] = [px(1) - px(0), py(0) - py(1)];
    let [low, high] = [1, 0];
    pen.globalAlpha = .3;
    for (let cy = 0; cy < cells; cy++)
      for (let cx = 0; cx < cells; cx++) {
        const good = at(cx, cy);
        if (!Number.isFinite(good)) continue;
        [low, high] = [Math.min(low, good), Math.max(high, good)];
        pen.fillStyle = look.tints[Math.round(good * (look.tints.length - 1))];
        const [x, y, right, bottom] = [px(cx) - stepX / 2, py(cy) - stepY / 2, px(cx) + stepX / 2, py(cy) + stepY / 2].map(Math.round); // whole pixels leave no seams
        pen.fillRect(x, y, right - x, bottom - y);
      }
    [pen.globalAlpha, pen.lineWidth, pen.strokeStyle] = [.8, 1, look.text3];
    pen.beginPath();
    for (let level = 1; level < levels; level++)
      for (let cy = 0; cy + 1 < cells; cy++)
        for (let cx = 0; cx + 1 < cells; cx++) squares(pen, at, px, py, cx, cy, low + (high - low) * level / levels);
    pen.stroke();
    pen.globalAlpha = 1;
  }

  mark(pen, frame, row, look) {
    const at = this.ring(pen, frame, row, look);
    const axes = [...new Set([...this.axes2, this.objective])];
    return at && { ...at, lines: axes.map(axis => [axis.label, this.say(axis, axis.values[row])]) };
  }
}

// Dots of one choice are spread a little, always the same way.
function jitter(axis, row) {
  const value = axis.values[row];
  return axis.choices ? value + ((row * .618034) % 1 - .5) * .5 : value;
}

function smooth(grid) {
  const reach = Math.ceil(blur * 2.5);
  const kernel = Array.from({ length: 2 * reach + 1 }, (_, i) => Math.exp(-.5 * ((i - reach) / blur) ** 2));
  for (const [along, across] of [[1, cells], [cells, 1]])
    for (let line = 0; line < cells; line++) {
      const old = Array.from({ length: cells }, (_, i) => grid[line * across + i * along]);
      for (let i = 0; i < cells; i++) {
        let total = 0;
        for (let k = -reach; k <= reach; k++) total += (old[i + k] ?? 0) * kernel[k + reach];
        grid[line * across + i * along] = total;
      }
    }
}

// One cell of marching squares: a line from edge to edge where the value crosses the level.
function squares(pen, at, px, py, cx, cy, level) {
  const corners = [[cx, cy], [cx + 1, cy], [cx + 1, cy + 1], [cx, cy + 1]];
  const values = corners.map(([x, y]) => at(x, y) - level);
  if (values.some(v => !Number.isFinite(v))) return;
  const cuts = [];
  for (let i = 0; i < 4; i++) {
    const [a, b] = [values[i], values[(i + 1) % 4]];
    if (a < 0 === b < 0) continue;
    const part = a / (a - b);
    const [[ax, ay], [bx, by]] = [corners[i], corners[(i + 1) % 4]];
    cuts.push([px(ax + (bx - ax) * part), py(ay + (by - ay) * part)]);
  }
  for (let i = 0; i + 1 < cuts.length; i += 2) { pen.moveTo(...cuts[i]); pen.lineTo(...cuts[i + 1]); }
}
