// Runs before the page is painted: the reader's theme, and what the other scripts share.
(() => {
  // Scripts lie in assets/ below the root of the site. Several sites may share one origin, and `file:` is one for all.
  const root = new URL("..", document.currentScript.src);
  const keyOf = (name) => `dlcourse:${root.pathname}:${name}`;

  // A browser may refuse to store anything, and what is stored may be anything.
  function attempt(work, otherwise = null) {
    try {
      return work() ?? otherwise;
    } catch {
      return otherwise;
    }
  }

  // `set` tells whether the value is kept.
  const store = (kind) => ({
    get: (name, otherwise = null) => attempt(() => JSON.parse(window[kind].getItem(keyOf(name))), otherwise),
    set: (name, value) => attempt(() => (window[kind].setItem(keyOf(name), JSON.stringify(value)), true), false),
    remove: (name) => attempt(() => window[kind].removeItem(keyOf(name))),
  });

  const chosen = store("localStorage");

  // Calls `work` when another page of the site may have chosen something else for `name`.
  function follow(name, work) {
    addEventListener("storage", ({ key }) => (key === null || key === keyOf(name)) && work());
    addEventListener("pageshow", ({ persisted }) => persisted && work());
  }

  const page = document.documentElement;
  const schemes = document.querySelector('meta[name="color-scheme"]');
  const colours = [...document.querySelectorAll('meta[name="theme-color"]')].map((meta) => [meta, meta.media]);

  // "light", "dark", or whatever the system says.
  function setTheme(theme) {
    const isChosen = theme === "light" || theme === "dark";
    if (isChosen) page.dataset.theme = theme;
    else delete page.dataset.theme;
    if (schemes) schemes.content = isChosen ? theme : "light dark";
    for (const [meta, media] of colours) {
      meta.media = !isChosen ? media : media.includes(theme) ? "all" : "not all";
    }
  }

  window.dlcourse = { root, attempt, chosen, passing: store("sessionStorage"), follow, setTheme };
  page.classList.add("has-script");
  // What lives on being kept is not offered where nothing is; what is kept has its room before it is filled in.
  page.classList.toggle("has-store", chosen.set("probe", 1));
  page.classList.toggle("has-place", Boolean(chosen.get("done") ?? chosen.get("place")));
  follow("theme", () => setTheme(chosen.get("theme")));
  setTheme(chosen.get("theme"));
})();
