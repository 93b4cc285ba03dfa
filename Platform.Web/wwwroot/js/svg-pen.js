// Draws what a canvas' pen would as an SVG document: the strokes, texts and shapes that chart-lines.js uses, and no others.
import { escape } from "./chart-look.js";

const anchors = { left: "start", center: "middle", right: "end" };
const baselines = { top: "hanging", middle: "central", alphabetic: "auto" };
const short = value => +value.toFixed(2);

export default class SvgPen {
  constructor(width, height, ground) {
    this.head = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"><rect width="${width}" height="${height}" fill="${ground}"/>`;
    Object.assign(this, { parts: [], path: "", clips: 0, open: [], dash: [], globalAlpha: 1, lineWidth: 1, measure: document.createElement("canvas").getContext("2d") });
  }

  document() { return `${this.head}${this.parts.join("")}</svg>`; }

  measureText(text) {
    this.measure.font = this.font;
    return this.measure.measureText(text);
  }

  setLineDash(dash) { this.dash = dash; }

  beginPath() { this.path = ""; }

  moveTo(x, y) { this.path += `M${short(x)} ${short(y)}`; }

  lineTo(x, y) { this.path += `L${short(x)} ${short(y)}`; }

  rect(x, y, width, height) { this.path += `M${short(x)} ${short(y)}h${short(width)}v${short(height)}h${short(-width)}z`; }

  // Whole circles only.
  arc(x, y, radius) { this.path += `M${short(x - radius)} ${short(y)}a${radius} ${radius} 0 1 0 ${2 * radius} 0a${radius} ${radius} 0 1 0 ${-2 * radius} 0z`; }

  stroke() {
    const dash = this.dash.length ? ` stroke-dasharray="${this.dash.join(" ")}"` : "";
    if (this.path) this.parts.push(`<path d="${this.path}" fill="none" stroke="${this.strokeStyle}" stroke-width="${this.lineWidth}" stroke-opacity="${this.globalAlpha}" stroke-linejoin="round"${dash}/>`);
  }

  fill() {
    if (this.path) this.parts.push(`<path d="${this.path}" fill="${this.fillStyle}" fill-opacity="${this.globalAlpha}"/>`);
  }

  fillText(text, x, y) {
    const [size, family] = /([\d.]+)px (.*)/.exec(this.font).slice(1);
    this.parts.push(`<text x="${short(x)}" y="${short(y)}" fill="${this.fillStyle}" font-size="${size}" font-family="${escape(family)}" text-anchor="${anchors[this.textAlign]}" dominant-baseline="${baselines[this.textBaseline]}">${escape(text)}</text>`);
  }

  save() { this.open.push(0); }

  clip() {
    const id = `clip-${++this.clips}`;
    this.parts.push(`<clipPath id="${id}"><path d="${this.path}"/></clipPath><g clip-path="url(#${id})">`);
    this.open[this.open.length - 1]++;
  }

  restore() { this.parts.push("</g>".repeat(this.open.pop() ?? 0)); }
}
