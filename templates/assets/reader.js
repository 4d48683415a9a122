// Keeps the reader's place when they change the language, and remembers what they chose. Every page works without it.
(() => {
  "use strict";

  const FRESH_MILLISECONDS = 20000;

  // A browser may refuse to store anything; then nothing is remembered.
  const storage = (kind) => ({
    get(key) {
      try {
        return window[kind].getItem(`dlcourse-${key}`);
      } catch {
        return null;
      }
    },
    set(key, value) {
      try {
        window[kind].setItem(`dlcourse-${key}`, value);
      } catch {
        // Refused, or full.
      }
    },
  });
  const chosen = storage("localStorage");
  const passing = storage("sessionStorage");

  const article = document.querySelector("article");
  const links = [...document.querySelectorAll(".languages a[data-tree]")];
  const order = document.getElementById("page-order");
  const here = location.href.split("#")[0];

  // Reading begins below the header, which stays in sight.
  const edge = () => Math.max(0, document.querySelector(".site-header").getBoundingClientRect().bottom);

  // The first block that begins in the upper half of the window, else the one that reaches into it from above.
  function read(blocks) {
    const line = edge();
    const middle = (line + innerHeight) / 2;
    const tops = blocks.map((block) => block.getBoundingClientRect().top);
    const first = tops.findIndex((top) => top >= line - 1 && top < middle);
    const index = first >= 0 ? first : tops.findLastIndex((top) => top < line);
    if (index < 0) return null;
    const { top, height } = blocks[index].getBoundingClientRect();
    return { index, id: blocks[index].id, down: top - line, share: top < line && height ? (line - top) / height : 0 };
  }

  function place() {
    if (!article || scrollY < 1) return null;
    const named = [...article.querySelectorAll("h1[id]"), ...article.querySelectorAll(":scope > [id]")];
    return { view: article.dataset.view, named: read(named), block: read([...article.children]) };
  }

  // The same view has the same blocks, with ids or without; another view has the same ids.
  function restore({ view, named, block }) {
    const isSame = view === article.dataset.view && block;
    const spot = isSame ? block : named;
    const found = isSame ? article.children[block.index] : named && document.getElementById(named.id);
    if (!found) return;
    const { top, height } = found.getBoundingClientRect();
    const wanted = spot.share ? -spot.share * height : spot.down;
    scrollBy({ top: top - edge() - wanted, behavior: "instant" });
  }

  function arrive() {
    const kept = JSON.parse(passing.get("place") || "null");
    passing.set("place", "null");
    if (!article || !kept || kept.href !== here || Date.now() - kept.time > FRESH_MILLISECONDS) return;
    let isReading = false;
    const again = () => isReading || restore(kept);
    for (const kind of ["wheel", "touchstart", "keydown", "pointerdown"]) {
      addEventListener(kind, () => (isReading = true), { once: true, passive: true });
    }
    again();
    addEventListener("load", () => requestAnimationFrame(again));
    document.fonts.ready.then(again);
  }

  function leave(link) {
    chosen.set("tree", link.dataset.tree);
    const kept = place();
    link.hash = kept?.named?.id || "";
    const href = link.href.split("#")[0];
    passing.set("place", JSON.stringify(kept && { ...kept, href, time: Date.now() }));
  }

  // A returning reader who opens the site is led to the pages they chose; who comes from within it is not.
  function lead() {
    const link = links.find((one) => one.dataset.tree === chosen.get("tree") && !one.hasAttribute("aria-current"));
    const isOpened = performance.getEntriesByType("navigation")[0]?.type === "navigate";
    if (link && isOpened && !document.referrer.startsWith(new URL(".", here).href)) location.replace(link.href);
  }

  if (order) {
    order.checked = chosen.get("order") === "second";
    order.addEventListener("change", () => chosen.set("order", order.checked ? "second" : "first"));
  }
  for (const link of links) link.addEventListener("click", () => leave(link));
  if ("front" in document.body.dataset) lead();
  arrive();
})();
