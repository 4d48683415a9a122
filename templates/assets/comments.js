// Loads the comments of giscus.app into a frame when the reader asks for them, and never before.
(() => {
  const { chosen, passing } = dlcourse;
  const GISCUS = "https://giscus.app";
  const button = document.querySelector(".comments-load");
  if (!button) return;
  const box = button.closest(".comments");
  const offer = box.querySelector(".comments-offer");
  const wait = box.querySelector(".comments-wait");
  const failed = box.querySelector(".comments-failed");
  const here = new URL(location.href);
  const session = here.searchParams.get("giscus");
  here.searchParams.delete("giscus");
  here.hash = "";
  let frame = null;
  let timer = 0;

  const meta = (name) => document.querySelector(`meta[name="${name}"], meta[property="${name}"]`)?.content ?? "";
  const theme = () => document.documentElement.dataset.theme ?? "preferred_color_scheme";

  // By which term giscus finds the discussion of this page; by slug the page has told it.
  const terms = {
    pathname: () => here.pathname.slice(1).replace(/\.\w+$/, "") || "index",
    url: () => here.href,
    title: () => document.title,
    "og:title": () => meta("og:title"),
  };

  function address() {
    const url = new URL(button.dataset.frame);
    const asked = {
      origin: `${here.href}#${box.id}`,
      session: chosen.get("giscus", ""),
      theme: theme(),
      description: meta("description"),
      backLink: here.href,
    };
    const term = terms[button.dataset.mapping]?.();
    if (term) asked.term = term;
    for (const [name, value] of Object.entries(asked)) url.searchParams.set(name, value);
    return url.href;
  }

  function show() {
    frame?.remove();
    frame = document.createElement("iframe");
    frame.src = address();
    frame.allow = "clipboard-write";
    frame.setAttribute("aria-labelledby", "page-comments-title");
    offer.hidden = true;
    failed.hidden = true;
    wait.hidden = false;
    box.append(frame);
    timer = setTimeout(fail, 15000);
    // Who signs in leaves the page and comes back with a session; only one that was asked for here is taken.
    passing.set("comments", here.href);
  }

  function fail() {
    wait.hidden = true;
    failed.hidden = false;
    frame.hidden = true;
  }

  function arrived() {
    clearTimeout(timer);
    wait.hidden = true;
    failed.hidden = true;
    frame.hidden = false;
  }

  function forget() {
    chosen.remove("giscus");
    show();
  }

  function hear({ origin, source, data }) {
    const said = origin === GISCUS && frame && source === frame.contentWindow && data?.giscus;
    if (!said) return;
    arrived();
    if (said.resizeHeight > 0) frame.style.blockSize = `${said.resizeHeight}px`;
    const isStale = /Bad credentials|Invalid state value|State has expired/.test(said.error ?? "");
    if (said.signOut || (isStale && chosen.get("giscus"))) forget();
  }

  function arrive() {
    const wasAsked = passing.get("comments") === here.href;
    passing.remove("comments");
    if (!session) return;
    history.replaceState(history.state, "", `${here.href}#${box.id}`);
    if (!wasAsked) return;
    chosen.set("giscus", session);
    show();
    box.scrollIntoView();
  }

  // A page on a disk has no address that giscus could come back to.
  if (!here.protocol.startsWith("http")) {
    button.remove();
    return;
  }
  button.addEventListener("click", () => {
    show();
    frame.focus();
  });
  addEventListener("message", hear);
  new MutationObserver(() => {
    frame?.contentWindow?.postMessage({ giscus: { setConfig: { theme: theme() } } }, GISCUS);
  }).observe(document.documentElement, { attributeFilter: ["data-theme"] });
  arrive();
})();
