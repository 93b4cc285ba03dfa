// A 28 × 28 drawing pad: white strokes on black, soft edges as in MNIST, and the call to the serving API.
const side = 28;
const pads = new WeakMap();

export function mount(canvas, dotnet) {
  const pad = { grey: new Float32Array(side * side), last: null, pen: { x: 14, y: 6, down: false } };
  pads.set(canvas, pad);
  canvas.addEventListener("pointerdown", event => { canvas.setPointerCapture(event.pointerId); pad.last = null; stroke(canvas, pad, event); });
  canvas.addEventListener("pointermove", event => { if (event.buttons) stroke(canvas, pad, event); });
  canvas.addEventListener("pointerup", () => { pad.last = null; dotnet.invokeMethodAsync("OnDrawn"); });
  canvas.addEventListener("keydown", event => onKey(canvas, pad, event, dotnet));
  canvas.addEventListener("focus", () => paint(canvas, pad));
  canvas.addEventListener("blur", () => { if (pad.pen.down) { pad.pen.down = false; dotnet.invokeMethodAsync("OnDrawn"); } paint(canvas, pad); });
  paint(canvas, pad);
}

export function clear(canvas) {
  const pad = pads.get(canvas);
  pad.grey.fill(0);
  paint(canvas, pad);
}

/** A seven, drawn stroke by stroke: for keyboards and for a first look. */
export function sample(canvas) {
  const pad = pads.get(canvas);
  pad.grey.fill(0);
  for (const [[x1, y1], [x2, y2]] of [[[8, 7], [20, 7]], [[20, 7], [12, 22]]]) line(pad, x1, y1, x2, y2);
  paint(canvas, pad);
}

export async function predict(canvas, address) {
  const inputs = [Array.from(pads.get(canvas).grey, value => Math.round(value))];
  const started = performance.now();
  try {
    const response = await fetch(address, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ inputs }) });
    const body = await response.json();
    if (!response.ok) return { problem: body.errors?.map(e => e.message).join(" ") || body.detail || body.title };
    const [first] = body.predictions;
    const classes = await labels(address);
    return { answer: { class: first.class, version: body.version, probabilities: first.probabilities, classes, milliseconds: Math.round(performance.now() - started) } };
  } catch {
    return { problem: "The server did not answer. Try again when the connection is back." };
  }
}

/** Why: red pixels speak for the class, blue ones against it; drawn on a canvas of its own. */
export async function explain(canvas, heat, address) {
  const inputs = [Array.from(pads.get(canvas).grey, value => Math.round(value))];
  try {
    const response = await fetch(address, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ inputs }) });
    const body = await response.json();
    if (!response.ok) return { problem: body.errors?.map(e => e.message).join(" ") || body.detail || body.title };
    const [first] = body.explanations;
    const largest = Math.max(...first.shares.map(Math.abs)) || 1;
    const context = heat.getContext("2d");
    const image = context.createImageData(side, side);
    first.shares.forEach((share, i) => {
      const faded = 255 - Math.round(255 * Math.abs(share) / largest);
      image.data.set(share > 0 ? [255, faded, faded, 255] : [faded, faded, 255, 255], i * 4);
    });
    context.putImageData(image, 0, 0);
    return { reason: { class: first.class, answer: first.answer, baseline: first.baseline } };
  } catch {
    return { problem: "The server did not answer. Try again when the connection is back." };
  }
}

async function labels(address) {
  const response = await fetch(address.replace(/predict$/, "signature"));
  return response.ok ? (await response.json()).signature?.classes ?? [] : [];
}

function stroke(canvas, pad, event) {
  const box = canvas.getBoundingClientRect();
  const [x, y] = [(event.clientX - box.left) * side / box.width, (event.clientY - box.top) * side / box.height];
  const [fromX, fromY] = pad.last ?? [x, y];
  line(pad, fromX, fromY, x, y);
  pad.last = [x, y];
  paint(canvas, pad);
}

const steps = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

// The pen by keyboard: the same strokes as the pointer's.
function onKey(canvas, pad, event, dotnet) {
  const { pen } = pad;
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key in steps) {
    const [fromX, fromY] = [pen.x, pen.y];
    const far = event.shiftKey ? 4 : 1;
    pen.x = Math.min(side - 1, Math.max(0, pen.x + steps[event.key][0] * far));
    pen.y = Math.min(side - 1, Math.max(0, pen.y + steps[event.key][1] * far));
    if (pen.down) line(pad, fromX + .5, fromY + .5, pen.x + .5, pen.y + .5);
  } else if (event.key === " " || event.key === "Enter") {
    pen.down = !pen.down;
    if (pen.down) dab(pad, pen.x + .5, pen.y + .5);
    else dotnet.invokeMethodAsync("OnDrawn");
  } else if (event.key === "Delete" || event.key === "Backspace") pad.grey.fill(0);
  else return;
  event.preventDefault();
  event.stopPropagation();
  paint(canvas, pad);
  dotnet.invokeMethodAsync("OnPen", pen.y + 1, pen.x + 1, pen.down);
}

function line(pad, x1, y1, x2, y2) {
  const steps = Math.max(1, Math.ceil(Math.hypot(x2 - x1, y2 - y1) * 3));
  for (let i = 0; i <= steps; i++) dab(pad, x1 + (x2 - x1) * i / steps, y1 + (y2 - y1) * i / steps);
}

function dab(pad, x, y) {
  for (let row = Math.floor(y - 3); row <= y + 3; row++)
    for (let column = Math.floor(x - 3); column <= x + 3; column++) {
      if (row < 0 || column < 0 || row >= side || column >= side) continue;
      const distance = Math.hypot(column + .5 - x, row + .5 - y);
      const value = 255 * Math.min(1, Math.max(0, 1.9 - distance));
      const index = row * side + column;
      pad.grey[index] = Math.max(pad.grey[index], value);
    }
}

function paint(canvas, pad) {
  const context = canvas.getContext("2d");
  const image = context.createImageData(side, side);
  pad.grey.forEach((value, i) => image.data.set([value, value, value, 255], i * 4));
  context.putImageData(image, 0, 0);
  if (!canvas.matches(":focus-visible")) return;
  context.fillStyle = pad.pen.down ? "#ff5a36" : "#6ea8ff"; // where the pen is: no part of the picture
  context.fillRect(pad.pen.x, pad.pen.y, 1, 1);
}
