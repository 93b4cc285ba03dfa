// The palette's part in the browser: it opens and closes, keeps what was chosen, and hands over the keys that move in the list.
const kept = "platform.recent";
const keys = new Set(["ArrowDown", "ArrowUp", "PageDown", "PageUp", "Enter"]);
let arrive = null;
let page = new Promise(resolve => { arrive = resolve; }); // its part on the server; what is asked of it earlier waits
let wanted = false; // asked for before there was a palette

const gone = () => {}; // the server: the page says so elsewhere
const palette = () => document.getElementById("palette");

function recent() {
  try {
    const list = JSON.parse(localStorage.getItem(kept) ?? "[]");
    return list.filter(e => ["title", "kind", "icon", "address"].every(name => typeof e[name] === "string")).slice(0, 8);
  } catch {
    return [];
  }
}

function open() {
  const dialog = palette();
  if (!dialog) wanted = !wanted;
  if (!dialog || document.querySelector(".rz-dialog, dialog[open]")) return;
  const ask = dialog.querySelector("input");
  ask.value = "";
  dialog.showModal();
  ask.focus();
  page.then(server => server.invokeMethodAsync("OnOpened", recent(), ask.value)).catch(gone); // what is typed until then counts
}

function onKey(event) {
  const dialog = palette();
  if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "k") {
    event.preventDefault();
    if (dialog?.open) dialog.close();
    else open();
  } else if (dialog?.open && keys.has(event.key) && !event.isComposing) {
    event.preventDefault();
    page.then(server => server.invokeMethodAsync("OnKey", event.key)).catch(gone);
  }
}

function onPress(event) {
  if (event.target.closest("[data-palette]")) open();
  else if (event.target === palette()) event.target.close(); // the backdrop
}

// Heard from the page's first moment: a key pressed before the server has answered is not lost.
document.addEventListener("keydown", onKey);
document.addEventListener("click", onPress);

export function mount(dialog, server) {
  arrive(server);
  page = Promise.resolve(server);
  new MutationObserver(() => dialog.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest" }))
    .observe(dialog, { subtree: true, attributes: true, attributeFilter: ["aria-selected"] });
  if (wanted) open();
  wanted = false;
}

export function close(chosen) {
  if (chosen) localStorage.setItem(kept, JSON.stringify([chosen, ...recent().filter(e => e.address !== chosen.address)].slice(0, 8)));
  palette().close();
}
