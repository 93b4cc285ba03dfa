// The launch form: the way to what is to mend, and what is typed told while it is typed.

// Brings a part of the form into sight, opens what it is folded in, and gives the focus to what is wrong there.
export function mend(place) {
  const part = document.querySelector(`.launch [data-mend="${CSS.escape(place)}"]`);
  if (!part) return;
  for (let fold = part.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  const field = part.querySelector("[aria-invalid=true]") ?? part.querySelector("input:checked:enabled") ?? part.querySelector("input:enabled, select:enabled, textarea");
  if (!field) return;
  field.focus({ preventScroll: true });
  field.scrollIntoView({ block: "center" });
}

const pause = 250; // ms without a key

let waiting = null; // the field that was typed into, and its timer
let telling = false;

function tell() {
  const { field, timer } = waiting;
  clearTimeout(timer);
  waiting = null;
  if (!field.isConnected) return;
  telling = true;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  telling = false;
}

// What is typed goes to the server when the keys rest, and not with each of them. On the body: what keeps texts while the connection is away hears of every key before.
document.body.addEventListener("input", event => {
  const field = event.target;
  if (telling || !field.matches?.(".launch :is(input:not([type=checkbox], [type=radio]), textarea)")) return;
  event.stopPropagation();
  if (waiting && waiting.field !== field) tell();
  clearTimeout(waiting?.timer);
  waiting = { field, timer: setTimeout(tell, pause) };
});

// A field that is left has told everything before. On the window: Blazor hears of this event on its way down.
addEventListener("change", event => { if (waiting?.field === event.target) tell(); }, true);
