// Loaded first and without delay, so that the page is never painted in the wrong theme; also what must work without a connection.
(() => {
  // MLflow's clients print addresses of MLflow's own pages: they lead to the same run or experiment here.
  const foreign = /^#\/experiments\/([A-Za-z0-9_-]{1,64})(?:\/runs\/([0-9a-f]{32}))?/.exec(location.hash);
  if (foreign && location.pathname === "/") location.replace(foreign[2] ? `/runs/${foreign[2]}` : `/runs/experiments/${foreign[1]}`);

  const dark = matchMedia("(prefers-color-scheme: dark)");
  const chosen = () => localStorage.getItem("platform.theme") ?? "system";

  // Radzen's styles are for dialogs and notices, and large: those of the theme come once the page is there.
  function dress() {
    for (const link of document.querySelectorAll("link[data-radzen]"))
      link.disabled = document.readyState !== "complete" || link.dataset.radzen !== document.documentElement.dataset.theme;
  }

  function apply() {
    const theme = chosen() === "system" ? (dark.matches ? "dark" : "light") : chosen();
    document.documentElement.dataset.theme = theme;
    document.documentElement.dataset.themeChoice = chosen();
    dress();
    document.dispatchEvent(new CustomEvent("platform:theme", { detail: theme }));
  }

  window.platformTheme = {
    choice: chosen,
    set(choice) {
      if (choice === "system") localStorage.removeItem("platform.theme");
      else localStorage.setItem("platform.theme", choice);
      apply();
    },
  };
  dark.addEventListener("change", apply);
  document.addEventListener("DOMContentLoaded", apply);
  window.addEventListener("load", dress);
  document.addEventListener("click", event => {
    if (event.target.closest("[data-reload]")) location.reload();
    const opener = event.target.closest("[data-opens]");
    if (opener) document.getElementById(opener.dataset.opens)?.showModal();
  });
  apply();

  // A server that was away may have forgotten this page; then only a reload brings it back to life. It comes by itself as soon as the
  // server answers again, because a page that is left open has nobody to press the button.
  let waiting = false;
  async function comeBack() {
    if (waiting) return;
    waiting = true;
    for (;;) {
      await new Promise(resolve => setTimeout(resolve, 1500));
      try {
        if ((await fetch("icons/favicon.svg", { cache: "no-store" })).ok) return location.reload();
      } catch {
        // Still away.
      }
    }
  }

  document.addEventListener("DOMContentLoaded", () => {
    const modal = document.getElementById("components-reconnect-modal");
    new MutationObserver(() => {
      if (/components-reconnect-(failed|rejected)/.test(modal.className)) comeBack();
    }).observe(modal, { attributes: true, attributeFilter: ["class"] });
  });
})();
