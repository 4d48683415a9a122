// On every page: dialogs, the theme, keys, the menu, what is done, the reader's place. Pages work without it.
(() => {
  const { attempt, chosen, passing, follow, setTheme } = dlcourse;
  const find = (selector, within = document) => within.querySelector(selector);
  const findAll = (selector) => [...document.querySelectorAll(selector)];
  const page = document.documentElement;
  const here = location.href.split("#")[0];

  // ---- dialogs: `data-opens` on a button names one, `data-closes` closes the one around it ----

  // What fills a dialog (`data-script`) is loaded when it is first opened, and again if that failed.
  function fill(dialog) {
    const { script } = dialog.dataset;
    if (!script) return;
    delete dialog.dataset.script;
    const tag = Object.assign(document.createElement("script"), { src: script });
    tag.addEventListener("error", () => {
      dialog.dataset.script = script;
      const words = find("template", dialog)?.content.querySelector("[data-word=failed]");
      if (words) find("[role=status]", dialog).replaceChildren(words.cloneNode(true));
    });
    document.head.append(tag);
  }

  // Tells whether there is such a dialog.
  function open(id) {
    const dialog = document.getElementById(id);
    if (!dialog?.showModal) return false;
    fill(dialog);
    const other = find("dialog[open]");
    if (other !== dialog) {
      other?.close();
      dialog.showModal();
    }
    find("input:not([type=checkbox])", dialog)?.focus();
    return true;
  }

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
    if (opener) open(opener.dataset.opens);
    else if (target.closest("[data-closes]")) target.closest("dialog").close();
    else if (isPressedBeside && target.matches("dialog[open]")) target.close();
  });

  // ---- the theme: the one that is not on, then the other, then that of the system ----

  const toggle = find("button.theme");

  function nameTheme() {
    if (toggle) toggle.title = find(`.is-${page.dataset.theme ?? "system"}`, toggle)?.textContent ?? "";
  }

  toggle?.addEventListener("click", () => {
    const themes = matchMedia("(prefers-color-scheme: dark)").matches ? ["light", "dark"] : ["dark", "light"];
    const next = themes[themes.indexOf(page.dataset.theme) + 1];
    if (next) chosen.set("theme", next);
    else chosen.remove("theme");
    setTheme(next);
    nameTheme();
  });
  follow("theme", nameTheme);
  nameTheme();

  // ---- the menu: a drawer on narrow screens; the current lesson is in sight ----

  const sidebar = document.getElementById("page-sidebar");
  const isDrawn = () => attempt(() => sidebar.matches(":popover-open"), false);
  const undraw = () => isDrawn() && sidebar.hidePopover();

  // Scrolls a list, and nothing else, to one of its links unless that is in sight.
  function bringIntoSight(list, link) {
    const [box, spot] = [list.getBoundingClientRect(), link.getBoundingClientRect()];
    if (spot.top < box.top + 8 || spot.bottom > box.bottom - 8) list.scrollTop += spot.top - box.top - box.height / 3;
  }

  if (sidebar) {
    const current = find("[aria-current]", sidebar);
    // With the frame: measuring before all scripts have changed the page would lay it out twice.
    if (current) requestAnimationFrame(() => bringIntoSight(sidebar, current));
    sidebar.addEventListener("toggle", () => {
      if (!isDrawn()) return;
      (current ?? find("a", sidebar)).focus({ preventScroll: true });
      if (current) bringIntoSight(sidebar, current);
    });
    sidebar.addEventListener("click", ({ target }) => target.closest("a") && undraw());
    sidebar.addEventListener("focusout", ({ relatedTarget: next }) => {
      if (next && !sidebar.contains(next) && !next.hasAttribute("popovertarget")) undraw();
    });
    matchMedia("(min-width: 60rem)").addEventListener("change", undraw);
  }

  // ---- keys; those without Ctrl can be switched off (WCAG 2.1.4) ----

  const single = document.getElementById("page-keys");
  if (single) {
    const show = () => (single.checked = chosen.get("keys") !== false);
    single.addEventListener("change", () => chosen.set("keys", single.checked));
    follow("keys", show);
    show();
  }

  const TYPED = "input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]";
  const ARROWED = `${TYPED}, input, audio, video, [role=slider], [role=tab], [role=listbox], [role=menu]`;

  function isScrolledSideways(node) {
    let box = node?.nodeType === 1 ? node : node?.parentElement;
    for (; box && box !== document.body; box = box.parentElement) {
      if (box.scrollWidth > box.clientWidth + 1 && /auto|scroll/.test(getComputedStyle(box).overflowX)) return true;
    }
    return page.scrollWidth > page.clientWidth || visualViewport?.scale > 1.01;
  }

  function turn(key, target) {
    const selection = getSelection();
    if (target.closest(ARROWED) || !selection.isCollapsed) return false;
    if (isScrolledSideways(target) || isScrolledSideways(selection.anchorNode)) return false;
    const isNext = (key === "arrowright") === (getComputedStyle(page).direction === "ltr");
    const link = find(`.neighbours a[rel=${isNext ? "next" : "prev"}]`);
    link?.click();
    return Boolean(link);
  }

  function press({ key, target, ctrlKey, metaKey, altKey, shiftKey }) {
    const name = key.toLowerCase();
    if ((ctrlKey || metaKey) && !altKey && !shiftKey && name === "k") return open("page-search");
    if (ctrlKey || metaKey || altKey || chosen.get("keys") === false) return false;
    if (target.closest(TYPED) || find("dialog[open]") || isDrawn()) return false;
    if (name === "/" || (name === "s" && !shiftKey)) return open("page-search");
    if (name === "?") return open("page-help");
    return name.startsWith("arrow") && /left|right/.test(name) && !shiftKey && turn(name, target);
  }

  addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing || event.repeat || !event.key || !event.target.closest) return;
    if (press(event)) event.preventDefault();
  });

  // ---- lessons that are done: a list of slugs; a slug is the last folder of a lesson's address ----

  const texts = (value) => [value].flat().filter((each) => typeof each === "string");

  function slugOf({ pathname }) {
    const folder = pathname.replace(/index\.html$/, "").split("/").at(-2);
    return attempt(() => decodeURIComponent(folder), folder);
  }

  const done = () => new Set(texts(chosen.get("done", [])));

  // Whatever shows what is done follows `dlcourse:done`.
  function setDone(slugs) {
    const list = [...new Set(slugs)];
    if (list.length) chosen.set("done", list);
    else chosen.remove("done");
    showDone();
  }

  const mark = document.getElementById("page-done")?.content.firstElementChild;

  function showDone() {
    const slugs = done();
    for (const link of findAll(".sidebar ol a, .syllabus a[data-minutes]")) {
      const isDone = slugs.has(slugOf(link));
      if (isDone === link.classList.contains("is-done")) continue;
      link.classList.toggle("is-done", isDone);
      if (isDone && mark) link.append(mark.cloneNode(true));
      else find(".done-mark", link)?.remove();
    }
    dispatchEvent(new Event("dlcourse:done"));
  }

  follow("done", showDone);
  showDone();

  // ---- the reader's place: kept when they change the language, and while they read, to go on there another day ----

  const article = find(".lesson-page article");
  const blocks = () => [...article.children];

  // Reading begins below the header.
  const edge = () => Math.max(0, find(".site-header")?.getBoundingClientRect().bottom ?? 0);

  const nameOf = (block) => block.id || find(block.matches("header") ? "h1[id]" : "[id]", block)?.id;

  // The first block that begins in the upper half of the window, else the one that reaches into it.
  function read(shown) {
    const line = edge();
    const middle = (line + innerHeight) / 2;
    const topOf = (block) => block.getBoundingClientRect().top;
    const begins = shown.find((block) => topOf(block) >= line - 1 && topOf(block) < middle);
    const block = begins || shown.findLast((block) => topOf(block) < line);
    if (!block) return null;
    const { top, height } = block.getBoundingClientRect();
    const share = top < line && height ? (line - top) / height : 0;
    return { index: blocks().indexOf(block), id: nameOf(block), down: top - line, share };
  }

  function place() {
    if (!article || scrollY < 1) return null;
    const shown = blocks().filter((block) => block.offsetHeight);
    const count = blocks().length;
    return { view: article.dataset.view, count, named: read(shown.filter(nameOf)), block: read(shown) };
  }

  // The same view has the same blocks, with ids or without; another view has the same ids.
  function restore({ view, count, named, block }) {
    const isSame = view === article.dataset.view && count === blocks().length && block;
    const spot = isSame ? block : named;
    const found = isSame ? blocks()[block.index] : document.getElementById(named?.id)?.closest("article > *");
    if (!found) return;
    const { top, height } = found.getBoundingClientRect();
    scrollBy({ top: top - edge() - (spot.share ? -spot.share * height : spot.down), behavior: "instant" });
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

  // Takes the reader to `kept` on the page that `link` leads to.
  function take(link, kept) {
    link.hash = kept?.named?.id || "";
    passing.set("place", kept && { ...kept, href: link.href.split("#")[0], time: Date.now() });
  }

  // ---- the language ----

  const languages = findAll(".languages a[data-tree]");
  const order = document.getElementById("page-order");

  // Who comes back to the site is led to the pages they chose; who comes from within it is not.
  function lead() {
    const link = languages.find((one) => one.dataset.tree === chosen.get("tree") && !one.hasAttribute("aria-current"));
    const isOpened = performance.getEntriesByType("navigation")[0]?.type === "navigate";
    if (link && isOpened && !document.referrer.startsWith(new URL(".", here).href)) location.replace(link.href);
  }

  if (order) {
    order.checked = chosen.get("order") === "second";
    order.addEventListener("change", () => chosen.set("order", order.checked ? "second" : "first"));
  }
  for (const link of languages) {
    link.addEventListener("click", () => {
      chosen.set("tree", link.dataset.tree);
      take(link, place());
    });
  }
  if ("front" in document.body.dataset) lead();
  arrive();
  Object.assign(dlcourse, { open, bringIntoSight, slugOf, done, setDone, edge, place, take });
})();
