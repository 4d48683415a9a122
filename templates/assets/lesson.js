// What makes a lesson more comfortable. Pages read without it.
(() => {
  const { attempt, chosen, done, slugOf } = dlcourse;

  // What is made by script is made of these: words of the pages' own, each with its language.
  const parts = document.getElementById("page-words")?.content;
  const part = (name) => parts?.querySelector(`.${name}`)?.cloneNode(true);
  const status = part("status");
  if (status) document.querySelector("main").append(status);

  // Says it to screen readers, and calls `end` two seconds later.
  function say(words, end) {
    status.replaceChildren(words);
    return setTimeout(() => {
      status.replaceChildren();
      end();
    }, 2000);
  }

  // A button at every block of code. Lines that are taken out and numbers are not copied.
  function addCopyButtons() {
    for (const pre of document.querySelectorAll("article .highlight > pre")) {
      const button = part("copy");
      if (!button) return;
      button.addEventListener("click", async () => {
        if (!(await copied(codeOf(pre)))) return;
        clearTimeout(button.timer);
        button.replaceChildren(part("copied"));
        button.timer = say(part("copied"), () => button.replaceChildren(...part("copy").childNodes));
      });
      (pre.closest(".listing") ?? pre.parentElement).append(button);
    }
  }

  // A link at every heading that copies its address; without a clipboard it leads there.
  function addAnchors() {
    for (const heading of document.querySelectorAll("article :is(h2, h3, h4, h5, h6)[id]")) {
      const anchor = part("anchor");
      if (!anchor) return;
      anchor.href = `#${encodeURIComponent(heading.id)}`;
      anchor.addEventListener("click", async () => {
        if (!(await copied(anchor.href))) return;
        anchor.classList.add("is-copied");
        say(part("link-copied"), () => anchor.classList.remove("is-copied"));
      });
      heading.append(anchor);
    }
  }

  function codeOf(pre) {
    const code = pre.cloneNode(true);
    for (const line of code.querySelectorAll("del.line")) line.remove();
    return code.textContent.replace(/\n$/, "");
  }

  // The clipboard is there on safe addresses only; elsewhere a selection is copied.
  async function copied(text) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      const area = document.createElement("textarea");
      const focused = document.activeElement;
      area.value = text;
      area.className = "unseen";
      document.body.append(area);
      area.select();
      const isDone = document.execCommand("copy");
      area.remove();
      focused?.focus();
      return isDone;
    }
  }

  // ---- tabs: those of one label are in step, also on the next page ----

  const KEPT_LABELS = 20;

  const labels = () => [chosen.get("tabs", [])].flat().filter((each) => typeof each === "string");

  function keepTabsInStep() {
    const tabs = [...document.querySelectorAll(".tab > input")];
    if (!tabs.length) return;
    for (const label of labels().reverse()) choose(tabs, label);
    for (const tab of tabs) {
      tab.addEventListener("change", () => {
        const before = tab.getBoundingClientRect().top;
        choose(tabs, tab.dataset.label);
        chooseBeside(tab);
        // What changed above moves the page below the reader.
        scrollBy({ top: tab.getBoundingClientRect().top - before, behavior: "instant" });
        const kept = [tab.dataset.label, ...labels().filter((each) => each !== tab.dataset.label)];
        chosen.set("tabs", kept.slice(0, KEPT_LABELS));
      });
    }
    addEventListener("hashchange", showTarget);
    showTarget();
  }

  function choose(tabs, label) {
    for (const tab of tabs) tab.checked ||= tab.dataset.label === label;
  }

  // Side by side, the same tab of both languages.
  function chooseBeside(tab) {
    const set = tab.closest(".tabs");
    const side = set.closest(".pair > .side");
    if (!side) return;
    const place = [...side.querySelectorAll(".tabs")].indexOf(set);
    for (const other of side.parentElement.children) {
      const beside = other.querySelectorAll(".tabs")[place];
      const button = beside?.querySelectorAll(":scope > .tab > input")[buttonsOf(set).indexOf(tab)];
      if (button) button.checked = true;
    }
  }

  const buttonsOf = (set) => [...set.querySelectorAll(":scope > .tab > input")];

  const targetOf = ({ hash }) => document.getElementById(attempt(() => decodeURIComponent(hash.slice(1)), ""));

  // A link may lead into a panel that is not shown.
  function showTarget() {
    const target = targetOf(location);
    let panel = target?.closest(".panel");
    if (!panel) return;
    for (; panel; panel = panel.parentElement.closest(".panel")) {
      panel.previousElementSibling.querySelector("input").checked = true;
    }
    target.scrollIntoView();
  }

  // ---- quizzes: a button that says whether what is chosen is right, and the score ----

  function scoreQuizzes() {
    for (const score of document.querySelectorAll(".quiz-score")) {
      const questions = [...score.parentElement.querySelectorAll(".question")];
      for (const question of questions) {
        addCheck(question, score.dataset, () => {
          const right = questions.filter((each) => each.dataset.state === "right").length;
          const said = score.dataset.score.replaceAll("{right}", right).replaceAll("{all}", questions.length);
          if (questions.length > 1) score.textContent = said;
        });
      }
    }
  }

  function addCheck(question, says, tell) {
    const choices = [...question.querySelectorAll(".choices input")];
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: says.check });
    const status = document.createElement("p");
    const line = document.createElement("div");
    line.className = "check";
    status.setAttribute("role", "status");
    line.append(button, status);
    question.querySelector(".choices").after(line);
    const clear = () => {
      status.textContent = "";
      delete question.dataset.state;
      for (const choice of choices) delete choice.closest("li").dataset.state;
    };
    for (const choice of choices) choice.addEventListener("change", clear);
    button.addEventListener("click", () => {
      clear();
      const chosen = choices.filter((choice) => choice.checked);
      const isRight = choices.every((choice) => choice.checked === "right" in choice.dataset);
      const isPart = chosen.every((choice) => "right" in choice.dataset);
      for (const choice of chosen) choice.closest("li").dataset.state = "right" in choice.dataset ? "right" : "wrong";
      if (chosen.length) question.dataset.state = isRight ? "right" : "wrong";
      const word = !chosen.length ? "noneChosen" : isRight ? "correct" : isPart ? "incomplete" : "wrong";
      status.textContent = says[word];
      if (isRight) question.querySelector(".answers").open = true;
      tell();
    });
  }

  // ---- diagrams: a button at those that are shrunk or scroll, which shows them as large as the window ----

  function addZoom() {
    const diagrams = [...document.querySelectorAll("article .diagram")].filter((each) => each.querySelector("svg"));
    if (!parts || !diagrams.length || !window.HTMLDialogElement) return;
    const [dialog, show] = dialogForDiagrams();
    const buttons = diagrams.map((box) => {
      const button = part("enlarge");
      button.hidden = true;
      button.addEventListener("click", () => show(box));
      box.before(button); // inside its figure, so that only that is laid out again
      return button;
    });
    const judge = () => {
      if (dialog.open) return;
      diagrams.forEach((box, index) => {
        const drawing = box.querySelector("svg");
        buttons[index].hidden = box.clientWidth === 0 || drawing.width.baseVal.value < box.clientWidth * 1.1;
      });
    };
    new ResizeObserver(judge).observe(document.querySelector("article")); // which calls it at once, too
    addEventListener("resize", judge);
  }

  // The drawing itself moves into the dialog and back: a copy would have the same ids.
  function dialogForDiagrams() {
    const dialog = part("diagram-dialog");
    const stage = dialog.querySelector(".diagram-stage");
    document.querySelector("main").append(dialog);
    let home;
    dialog.addEventListener("close", () => {
      home.append(stage.querySelector("svg"));
      home.style.blockSize = "";
    });
    const show = (box) => {
      home = box;
      const drawing = box.querySelector("svg");
      const name = drawing.getAttribute("aria-label") ?? drawing.querySelector("title")?.textContent;
      dialog.setAttribute("aria-label", name ?? part("enlarge").textContent);
      box.style.blockSize = `${box.offsetHeight}px`;
      stage.append(drawing);
      dialog.showModal();
    };
    return [dialog, show];
  }

  // ---- the contents: where the reader is ----

  function followHeadings() {
    const list = document.querySelector(".contents");
    const links = [...document.querySelectorAll(".contents a")];
    const headings = links.map(targetOf);
    if (!links.length) return;
    let current, called, frame;
    const judge = () => {
      frame = 0;
      // The line of reading sinks on the last screen, so that the last headings come to it, too.
      const most = document.documentElement.scrollHeight - innerHeight;
      const sunk = most > 0 ? Math.max(0, 1 - (most - scrollY) / Math.min(innerHeight, most)) : 0;
      const first = dlcourse.edge() + 48;
      const line = first + (innerHeight - first) * sunk;
      const found = called ?? links[headings.findLastIndex((each) => each?.getBoundingClientRect().top < line)];
      if (found === current) return;
      current?.removeAttribute("aria-current");
      current = found;
      current?.setAttribute("aria-current", "location");
      if (current) dlcourse.bringIntoSight(list, current);
    };
    const soon = () => (frame ||= requestAnimationFrame(judge));
    // Whoever follows a link is where it leads, until they move on.
    const call = () => {
      called = links.find(({ hash }) => hash && hash === location.hash);
      soon();
    };
    for (const kind of ["wheel", "touchmove", "keydown", "pointerdown"]) {
      addEventListener(kind, () => (called = undefined), { passive: true });
    }
    addEventListener("scroll", soon, { passive: true });
    addEventListener("resize", soon);
    addEventListener("hashchange", call);
    call();
  }

  // ---- the lesson: whether it is done, and where the reader is in it ----

  const slug = slugOf(location);

  function offerDone() {
    const button = document.querySelector(".done > button");
    const show = () => button?.setAttribute("aria-pressed", done().has(slug));
    button?.addEventListener("click", () => {
      const slugs = done();
      if (!slugs.delete(slug)) slugs.add(slug);
      dlcourse.setDone(slugs);
    });
    addEventListener("dlcourse:done", show);
    show();
  }

  function keepPlace() {
    let timer;
    const keep = () => {
      clearTimeout(timer);
      timer = 0;
      chosen.set("place", { slug, ...dlcourse.place() });
    };
    if (chosen.get("place")?.slug !== slug) requestAnimationFrame(keep);
    addEventListener("scroll", () => (timer ||= setTimeout(keep, 1000)), { passive: true });
    addEventListener("pagehide", () => timer && keep());
  }

  addCopyButtons();
  addAnchors();
  addZoom();
  keepTabsInStep();
  scoreQuizzes();
  followHeadings();
  offerDone();
  keepPlace();
})();
