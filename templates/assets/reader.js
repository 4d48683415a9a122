// On every page: dialogs, the theme, the reader's place when they change the language. Pages work without it.
(() => {
  const { attempt, chosen, passing, follow, setTheme } = dlcourse;
  const root = document.documentElement;

  // ---- dialogs: `data-opens` on a button names one, `data-closes` closes the one around it ----

  // What fills a dialog (`data-script`) is loaded when it is first opened, and again if that failed.
  function fill(dialog) {
    const { script } = dialog.dataset;
    if (!script) return;
    delete dialog.dataset.script;
    const tag = Object.assign(document.createElement("script"), { src: script });
    tag.addEventListener("error", () => {
      dialog.dataset.script = script;
      dialog.dispatchEvent(new Event("dlcourse:failed"));
    });
    document.head.append(tag);
  }

  dlcourse.open = (id) => {
    const dialog = document.getElementById(id);
    if (!dialog?.showModal) return;
    fill(dialog);
    const other = document.querySelector("dialog[open]");
    if (other !== dialog) {
      other?.close();
      dialog.showModal();
    }
    dialog.querySelector("input")?.focus();
  };

  // A press beside the box closes it; one that begins in it (who selects text) does not.
  function isBeside({ target, clientX, clientY }) {
    if (!target.matches?.("dialog[open]")) return false;
    const { left, right, top, bottom } = target.getBoundingClientRect();
    return clientX < left || clientX > right || clientY < top || clientY > bottom;
  }

  let isPressedBeside = false;
  addEventListener("pointerdown", (event) => (isPressedBeside = isBeside(event)));
  addEventListener("click", ({ target }) => {
    const opener = target.closest("[data-opens]");
    if (opener) dlcourse.open(opener.dataset.opens);
    else if (target.closest("[data-closes]")) target.closest("dialog").close();
    else if (isPressedBeside && target.matches("dialog[open]")) target.close();
  });

  // ---- the theme: the one that is not on, then the other, then that of the system ----

  const themes = () => (matchMedia("(prefers-color-scheme: dark)").matches ? ["light", "dark"] : ["dark", "light"]);
  const toggle = document.querySelector("button.theme");

  function nameTheme() {
    if (toggle) toggle.title = toggle.querySelector(`.is-${root.dataset.theme ?? "system"}`)?.textContent ?? "";
  }

  toggle?.addEventListener("click", () => {
    const order = [undefined, ...themes()];
    const next = order[(order.indexOf(root.dataset.theme) + 1) % order.length];
    if (next) chosen.set("theme", next);
    else chosen.remove("theme");
    setTheme(next);
    nameTheme();
  });
  follow("theme", nameTheme);
  nameTheme();

  // ---- the reader's place ----

  const article = document.querySelector("article");
  const links = [...document.querySelectorAll(".languages a[data-tree]")];
  const order = document.getElementById("page-order");
  const here = location.href.split("#")[0];

  // Reading begins below the header.
  const edge = () => Math.max(0, document.querySelector(".site-header")?.getBoundingClientRect().bottom ?? 0);

  const nameOf = (block) => block.id || block.querySelector(block.matches("header") ? "h1[id]" : "[id]")?.id;

  // The first block that begins in the upper half of the window, else the one that reaches into it.
  function read(blocks) {
    const line = edge();
    const middle = (line + innerHeight) / 2;
    const topOf = (block) => block.getBoundingClientRect().top;
    const begins = blocks.find((block) => topOf(block) >= line - 1 && topOf(block) < middle);
    const block = begins || blocks.findLast((block) => topOf(block) < line);
    if (!block) return null;
    const { top, height } = block.getBoundingClientRect();
    const share = top < line && height ? (line - top) / height : 0;
    return { index: [...article.children].indexOf(block), id: nameOf(block), down: top - line, share };
  }

  function place() {
    if (!article || scrollY < 1) return null;
    const blocks = [...article.children].filter((block) => block.offsetHeight);
    return { view: article.dataset.view, named: read(blocks.filter(nameOf)), block: read(blocks) };
  }

  // The same view has the same blocks, with ids or without; another view has the same ids.
  function restore({ view, named, block }) {
    const isSame = view === article.dataset.view && block;
    const spot = isSame ? block : named;
    const found = isSame ? article.children[block.index] : document.getElementById(named?.id)?.closest("article > *");
    if (!found) return;
    const { top, height } = found.getBoundingClientRect();
    scrollBy(0, top - edge() - (spot.share ? -spot.share * height : spot.down));
  }

  function arrive() {
    const kept = passing.get("place");
    passing.remove("place");
    if (!article || kept?.href !== here || Date.now() - kept.time > 20000) return;
    let moved = false;
    const again = () => moved || restore(kept);
    for (const kind of ["wheel", "touchstart", "keydown", "pointerdown"]) {
      addEventListener(kind, () => (moved = true), { once: true });
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
    passing.set("place", kept && { ...kept, href, time: Date.now() });
  }

  // Who comes back to the site is led to the pages they chose; who comes from within it is not.
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
