// Learning curves of all trials: by epoch, by the time since a trial began or by the clock; smoothed with the raw line faint behind; or, of thousands, the median and
// the band of each group.
import { extent, extents, moment, Scale, text } from "./chart-canvas.js";
import { Plot } from "./chart-plot.js";

const atOnce = 250; // curves a step
const mostRaw = 60; // more raw lines behind smoothed ones are a blur

export default class Curves extends Plot {
  constructor(host, board) {
    super(host, board);
    this.smoothed = new Map();
  }

  draw(news) {
    if (news.has("data") || news.has("settings")) this.smoothed = new Map();
    super.draw(news);
  }

  // What a curve is drawn as: an exponential mean, corrected for its start, as in the other charts.
  values(row) {
    const raw = this.board.curves[row];
    const weight = this.options.smoothing ?? 0;
    if (!weight || !raw) return raw;
    let known = this.smoothed.get(row);
    if (known?.raw !== raw) {
      let [sum, norm] = [0, 0];
      const out = raw.map(v => {
        if (!Number.isFinite(v)) return v;
        [sum, norm] = [sum * weight + v * (1 - weight), norm * weight + 1 - weight];
        return sum / norm;
      });
      this.smoothed.set(row, known = { raw, out });
    }
    return known.out;
  }

  epoch(i) {
    return i * (this.board.stride ?? 1) + 1;
  }

  x(row, i) {
    if (this.options.axis === "epoch") return this.epoch(i);
    const at = this.board.times[row]?.[i];
    return this.options.axis === "clock" ? at : at - this.board.start[row];
  }

  rows() {
    const { board } = this;
    const rows = [];
    for (let row = 0; row < board.n; row++) if (board.mask[row] && board.curves[row]?.length > 0) rows.push(row);
    return rows;
  }

  home() {
    const { board, options } = this;
    const rows = this.rows();
    const y = extents(rows.map(row => board.curves[row]), options.log);
    const words = options.share ? v => `${text(v * 100)} %` : undefined;
    if (options.axis === "epoch") return { x: new Scale(1, Math.max(2, options.maxX ?? 2)), y, yText: words, whole: true, xName: "epoch" };
    const x = extent(rows.flatMap(row => board.times[row] ? [this.x(row, 0), this.x(row, board.times[row].length - 1)] : []), false, 0, options.axis === "clock" ? moment : undefined);
    if (options.axis === "clock") return { x, y, yText: words, xText: clock(x), xName: "time" };
    return { x: new Scale(0, x.high), y, yText: words, xText: span, xName: "since the trial began" };
  }

  line(pen, frame, row, values) {
    const epochs = this.options.axis === "epoch" ? frame.epochs ??= [] : null; // where each lies, the same for all trials
    pen.beginPath();
    let down = false;
    for (let i = 0; i < values.length; i++) {
      const x = epochs ? epochs[i] ??= frame.px(this.epoch(i)) : frame.px(this.x(row, i));
      const y = frame.py(values[i]);
      if (!(Number.isFinite(x) && Number.isFinite(y))) down = false;
      else if (down) pen.lineTo(x, y);
      else { pen.moveTo(x, y); down = true; }
    }
    pen.stroke();
  }

  *paint(pen, frame, look) {
    const { board } = this;
    const best = row => board.number[row] === board.settings.best;
    const strong = row => best(row) || board.picked.includes(board.number[row]);
    const all = board.ranked().filter(row => board.mask[row] && board.curves[row]?.length > 0);
    const rows = [...all.filter(row => !strong(row)), ...all.filter(strong)];
    this.points = rows.reduce((sum, row) => sum + board.curves[row].length, 0);
    this.series = rows.length;
    if (this.options.band) { yield* this.bands(pen, frame, look, rows); return; }
    const alpha = rows.length <= 40 ? 1 : Math.max(.12, 40 / Math.sqrt(rows.length * 40));
    if (this.options.smoothing && rows.length <= mostRaw)
      for (const row of rows) {
        [pen.strokeStyle, pen.lineWidth, pen.globalAlpha] = [board.colour(row, look), 1, .25];
        this.line(pen, frame, row, board.curves[row]);
      }
    let step = 0;
    for (const row of rows) {
      const ended = board.status[row] > 4; // pruned, failed, cancelled
      [pen.strokeStyle, pen.lineWidth, pen.globalAlpha] = [board.colour(row, look), strong(row) ? 2.6 : rows.length > 200 ? 1 : 1.4, strong(row) ? 1 : alpha * (ended ? .6 : 1)];
      const values = this.values(row);
      this.line(pen, frame, row, values);
      if (values.length === 1 || rows.length <= 3) this.dots(pen, frame, row, values);
      if (++step % atOnce === 0) yield;
    }
  }

