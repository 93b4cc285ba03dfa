// When this browser saw the home page last. While a tab is open, what is new is counted from the visit before it.
const seen = "platform.seen";
const since = "platform.since";

export function visit() {
  let from = sessionStorage.getItem(since);
  if (from === null) {
    from = localStorage.getItem(seen) ?? "";
    sessionStorage.setItem(since, from);
  }
  leave();
  document.removeEventListener("visibilitychange", leave);
  document.addEventListener("visibilitychange", leave);
  return from || null;
}

/** Everything up to now has been looked at. */
export function look() {
  sessionStorage.setItem(since, new Date().toISOString());
  leave();
  return sessionStorage.getItem(since);
}

/** The page is left, and the document stays. */
export function gone() {
  document.removeEventListener("visibilitychange", leave);
  leave();
}

function leave() {
  localStorage.setItem(seen, new Date().toISOString());
}
