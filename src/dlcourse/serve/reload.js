// Live reload of `dlcourse serve`: reloads the page when the site changed, keeps the scroll position, and shows
// over the page why the course cannot be built. Styles are set through the CSSOM: pages have a CSP.
(() => {
  "use strict";

  const chinese = document.documentElement.lang.startsWith("zh");
  const scrollKey = "dlcourse-scroll";
  let build = buildOfThisPage();
  let source = null;
  let panel = null;
  let dismissed = "";

  restoreScroll();
  document.addEventListener("visibilitychange", listen);
  addEventListener("pageshow", (event) => {
    if (event.persisted) reload();
  });
  addEventListener("keydown", (event) => {
    if (event.key === "Escape" && panel) dismiss();
  });
  listen();

  // A browser opens six connections to a server and no more: tabs that nobody sees give theirs back.
  function listen() {
    if (document.hidden) {
      source?.close();
      source = null;
      return;
    }
    if (source && source.readyState !== EventSource.CLOSED) return;
    source = new EventSource("/_dlcourse/events");
    source.addEventListener("reload", onSite);
    source.addEventListener("ok", onSite);
    source.addEventListener("problems", onProblems);
    source.addEventListener("error", (event) => {
      // After most errors the browser connects again by itself; after some it gives up.
      if (event.target.readyState === EventSource.CLOSED) setTimeout(listen, 2000);
    });
  }

  function onSite(event) {
    const data = JSON.parse(event.data);
    hide();
    dismissed = "";
    if (build === null) build = data.build;
    if (data.build !== build) reload();
  }

  function onProblems(event) {
    const data = JSON.parse(event.data);
    if (build === null) build = data.build;
    if (data.build !== build && data.build !== "none") reload();
    else if (event.data !== dismissed) show(data.diagnostics, event.data);
  }

  // The server names the build in a header of every page: the one that this page is of, however late we ask.
  function buildOfThisPage() {
    const [navigation] = performance.getEntriesByType("navigation");
    const entry = (navigation?.serverTiming ?? []).find((timing) => timing.name === "build");
    return entry ? entry.description : null;
  }

  function reload() {
    try {
      sessionStorage.setItem(scrollKey, JSON.stringify([location.pathname, scrollX, scrollY]));
    } catch {
      // No storage: the browser's own memory of the position must do.
    }
    source?.close();
    location.reload();
  }

  function restoreScroll() {
    try {
      const [path, x, y] = JSON.parse(sessionStorage.getItem(scrollKey) ?? "[]");
      sessionStorage.removeItem(scrollKey);
      if (path === location.pathname) {
        const go = () => scrollTo({ left: x, top: y, behavior: "instant" });
        if (document.readyState === "complete") go();
        else addEventListener("load", go);
      }
    } catch {
      // As above.
    }
  }

  function show(diagnostics, key) {
    hide();
    panel = element("section", "", {
      position: "fixed", inset: "auto 0 0 0", zIndex: "2147483647", maxHeight: "60vh", overflow: "auto",
      boxSizing: "border-box", padding: "1rem 3.5rem 1rem 1.25rem", borderTop: "4px solid #d33",
      background: "#1d1416", color: "#f6eeee", font: "14px/1.5 ui-monospace, Consolas, monospace", textAlign: "left",
    });
    panel.id = "page-problems";
    panel.setAttribute("role", "alert");
    panel.lang = chinese ? "zh" : "en";
    panel.dataset.key = key;
    const title = chinese
      ? `课程暂时无法生成（${diagnostics.length} 个问题）；页面仍是上一次成功的版本`
      : `The course cannot be built (${diagnostics.length}); this page is the last good one`;
    panel.append(element("strong", title, { display: "block", marginBottom: "0.5rem", fontSize: "15px" }));
    const list = element("ol", "", { margin: "0", padding: "0 0 0 1.5rem" });
    for (const found of diagnostics) list.append(row(found));
    const button = element("button", "×", {
      position: "absolute", top: "0.5rem", right: "0.75rem", width: "2.25rem", height: "2.25rem", border: "0",
      background: "transparent", color: "inherit", font: "24px/1 sans-serif", cursor: "pointer",
    });
    button.type = "button";
    button.setAttribute("aria-label", chinese ? "关闭" : "Dismiss");
    button.addEventListener("click", dismiss);
    panel.append(list, button);
    document.body.append(panel);
  }

  function row(found) {
    const item = element("li", "", { margin: "0 0 0.4rem", overflowWrap: "anywhere" });
    const place = [found.file, found.line, found.column].filter(Boolean).join(":");
    const colour = found.severity === "error" ? "#ff8f8f" : "#ffd27a";
    item.append(
      element("span", place, { fontWeight: "bold" }),
      element("span", ` ${found.severity}[${found.code}] `, { color: colour }),
      element("span", `${found.message}; ${found.hint}`, {}),
    );
    return item;
  }

  function element(name, text, style) {
    const made = document.createElement(name);
    made.textContent = text;
    Object.assign(made.style, style);
    return made;
  }

  function dismiss() {
    dismissed = panel.dataset.key;
    hide();
  }

  function hide() {
    panel?.remove();
    panel = null;
  }
})();
