// What the pages need from the browser itself: what the visitor chooses, the keyboard, the clipboard.
import { copy, onCopy } from "./copy.js";
import { watch } from "./reach.js";

export function setName(name) {
  localStorage.setItem("platform.user", name);
}

export function setTheme(choice) {
  window.platformTheme.set(choice);
}

export function setExactTimes(exact) {
  if (exact) localStorage.setItem("platform.times", "full");
  else localStorage.removeItem("platform.times");
  window.platformTheme.times();
}

// Blazor scrolls to the top with the first drawing after every address, also one that a page gives itself while it is read. Under the same path a page stays where it is; later
// Blazors keep to that by themselves.
let [path, shown] = [location.pathname, location.href];
const scroll = window.scrollTo.bind(window);
window.scrollTo = (...to) => {
  const stays = to.length === 2 && to[0] === 0 && to[1] === 0 && location.pathname === path && location.href !== shown;
  [path, shown] = [location.pathname, location.href];
  if (!stays) scroll(...to);
};
addEventListener("popstate", () => { [path, shown] = [location.pathname, location.href]; });

let written = null; // the last address that a page gave itself; the server may not have heard of it yet

export function replaceAddress(present, next) {
  if (location.href !== present && location.href !== written) return;
  window.Blazor.navigateTo(next, { replaceHistoryEntry: true });
  written = location.href;
}

export { copy };

export function copyAddress() {
  return copy(location.href);
}

export function openDialog(id) {
  document.getElementById(id)?.showModal();
}

let prefix = "";
let prefixTimer = 0;

function go(path) {
  window.Blazor.navigateTo(path);
}

const afterG = { s: "", r: "runs", m: "models", p: "reports", d: "data", n: "sweeps/new" };

// A button that names a key is pressed by it, where it is shown and enabled.
function pressed(key) {
  const button = key.length === 1 && document.querySelector(`button[data-key="${CSS.escape(key)}"]:not(:disabled)`);
  button?.click?.();
  return Boolean(button);
}

const single = "platform.keys"; // "off": only keys with Ctrl or ⌘ do something (WCAG 2.1.4)

function onChange(event) {
  if (event.target.matches("[data-single-keys]")) localStorage.setItem(single, event.target.checked ? "on" : "off");
}

function onKey(event) {
  if (localStorage.getItem(single) === "off" && event.key !== "?") return;
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable], dialog[open], .rz-dialog"))
    return;
  const key = event.key;
  if (prefix === "g") {
    prefix = "";
    clearTimeout(prefixTimer);
    if (key in afterG) { event.preventDefault(); go(afterG[key]); }
    return;
  }
  if (key === "g") { prefix = "g"; prefixTimer = setTimeout(() => { prefix = ""; }, 1200); }
  else if (key === "n") { event.preventDefault(); go("sweeps/new"); }
  else if (key === "?") { event.preventDefault(); openDialog("shortcuts"); }
  else if (pressed(key)) { event.preventDefault(); }
  else if (key === "/") {
    const search = document.querySelector("[data-search]");
    if (search) { event.preventDefault(); search.focus(); search.select?.(); }
  }
}

// A button that reads on is pressed when it comes into sight. Each page of a list brings a new button.
const inSight = new IntersectionObserver(entries => {
  for (const entry of entries)
    if (entry.isIntersecting && entry.target.isConnected && !entry.target.disabled) entry.target.click();
});
const watched = new WeakSet();
const arrivals = new MutationObserver(() => {
  for (const button of document.querySelectorAll("[data-more]")) {
    if (watched.has(button)) continue;
    watched.add(button);
    inSight.observe(button);
  }
});

// To the page's content, whatever the address is: following the link would be a step in the history.
function onSkip(event) {
  const skip = event.target.closest?.("[data-skip]");
  if (!skip) return;
  event.preventDefault();
  const content = document.getElementById("content");
  content.tabIndex = -1;
  content.addEventListener("blur", () => content.removeAttribute("tabindex"), { once: true }); // else a click on its ground would give it the focus
  content.focus();
}

let listening = false;

// Once a page load, however often the connection comes back.
export function listen() {
  if (listening) return;
  listening = true;
  watch();
  arrivals.observe(document.body, { childList: true, subtree: true });
  document.addEventListener("keydown", onKey);
  document.addEventListener("click", onSkip, true); // before the router, which follows links
  document.addEventListener("click", onCopy);
  document.addEventListener("change", onChange);
  for (const box of document.querySelectorAll("[data-single-keys]")) box.checked = localStorage.getItem(single) !== "off";
}
