// What makes a lesson more comfortable. Pages read without it.
(() => {
  // Words of the pages' own stand in the attributes of the tag that loads this.
  const words = document.currentScript?.dataset ?? {};

  // A button at every block of code. Lines that are taken out and numbers are not copied.
  function addCopyButtons() {
    if (!words.copy) return;
    const status = document.createElement("p");
    status.className = "copy-status";
    status.setAttribute("role", "status");
    const blocks = document.querySelectorAll("article .highlight > pre");
    if (blocks.length) document.querySelector("main").append(status);
    for (const pre of blocks) {
      const button = document.createElement("button");
      Object.assign(button, { type: "button", className: "copy", textContent: words.copy });
      button.lang = status.lang = document.documentElement.lang;
      button.addEventListener("click", async () => {
        if (!(await copied(codeOf(pre)))) return;
        button.textContent = status.textContent = words.copied;
        clearTimeout(button.timer);
        button.timer = setTimeout(() => {
          button.textContent = words.copy;
          status.textContent = "";
        }, 2000);
      });
      (pre.closest(".listing") ?? pre.parentElement).append(button);
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
      area.className = "copy-status";
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

  const labels = () => [dlcourse.chosen.get("tabs", [])].flat().filter((each) => typeof each === "string");

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
        dlcourse.chosen.set("tabs", kept.slice(0, KEPT_LABELS));
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

  // A link may lead into a panel that is not shown.
  function showTarget() {
    const target = document.getElementById(dlcourse.attempt(() => decodeURIComponent(location.hash.slice(1)), ""));
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
    if (!words.enlarge || !diagrams.length || !window.HTMLDialogElement) return;
    const [dialog, show] = dialogForDiagrams();
    const buttons = diagrams.map((box) => {
      const button = document.createElement("button");
      Object.assign(button, { type: "button", className: "enlarge", textContent: words.enlarge, hidden: true });
      button.lang = document.documentElement.lang;
      button.addEventListener("click", () => show(box));
      const frame = document.createElement("div");
      frame.className = "diagram-frame";
      box.replaceWith(frame);
      frame.append(button, box);
      return button;
    });
    const judge = () => {
      if (dialog.open) return;
      diagrams.forEach((box, index) => {
        const drawing = box.querySelector("svg");
        buttons[index].hidden = box.clientWidth === 0 || drawing.width.baseVal.value < box.clientWidth * 1.1;
      });
    };
    new ResizeObserver(judge).observe(document.querySelector("article"));
    addEventListener("resize", judge);
    judge();
  }

  // The drawing itself moves into the dialog and back: a copy would have the same ids.
  function dialogForDiagrams() {
    const dialog = document.createElement("dialog");
    const stage = document.createElement("div");
    const close = document.createElement("button");
    dialog.className = "diagram-dialog";
    stage.className = "diagram-stage diagram";
    stage.tabIndex = 0;
    Object.assign(close, { type: "button", textContent: words.close });
    dialog.lang = close.lang = document.documentElement.lang;
    dialog.append(close, stage);
    document.querySelector("main").append(dialog);
    let home;
    close.addEventListener("click", () => dialog.close());
    dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
    dialog.addEventListener("close", () => {
      home.append(stage.querySelector("svg"));
      home.style.blockSize = "";
    });
    const show = (box) => {
      home = box;
      const drawing = box.querySelector("svg");
      const name = drawing.getAttribute("aria-label") ?? drawing.querySelector("title")?.textContent ?? words.enlarge;
      dialog.setAttribute("aria-label", name);
      box.style.blockSize = `${box.offsetHeight}px`;
      stage.append(drawing);
      dialog.showModal();
    };
    return [dialog, show];
  }

  addCopyButtons();
  addZoom();
  keepTabsInStep();
  scoreQuizzes();
})();
