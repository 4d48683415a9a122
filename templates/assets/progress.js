// On the home page: how far the reader is, where they go on, and what they keep in a file. Nothing is sent anywhere.
(() => {
  const { attempt, chosen, follow, slugOf, done, setDone, take } = dlcourse;
  const box = document.querySelector(".progress");
  const lessons = new Map([...document.querySelectorAll(".syllabus a[data-minutes]")].map((link) => [slugOf(link), link]));
  if (!box || !lessons.size) return;

  const find = (selector) => box.querySelector(selector);
  const words = find("template").content;
  const go = find(".continue");
  const LARGEST_FILE = 1e6;

  // Words of the pages' own with values in their `{name}` places, in each language that they are in.
  function say(name, values = {}) {
    const said = words.querySelector(`.${name}`).cloneNode(true);
    const walker = document.createTreeWalker(said, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const text = walker.currentNode;
      text.data = text.data.replace(/\{(\w+)\}/g, (all, key) => values[key] ?? all);
    }
    return said;
  }

  const minutesOf = (slugs) => slugs.reduce((sum, slug) => sum + (Number(lessons.get(slug).dataset.minutes) || 0), 0);

  // Half hours, from ten hours on whole ones.
  function time(minutes) {
    if (minutes < 100) return say("minutes", { count: minutes });
    return say("hours", { count: minutes < 600 ? Math.round(minutes / 30) / 2 : Math.round(minutes / 60) });
  }

  // Where the reader was; after a lesson that is done the next that is not.
  function next(slugs, isDone, place) {
    const index = slugs.indexOf(place?.slug);
    const isOpen = (slug) => !isDone.has(slug);
    if (index >= 0 && isOpen(place.slug)) return { slug: place.slug, place };
    const slug = slugs.slice(index + 1).find(isOpen) ?? slugs.find(isOpen);
    return { slug, place: null };
  }

  // What a link says, without the mark of a lesson that is done.
  function titleOf(link) {
    const copy = link.cloneNode(true);
    copy.querySelector(".done-mark")?.remove();
    return [...copy.childNodes];
  }

  function show() {
    const slugs = [...lessons.keys()];
    const kept = [...done()];
    // Lessons that are gone are forgotten.
    if (kept.some((slug) => !lessons.has(slug))) return setDone(kept.filter((slug) => lessons.has(slug)));
    const isDone = new Set(kept);
    const left = minutesOf(slugs.filter((slug) => !isDone.has(slug)));
    const stored = chosen.get("place");
    const place = lessons.has(stored?.slug) ? stored : null;
    const target = next(slugs, isDone, place);
    document.documentElement.classList.toggle("has-place", Boolean(place || isDone.size));
    Object.assign(find("progress"), { max: slugs.length, value: isDone.size });
    const percent = Math.floor((100 * isDone.size) / slugs.length);
    const [counted, rest] = find("#page-progress").children;
    counted.replaceChildren(say("lessons", { done: isDone.size, all: slugs.length, percent }));
    rest.replaceChildren(...(target.slug ? [time(left)] : []));
    box.classList.add("is-told");
    go.hidden = !target.slug;
    if (!target.slug) return;
    const link = lessons.get(target.slug);
    go.href = link.href;
    go.querySelector("strong").replaceChildren(...titleOf(link));
    go.onclick = () => target.place && take(go, target.place);
  }

  // ---- a file with the reader's progress, to keep or to take to another browser ----

  function save() {
    const kept = { dlcourse: 1, course: document.title, done: [...done()], place: chosen.get("place") };
    const href = URL.createObjectURL(new Blob([JSON.stringify(kept, null, 2)], { type: "application/json" }));
    Object.assign(document.createElement("a"), { href, download: "progress.json" }).click();
    setTimeout(() => URL.revokeObjectURL(href), 10000);
  }

  // What is done here stays done; the place of the file counts where there is none yet.
  function merge(text) {
    const read = attempt(() => JSON.parse(text));
    if (!Array.isArray(read?.done)) return say("not-imported");
    if (lessons.has(read.place?.slug) && !chosen.get("place")) chosen.set("place", read.place);
    setDone([...done(), ...read.done.filter((slug) => lessons.has(slug))]);
    return say("imported", { count: done().size });
  }

  async function load({ target }) {
    const [file] = target.files;
    const text = file && file.size < LARGEST_FILE ? await file.text() : "";
    target.value = "";
    find("[role=status]").replaceChildren(merge(text));
  }

  function clear() {
    chosen.remove("place");
    setDone([]);
  }

  find("[data-does=export]").addEventListener("click", save);
  find("[data-does=clear]").addEventListener("click", clear);
  find("input").addEventListener("change", load);
  addEventListener("dlcourse:done", show);
  follow("place", show);
  show();
})();
