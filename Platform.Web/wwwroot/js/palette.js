// The palette's part in the browser: it opens and closes, keeps what was chosen, and hands over the keys that move in the list.
const kept = "platform.recent";
const keys = new Set(["ArrowDown", "ArrowUp", "PageDown", "PageUp", "Enter"]);
let dialog = null;
let page = null;

function recent() {
  try {
    const list = JSON.parse(localStorage.getItem(kept) ?? "[]");
    return list.filter(e => ["title", "kind", "icon", "address"].every(name => typeof e[name] === "string")).slice(0, 8);
  } catch {
    return [];
  }
}

function open() {
  if (!dialog || document.querySelector(".rz-dialog, dialog[open]")) return;
  const ask = dialog.querySelector("input");
  ask.value = "";
  dialog.showModal();
  ask.focus();
  page.invokeMethodAsync("OnOpened", recent());
}

function onKey(event) {
  if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "k") {
    event.preventDefault();
    if (dialog?.open) dialog.close();
    else open();
  } else if (dialog?.open && keys.has(event.key) && !event.isComposing) {
    event.preventDefault();
    page.invokeMethodAsync("OnKey", event.key);
  }
}

function onPress(event) {
  if (event.target.closest("[data-palette]")) open();
  else if (event.target === dialog) dialog.close(); // the backdrop
}

export function mount(element, dotnet) {
  [dialog, page] = [element, dotnet];
  document.addEventListener("keydown", onKey);
  document.addEventListener("click", onPress);
  new MutationObserver(() => dialog.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest" }))
    .observe(dialog, { subtree: true, attributes: true, attributeFilter: ["aria-selected"] });
}

export function close(chosen) {
  if (chosen) localStorage.setItem(kept, JSON.stringify([chosen, ...recent().filter(e => e.address !== chosen.address)].slice(0, 8)));
  dialog.close();
}