  dots(pen, frame, row, values) {
    pen.fillStyle = pen.strokeStyle;
    for (let i = 0; i < values.length; i++) {
      pen.beginPath();
      pen.disc(frame.px(this.x(row, i)), frame.py(values[i]), 2.6);
      pen.fill();
    }
  }

  // The band of a group holds, at each epoch, the trials that came so far.
  *bands(pen, frame, look, rows) {
    const { board, options } = this;
    const [low, high] = { range: [0, 1], deciles: [.1, .9], quartiles: [.25, .75] }[options.band];
    const groups = board.groups.length ? board.groups.map((_, g) => rows.filter(row => board.groupOf[row] === g)) : [rows];
    for (const [g, members] of groups.entries()) {
      const longest = Math.max(0, ...members.map(row => board.curves[row].length));
      const points = [];
      for (let i = 0; i < longest; i++) {
        const column = Float64Array.from(members.map(row => this.values(row)[i]).filter(Number.isFinite)).sort();
        if (column.length === 0) continue;
        points.push([frame.px(this.epoch(i)), ...[low, .5, high].map(q => frame.py(quantile(column, q)))]);
        yield;
      }
      pen.fillStyle = pen.strokeStyle = groupColour(look, board.groups.length ? g : -1);
      pen.globalAlpha = .16;
      pen.beginPath();
      points.forEach(([x, a]) => pen.lineTo(x, a));
      points.toReversed().forEach(([x, , , b]) => pen.lineTo(x, b));
      pen.fill();
      [pen.globalAlpha, pen.lineWidth] = [1, 2];
      pen.beginPath();
      points.forEach(([x, , middle]) => pen.lineTo(x, middle));
      pen.stroke();
    }
  }

  nearest(px, py, frame) {
    const { left, top, right, bottom } = this.margin;
    if (px < left - 6 || px > frame.width - right + 6 || py < top - 6 || py > frame.height - bottom + 6) return -1;
    let [best, distance] = [-1, 30];
    for (const row of this.rows()) {
      const values = this.values(row);
      const i = this.index(row, frame, px, values.length);
      const gap = Math.hypot(frame.px(this.x(row, i)) - px, frame.py(values[i]) - py);
      if (gap < distance) [best, distance] = [row, gap];
    }
    return best;
  }

  index(row, frame, px, length) {
    const [first, last] = [frame.px(this.x(row, 0)), frame.px(this.x(row, length - 1))];
    const part = last > first ? (px - first) / (last - first) : 0;
    return Math.min(length - 1, Math.max(0, Math.round(part * (length - 1))));
  }

  mark(pen, frame, row, look) {
    const values = this.values(row);
    if (!values?.length) return null;
    [pen.strokeStyle, pen.lineWidth] = [look.surface, 6];
    this.line(pen, frame, row, values);
    if (this.options.smoothing) {
      [pen.strokeStyle, pen.lineWidth, pen.globalAlpha] = [this.board.colour(row), 1.2, .45];
      this.line(pen, frame, row, this.board.curves[row]);
      pen.globalAlpha = 1;
    }
    [pen.strokeStyle, pen.lineWidth] = [look.text, 2.4];
    this.line(pen, frame, row, values);
    const i = this.over ? this.index(row, frame, this.pointer[0], values.length) : values.length - 1;
    const [x, y] = [frame.px(this.x(row, i)), frame.py(values[i])];
    pen.fillStyle = pen.strokeStyle;
    pen.beginPath(); pen.arc(x, y, 4, 0, 7); pen.fill();
    const words = frame.home.yText ?? text;
    const lines = [[`Epoch ${this.epoch(i)}`, words(this.board.curves[row][i])]];
    if (this.options.smoothing) lines.push(["smoothed", words(values[i])]);
    if (this.options.axis !== "epoch") lines.push([frame.home.xName, frame.home.xText(this.x(row, i))]);
    return { x, y, lines };
  }
}

export function groupColour(look, group) {
  return group < 0 ? look.accent : look.palette[1 + group];
}

export function quantile(sorted, q) {
  const at = q * (sorted.length - 1);
  const low = Math.floor(at);
  return sorted[low] + (at - low) * ((sorted[low + 1] ?? sorted[low]) - sorted[low]);
}

function span(ms) {
  const s = ms / 1000;
  return s < 120 ? `${text(s)} s` : s < 7200 ? `${text(s / 60)} min` : `${text(s / 3600)} h`;
}

function clock(scale) {
  const days = scale.high - scale.low > 36 * 3600_000;
  const show = new Intl.DateTimeFormat("en-GB", days ? { month: "short", day: "numeric", hour: "2-digit", minute: "2-digit" } : { hour: "2-digit", minute: "2-digit", second: "2-digit" });
  return v => Number.isFinite(v) ? show.format(v) : "";
}
