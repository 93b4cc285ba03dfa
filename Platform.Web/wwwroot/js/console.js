// A console that follows shows its end. Whoever scrolls up, by whatever means, looks back and is not taken to the end again before coming there.
const near = 40; // px from the end that are the end
const consoles = new WeakMap();

/**
 * Shows the end of a console if it follows.
 * @param turn Another one when the visitor has said whether it follows; otherwise the console itself knows best.
 */
export function show(element, dotnet, follows, turn) {
  if (!element?.isConnected) return;
  if (!consoles.has(element)) watch(element, dotnet);
  const state = consoles.get(element);
  if (turn !== state.turn) Object.assign(state, { turn, follows });
  showEnd(element, state);
}

function showEnd(element, state) {
  const go = () => { if (state.follows) element.scrollTop = element.scrollHeight; };
  go();
  requestAnimationFrame(() => requestAnimationFrame(go)); // lines of a virtual list come one render later
}

function watch(element, dotnet) {
  const state = { follows: true, turn: -1, top: element.scrollTop };
  consoles.set(element, state);
  // The end that the browser knows is that of the lines drawn so far: more come when it gets there.
  element.addEventListener("keydown", event => {
    if (event.key !== "End" || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    state.follows = true;
    showEnd(element, state);
    dotnet.invokeMethodAsync("OnLook", true).catch(() => {}); // the page has been left
  });
  element.addEventListener("scroll", () => {
    const atEnd = element.scrollHeight - element.scrollTop - element.clientHeight <= near;
    const follows = atEnd || (state.follows && element.scrollTop >= state.top); // text that has grown alone is no scrolling up
    state.top = element.scrollTop;
    if (follows === state.follows) return;
    state.follows = follows;
    dotnet.invokeMethodAsync("OnLook", follows).catch(() => {}); // the page has been left
  }, { passive: true });
}
