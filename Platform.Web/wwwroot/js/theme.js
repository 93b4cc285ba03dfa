// Loaded first and without delay, so that the page is never painted in the wrong theme; also what must work without a connection.
(() => {
  // MLflow's clients print addresses of MLflow's own pages: they lead to the same run or experiment here.
  const foreign = /^#\/experiments\/([A-Za-z0-9_-]{1,64})(?:\/runs\/([0-9a-f]{32}))?/.exec(location.hash);
  if (foreign && location.pathname === "/") location.replace(foreign[2] ? `/runs/${foreign[2]}` : `/runs/experiments/${foreign[1]}`);

  // What the page will ask for is fetched while its connection is made, not after it.
  const early = (name, attributes) => document.head.appendChild(Object.assign(document.createElement(name), attributes));
  const modules = ["app", "copy", "reach"];
  if (/^\/sweeps\/(?!new\b)/.test(location.pathname)) modules.push(...["axes", "board", "brush", "canvas", "data", "dots", "ink", "ink-words", "look", "plot", "rows", "trials"].map(part => `chart-${part}`));
  else if (/^\/(runs\/(?!experiments\/)|compare$|reports\/)/.test(location.pathname)) modules.push("charts", ...["canvas", "curves", "lines", "look", "series"].map(part => `chart-${part}`));
  for (const module of modules) early("link", { rel: "modulepreload", href: `js/${module}.js` });
  const sweep = /^\/sweeps\/(?!new$)([A-Za-z0-9]+)$/.exec(location.pathname)?.[1];
  if (sweep && !/[?&]at=/.test(location.search)) {
    window.platformBoard = { sweep, answer: fetch(`sweeps/${sweep}/board`) };
    import("./chart-board.js"); // reads the answer as soon as it is there
  }
  const app = import("./app.js");

  // Radzen's script is for dialogs: it comes when the page has been seen, or with the first thing that the server asks of it.
  let dialogs = null;
  const loadDialogs = () => dialogs ??= new Promise((done, failed) => {
    early("script", { src: "_content/Radzen.Blazor/Radzen.Blazor.min.js", async: true, onload: done, onerror: () => { dialogs = null; failed(new Error("The script for dialogs did not come.")); } });
  }).then(() => {
    if (window.Radzen === unloaded) { dialogs = null; throw new Error("The script for dialogs has no dialogs in it."); }
    // Radzen gives a dialog's first control the focus half a second late, in the middle of what is being typed elsewhere in it: reach.js does it at once.
    const open = window.Radzen.openDialog;
    window.Radzen.openDialog = (options, ...rest) => open.call(window.Radzen, { ...options, autoFocusFirstElement: false }, ...rest);
  });
  const unloaded = new Proxy({}, { has: () => true, get: (_, name) => (...rest) => loadDialogs().then(() => window.Radzen[name](...rest)) });
  window.Radzen = unloaded;
  // Its script hears the key only half a second after it has shown a dialog, and it may itself come later: until then the key presses the dialog's cross.
  document.addEventListener("keydown", event => {
    const dialog = event.key === "Escape" && [...document.querySelectorAll(".rz-dialog-content")].at(-1);
    if (dialog && !dialog.options) dialog.closest(".rz-dialog").querySelector(".rz-dialog-titlebar-close")?.click();
  });

  const dark = matchMedia("(prefers-color-scheme: dark)");
  const chosen = () => localStorage.getItem("platform.theme") ?? "system";

  function apply() {
    const theme = chosen() === "system" ? (dark.matches ? "dark" : "light") : chosen();
    document.documentElement.dataset.theme = theme;
    document.documentElement.dataset.themeChoice = chosen();
    document.dispatchEvent(new CustomEvent("platform:theme", { detail: theme }));
  }

  function showTimes() {
    document.documentElement.dataset.times = localStorage.getItem("platform.times") ?? "ago";
  }

  window.platformTheme = {
    choice: chosen,
    set(choice) {
      if (choice === "system") localStorage.removeItem("platform.theme");
      else localStorage.setItem("platform.theme", choice);
      apply();
    },
    times: showTimes,
  };

  // A browser is some 30 ms about it the first time: it has them while the connection is made.
  const timeZone = app.then(() => Intl.DateTimeFormat().resolvedOptions().timeZone ?? "UTC");

  // The server's first question, answered in one go: the page is shown when it has the answer. From then on keys are heard.
  window.platformVisitor = async () => {
    (await app).listen();
    return {
      name: localStorage.getItem("platform.user") ?? "",
      timeZone: await timeZone,
      theme: chosen(),
      exactTimes: document.documentElement.dataset.times === "full",
    };
  };
  showTimes();
  dark.addEventListener("change", apply);
  window.addEventListener("load", () => setTimeout(() => loadDialogs().catch(() => {}), 2000)); // asked for again with the first dialog
  document.addEventListener("click", event => {
    const opener = event.target.closest("[data-opens]");
    if (opener) document.getElementById(opener.dataset.opens)?.showModal();
  });
  apply();
})();
