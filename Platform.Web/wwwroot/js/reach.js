// What the keyboard reaches beyond links, buttons and fields: parts that scroll, menus that close, dialogs that keep the focus.

// A part is a stop of the Tab key only while it scrolls: arrows move it then. Its name is that of the section around it.
function markScrollers() {
  for (const part of document.querySelectorAll(".table-wrap, pre")) {
    const scrolls = part.scrollWidth > part.clientWidth + 1 || part.scrollHeight > part.clientHeight + 1;
    if (scrolls && !part.hasAttribute("tabindex")) {
      part.tabIndex = 0;
      part.dataset.scrolls = "";
      if (!part.hasAttribute("role") && !part.hasAttribute("aria-label")) {
        part.setAttribute("role", "group");
        part.setAttribute("aria-label", `${part.closest("[aria-label]")?.getAttribute("aria-label") ?? "Part"}, scrolls`);
      }
    } else if (!scrolls && "scrolls" in part.dataset && document.activeElement !== part) {
      part.removeAttribute("tabindex");
      delete part.dataset.scrolls;
    }
  }
}

let shownTab = null;

// On a narrow screen the tab that is shown may lie beyond the edge of its row.
function showTab() {
  const tab = document.querySelector(".tabs a[aria-current]");
  if (tab === shownTab) return;
  shownTab = tab;
  if (!tab) return;
  const [at, row] = [tab.getBoundingClientRect(), tab.parentElement.getBoundingClientRect()];
  if (at.left < row.left || at.right > row.right) tab.parentElement.scrollLeft += at.left - row.left - at.width;
}

let asked = false;

// Some frames after a change: in the midst of changes the browser would have to lay the page out for the answer. Another width it has to lay out for anyway.
function lookSoon() {
  if (asked) return;
  asked = true;
  setTimeout(() => { asked = false; markScrollers(); showTab(); }, 100);
}

// Escape closes a menu and gives its button the focus back; so does a click elsewhere, which keeps the focus where it went.
function onEscape(event) {
  const menu = event.key === "Escape" && document.activeElement?.closest("details.menu[open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
}

function onPress(event) {
  for (const menu of document.querySelectorAll("details.menu[open]"))
    if (!menu.contains(event.target)) menu.open = false;
}

// Among the buttons of a table such as a confusion matrix arrows go to the next one in their direction; Tab enters and leaves the table at once.
const directions = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

function onArrow(event) {
  const cell = event.key in directions && !event.ctrlKey && !event.metaKey && !event.altKey && event.target.closest?.("[data-arrows] button")?.closest("td");
  if (!cell) return;
  event.preventDefault();
  const [down, right] = directions[event.key];
  const rows = cell.closest("table").rows;
  for (let row = cell.parentElement.rowIndex + down, column = cell.cellIndex + right; rows[row]?.cells[column]; row += down, column += right) {
    const button = rows[row].cells[column].querySelector("button");
    if (!button) continue;
    cell.querySelector("button").tabIndex = -1;
    button.tabIndex = 0; // where Tab comes back to
    return button.focus();
  }
}

// While a dialog is open the page behind it takes no focus and no reader's cursor; its first control has the focus, and after it the focus is where it was.
let before = null;
let wanting = false; // a dialog is open whose first control has not come yet

function guardDialogs() {
  const shell = document.querySelector(".shell");
  const open = document.querySelector(".rz-dialog") !== null;
  if (wanting) focusFirst();
  if (!shell || shell.inert === open) return;
  if (open) before = shell.contains(document.activeElement) ? document.activeElement : before;
  shell.inert = open;
  wanting = open;
  if (open) focusFirst();
  if (!open && before?.isConnected && document.activeElement === document.body) before.focus();
}

function focusFirst() {
  const dialog = document.querySelector(".rz-dialog");
  const first = dialog?.contains(document.activeElement) ? document.activeElement : dialog?.querySelector(".rz-dialog-content")?.querySelector("input:not([type=hidden], :disabled), select:not(:disabled), textarea:not(:disabled), button:not(:disabled), a[href], [tabindex='0']");
  if (!first) return;
  wanting = false;
  first.focus();
}

let held = null; // where in a table the focus is, or was before a dialog took it

function holdPlace(event) {
  if (event.target.closest(".rz-dialog")) return;
  const row = event.target.closest("tbody > tr");
  held = row && { control: event.target, body: row.parentElement, index: row.sectionRowIndex };
}

// A row that goes, such as of what is archived, takes the focus with it: the row that stands in its place then has it, or else the part around the table.
function keepPlace() {
  if (!held || held.control.isConnected || document.activeElement !== document.body || !held.body.isConnected) return;
  const { body, index } = held;
  const controls = "button:not(:disabled), a[href], input:not(:disabled)";
  held = null;
  (body.rows[Math.min(index, body.rows.length - 1)]?.querySelector(controls) ?? body.closest("section")?.querySelector(controls))?.focus({ preventScroll: true });
}

let heading = null; // looks out for the heading of the page that was gone to last

/** Of a page that was gone to the heading takes the focus, also where it comes late, but not from what somebody has reached meanwhile. */
export function focusHeading() {
  heading?.disconnect();
  const left = document.activeElement;
  const take = () => {
    const [found, at] = [document.querySelector("h1"), document.activeElement];
    const moved = at !== document.body && at?.id !== "content" && (at !== left || document.getElementById("content")?.contains(at)); // what was left there has gone with its page
    if (!found && !moved) return;
    heading.disconnect();
    if (moved) return;
    if (!found.hasAttribute("tabindex")) found.tabIndex = -1;
    found.focus({ preventScroll: true });
  };
  heading = new MutationObserver(take);
  heading.observe(document.body, { childList: true, subtree: true });
  take();
}

const settling = 5000; // ms in which what comes above a part may still move it
let leavePart = null; // ends looking out for the part that was asked for last

/** The part that the address names (#…) comes only with what the page reads, and moves while more comes above it: it is brought into sight unless the visitor does something first. */
export function showPart() {
  leavePart?.();
  const id = location.hash.slice(1); // ours have no characters that an address writes otherwise
  if (!id) return;
  const acts = new AbortController();
  let timer = 0;
  const moves = new ResizeObserver(() => document.getElementById(id)?.scrollIntoView());
  const look = () => {
    if (timer || !document.getElementById(id)) return;
    arrivals.disconnect();
    timer = setTimeout(leavePart, settling);
    moves.observe(document.getElementById("content") ?? document.body); // looks at once
  };
  const arrivals = new MutationObserver(look);
  leavePart = () => {
    clearTimeout(timer);
    arrivals.disconnect();
    moves.disconnect();
    acts.abort();
  };
  for (const act of ["wheel", "touchmove", "pointerdown", "keydown"]) addEventListener(act, leavePart, { capture: true, passive: true, signal: acts.signal });
  arrivals.observe(document.body, { childList: true, subtree: true });
  look();
}

export function watch() {
  new MutationObserver(() => { guardDialogs(); keepPlace(); }).observe(document.body, { childList: true, subtree: true });
  new MutationObserver(lookSoon).observe(document.body, { childList: true, subtree: true, characterData: true });
  addEventListener("resize", () => requestAnimationFrame(() => { shownTab = null; markScrollers(); showTab(); }));
  document.addEventListener("toggle", lookSoon, true);
  document.addEventListener("keydown", onEscape);
  document.addEventListener("keydown", onArrow);
  document.addEventListener("pointerdown", onPress);
  document.addEventListener("focusin", holdPlace);
  lookSoon();
  showPart();
}
