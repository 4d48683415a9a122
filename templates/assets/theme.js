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

  const store = (kind) => ({
    get: (name, otherwise = null) => attempt(() => JSON.parse(window[kind].getItem(keyOf(name))), otherwise),
    set: (name, value) => attempt(() => window[kind].setItem(keyOf(name), JSON.stringify(value))),
    remove: (name) => attempt(() => window[kind].removeItem(keyOf(name))),
  });

  const chosen = store("localStorage");
  const page = document.documentElement;

  // "light", "dark", or whatever the system says.
  function setTheme(theme) {
    if (theme === "light" || theme === "dark") page.dataset.theme = theme;
    else delete page.dataset.theme;
  }

  window.dlcourse = { root, attempt, chosen, passing: store("sessionStorage"), setTheme };
  page.classList.add("has-script");
  setTheme(chosen.get("theme"));
})();
