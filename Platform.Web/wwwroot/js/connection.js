// While the connection is away: whoever presses something is told why nothing happens, and what is typed is kept until the page hears it.
(() => {
  const kept = "platform.typed";
  const pressable = "button:not([data-reload], [data-opens], [data-copy]), [role=option], a[href]:not([download], [target]), summary, input[type=checkbox], input[type=radio], select, [type=submit]";
  const typed = new Map(); // what was typed since the page was loaded, by a name that the next load has too
  let modal = null;
  let offline = false;
  let missed = new Set(); // what was typed while nobody heard it
  const recent = new Map(); // when a field was typed into last, and how often it may be told again

  const nameOf = field => field.id || field.getAttribute("aria-label") || field.name;

  const find = name => document.getElementById(name) ?? document.querySelector(`[aria-label="${CSS.escape(name)}"], [name="${CSS.escape(name)}"]`);

  document.addEventListener("input", event => {
    const field = event.target;
    if (!field.matches("input:not([type=checkbox], [type=radio], [type=file], [type=password]), textarea, select") || !nameOf(field) || field.closest("#palette")) return;
    typed.set(nameOf(field), field.value);
    if (event.isTrusted) recent.set(nameOf(field), { at: performance.now(), tries: 3 });
    if (offline) missed.add(nameOf(field));
  }, true);

  // Enter and Space press too; both arrive here as clicks.
  for (const kind of ["click", "submit", "change"])
    document.addEventListener(kind, event => {
      if (!offline) return;
      const target = event.target.closest?.(pressable);
      if (kind === "change" && missed.has(nameOf(event.target))) { event.stopPropagation(); return; }
      if (kind !== "submit" && !target) return;
      event.preventDefault();
      event.stopPropagation();
      say(target);
    }, true);

  function say(target) {
    const name = (target?.getAttribute("aria-label") ?? target?.textContent ?? "").trim().replace(/\s+/g, " ").slice(0, 40);
    const said = modal.querySelector("[data-said]");
    said.textContent = `${name ? `“${name}”` : "This"} does nothing while the connection is away. It works again when this message is gone; what you type is kept.`;
  }

  // The page takes what it missed as if it were typed now.
  function tell(name, value) {
    const field = find(name);
    if (!field) return false;
    if (value !== undefined) field.value = value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.dispatchEvent(new Event("change", { bubbles: true }));
    return true;
  }

  // The server refuses an event now and then, on a busy machine, perhaps because it is drawing the control anew just then: what stands in the fields typed into just now is told once more.
  addEventListener("unhandledrejection", event => {
    if (!/DispatchEventAsync/.test(event.reason?.message)) return;
    for (const [name, told] of [...recent]) {
      if (performance.now() - told.at > 10_000 || told.tries-- <= 0) recent.delete(name);
      else tell(name);
    }
  });

  function onChange() {
    const now = /components-reconnect-(show|retrying|failed|rejected|paused)/.test(modal.className);
    if (now === offline) return;
    offline = now;
    document.documentElement.toggleAttribute("data-offline", offline);
    modal.querySelector("[data-said]").textContent = "";
    if (offline) return;
    const names = missed;
    missed = new Set();
    for (const name of names) tell(name);
  }

  // A server that was away may have forgotten this page; then only a reload brings it back to life. It comes by itself as soon as the
  // server answers again, because a page that is left open has nobody to press the button.
  let waiting = false;
  async function comeBack() {
    if (waiting) return;
    waiting = true;
    for (;;) {
      await new Promise(resolve => setTimeout(resolve, 1500));
      try {
        if ((await fetch("icons/favicon.svg", { cache: "no-store" })).ok) return reload();
      } catch {
        // Still away.
      }
    }
  }

  // Then nobody is asked whether to leave: what was typed comes along, and nothing else could still be saved. Listeners are called in the order in which they came, and this one comes first.
  let reloading = false;
  addEventListener("beforeunload", event => { if (reloading) event.stopImmediatePropagation(); });

  // A whole form that stands in one field (data-draft) is kept although only other fields were typed into.
  function reload() {
    const drafts = [...document.querySelectorAll("[data-draft]")].filter(nameOf).map(field => [nameOf(field), field.value]);
    const rest = [...(drafts.length ? [...missed].map(name => [name, find(name)?.value]) : [...typed.keys()].map(name => [name, find(name)?.value]))].filter(([, value]) => value !== undefined);
    sessionStorage.setItem(kept, JSON.stringify({ page: location.href, fields: typed.size ? [...drafts, ...rest] : [] }));
    reloading = true;
    location.reload();
  }

  // After that reload: as the fields appear. A field that does not come within half a minute belongs to a dialog that is closed now.
  function takeUp() {
    const text = sessionStorage.getItem(kept);
    sessionStorage.removeItem(kept);
    const { page, fields } = text ? JSON.parse(text) : {};
    if (page !== location.href || !fields?.length) return;
    const until = performance.now() + 30_000;
    const look = new MutationObserver(() => {
      while (fields.length && find(fields[0][0])) {
        const [name, value] = fields.shift();
        tell(name, value);
      }
      if (!fields.length || performance.now() > until) look.disconnect();
    });
    look.observe(document.body, { childList: true, subtree: true });
  }

  document.addEventListener("DOMContentLoaded", () => {
    modal = document.getElementById("components-reconnect-modal");
    new MutationObserver(() => {
      onChange();
      if (/components-reconnect-(failed|rejected)/.test(modal.className)) comeBack();
    }).observe(modal, { attributes: true, attributeFilter: ["class"] });
    modal.addEventListener("click", event => { if (event.target.closest("[data-reload]")) reload(); });
    takeUp();
  });
})();
