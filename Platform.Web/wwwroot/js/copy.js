// Texts for the clipboard. A button carries its text (data-copy) and copies within its own press, as some browsers want it; for two seconds it says what came of it.
const told = 2000; // ms
const ends = new WeakMap(); // by button: what ends its saying so

// Browsers have no clipboard for pages over plain HTTP from another machine, and some refuse it here or there: the older way may still work.
export async function copy(text) {
  try {
    if (navigator.clipboard) {
      await navigator.clipboard.writeText(text);
      return true;
    }
  } catch {
    // Refused.
  }
  return copySelected(text);
}

function copySelected(text) {
  const before = document.activeElement;
  const area = Object.assign(document.createElement("textarea"), { value: text, readOnly: true, className: "sr" });
  (document.querySelector("dialog[open]") ?? document.body).append(area); // outside an open dialog nothing can be selected
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  before?.focus?.({ preventScroll: true });
  return done;
}

function say(button, done) {
  ends.get(button)?.();
  const status = document.getElementById("copied");
  button.dataset.copied = done ? "yes" : "no";
  status.textContent = done ? "Copied" : "Not copied: this browser does not let the page do it. Select the text and copy it by hand.";
  const changed = new MutationObserver(end); // it carries another text now
  const timer = setTimeout(end, told);
  changed.observe(button, { attributes: true, attributeFilter: ["data-copy"] });
  ends.set(button, end);

  function end() {
    clearTimeout(timer);
    changed.disconnect();
    ends.delete(button);
    delete button.dataset.copied;
    status.textContent = "";
  }
}

export async function onCopy(event) {
  const button = event.target.closest?.("[data-copy]");
  if (button) say(button, await copy(button.dataset.copy));
}
