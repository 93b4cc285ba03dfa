// The launch form: the way to what is to mend, and a message that goes as soon as the field is right again.

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

const pause = 300; // ms without a key: the field may be right now

let timer = 0;

// A field is judged when it is left; one that is marked wrong also while it is typed into, so that its mark does not outlive the mistake.
document.addEventListener("input", event => {
  const field = event.target;
  clearTimeout(timer);
  if (!field.matches?.(".launch [aria-invalid=true]:is(input:not([type=checkbox], [type=radio]), textarea)")) return;
  timer = setTimeout(() => {
    if (field.isConnected) field.dispatchEvent(new Event("change", { bubbles: true }));
  }, pause);
});
