// Draws what chart-ink.js has written down, on a thread of its own.
import { say } from "./chart-ink-words.js";

addEventListener("message", ({ data }) => {
  try {
    const picture = draw(data);
    postMessage({ id: data.id, picture }, [picture]);
  } catch (error) {
    postMessage({ id: data.id, problem: `${error}` });
  }
});

function draw({ width, height, dense, styles, numbers }) {
  const canvas = new OffscreenCanvas(Math.max(1, Math.round(width * dense)), Math.max(1, Math.round(height * dense)));
  const pen = canvas.getContext("2d", { willReadFrequently: true }); // drawn by this thread, not by that of the graphics, which shows the page
  pen.setTransform(dense, 0, 0, dense, 0, 0);
  pen.lineJoin = "round";
  for (let i = 0; i < numbers.length;) {
    switch (numbers[i++]) {
      case say.begin: pen.beginPath(); break;
      case say.move: pen.moveTo(numbers[i++], numbers[i++]); break;
      case say.line: pen.lineTo(numbers[i++], numbers[i++]); break;
      case say.disc: pen.arc(numbers[i++], numbers[i++], numbers[i++], 0, 7); break;
      case say.stroke: pen.stroke(); break;
      case say.fill: pen.fill(); break;
      case say.rect: pen.fillRect(numbers[i++], numbers[i++], numbers[i++], numbers[i++]); break;
      case say.clip: pen.beginPath(); pen.rect(numbers[i++], numbers[i++], numbers[i++], numbers[i++]); pen.clip(); break;
      case say.strokeStyle: pen.strokeStyle = styles[numbers[i++]]; break;
      case say.fillStyle: pen.fillStyle = styles[numbers[i++]]; break;
      case say.lineWidth: pen.lineWidth = numbers[i++]; break;
      case say.alpha: pen.globalAlpha = numbers[i++]; break;
      default: throw new RangeError(`There is no such word: ${numbers[i - 1]}.`);
    }
  }
  return canvas.transferToImageBitmap();
}
