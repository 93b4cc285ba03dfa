// The slider over a sweep's events. The browser owns the thumb; the page is told one place at a time, always the newest.
const attached = new WeakMap();
const rest = 400; // ms at one place until the address says so: the page is told of every address

export function attach(range, dotnet) {
  if (!range || attached.has(range)) return; // no slider: the page has been left meanwhile
  const state = { wanted: null, busy: false, held: false, jumping: false, path: location.pathname, timer: 0, dotnet };
  attached.set(range, state);
  range.disabled = false; // what was done to it before would have been lost

  async function send() {
    if (state.busy) return;
    state.busy = true;
    try {
      while (state.wanted !== null) {
        const to = state.wanted;
        state.wanted = null;
        await dotnet.invokeMethodAsync("OnSeek", to);
      }
    } catch {
      // The page has been left.
    } finally {
      state.busy = false;
    }
  }

  range.addEventListener("input", () => { clearTimeout(state.timer); state.wanted = range.valueAsNumber; send(); });
  range.addEventListener("pointerdown", () => { state.held = true; });
  for (const end of ["pointerup", "pointercancel", "blur"]) range.addEventListener(end, () => { state.held = false; });
  range.addEventListener("keydown", async event => {
    const direction = event.key === "PageUp" ? 1 : event.key === "PageDown" ? -1 : 0;
    if (state.jumping && event.key !== "Tab") { event.preventDefault(); return; } // steps from where the jump ends
    if (!direction) return;
    event.preventDefault();
    state.jumping = true;
    try {
      range.value = await dotnet.invokeMethodAsync("OnJump", direction);
    } catch {
      // The page has been left.
    } finally {
      state.jumping = false;
    }
  });
}

/** Shows a place: the thumb (unless it is held or has moved on), what it says, and when the slider rests the event's number in the address. */
export function show(range, position, last, sequence, said) {
  const state = attached.get(range);
  if (!state) return;
  range.max = last;
  if (!state.held && state.wanted === null) range.value = position;
  range.setAttribute("aria-valuetext", said);
  clearTimeout(state.timer);
  state.timer = setTimeout(() => place(range, state, sequence), rest);
}

// By way of the router, so that whatever builds on the page's address knows the place. The bar hears first that it is its own and no link that was followed.
function place(range, state, sequence) {
  if (!range.isConnected || location.pathname !== state.path) return; // left meanwhile
  const url = new URL(location.href);
  url.searchParams.set("at", sequence);
  if (url.href === location.href) return;
  state.dotnet.invokeMethodAsync("OnPlaced", sequence).catch(() => {}); // the page has been left
  window.Blazor.navigateTo(url.href, { replaceHistoryEntry: true });
}
