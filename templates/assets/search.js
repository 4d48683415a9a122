// Finds lessons. Loaded when the search is first opened; the index comes in pieces, as scripts, so from a disk too.
(() => {
  const dialog = document.getElementById("page-search");
  const [input, list, status, more, says] = ["input", "ol", "[role=status]", ".more", "template"].map((one) =>
    dialog.querySelector(one),
  );
  const folder = new URL(dialog.dataset.index, location.href);
  const root = new URL("..", folder);
  const { tree } = dialog.dataset;
  const readers = dialog.dataset.languages.split(" ");
  const AT_ONCE = 10;
  const PATIENCE = 150;
  const LONGEST_QUERY = 200;

  // ---- files: each is a script that gives a value by its name ----

  const loaded = {};
  const waiting = {};
  const rowsOf = (text) => text.split("\n").map((line) => line.split(" "));
  dlcourse.give = (name, value) => waiting[name](typeof value === "string" ? rowsOf(value) : value);

  const load = (name, path, base = folder) =>
    (loaded[name] ??= new Promise((done, fail) => {
      const script = document.createElement("script");
      waiting[name] = done;
      script.src = new URL(`${path}.js`, base);
      script.onload = fail;
      script.onerror = () => fail(delete loaded[name]);
      document.head.append(script);
    }));

  // ---- words: the index brings the grammar by which it was made ----

  let index, titles, rules;

  async function open() {
    const files = ["index", ...readers.map((language) => `titles.${language}`)];
    [index, ...titles] = await Promise.all(files.map((name) => load(name, name)));
    rules = index.rules.map(([pattern, ending]) => [RegExp(pattern), ending]);
  }

  function fold(text) {
    return text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").normalize("NFC").toUpperCase().toLowerCase();
  }

  const terms = new Map();

  function termOf(token) {
    if (!terms.has(token)) {
      let term = fold(token);
      for (const [end, ending] of rules) term = term.replace(end, (_, kept) => kept + ending);
      terms.set(token, term.slice(0, 32));
    }
    return terms.get(token);
  }

  // Each word with the run of unspaced characters that it is, if it is one.
  const tokensOf = (text) => [...text.matchAll(RegExp(index.token, "gu"))];

  // A unit is a word (its term, or how that begins) or a run of characters (its pairs). `size` is what it counts.
  function unitsOf(text) {
    return tokensOf(text).flatMap(([token, run]) => {
      const begins = fold(token);
      const signs = [...begins];
      const size = signs.length;
      if (!run) return size > 1 ? { term: termOf(token), begins, size } : [];
      const pairs = signs.slice(1).map((sign, place) => signs[place] + sign);
      return size > 1 ? { pairs, size: 2 * size } : { begins, size: 2 };
    });
  }

  const keyOf = ({ term, pairs, begins }) => term ?? pairs?.join("") ?? begins;

  // What the glossary has several names for is found by each of them.
  function asked(query) {
    const units = unitsOf(query.slice(0, LONGEST_QUERY));
    units.forEach((_, start) => {
      for (let end = units.length; end > start; end--) {
        const named = units.slice(start, end);
        const name = named.map(keyOf).join(" ");
        if (!Object.hasOwn(index.names, name)) continue;
        for (const unit of named) unit.others = [...(unit.others ?? []), ...index.names[name]];
      }
    });
    return units;
  }

  // ---- index: who says it ----

  // Undoes postings.py: each letter says how much further on the next lesson is.
  function numbersOf(letters) {
    let at = -1;
    return Array.from(letters, (letter) => {
      const code = letter.codePointAt();
      return (at += code - 34 - (code > 0xdfff ? 0x800 : 0));
    });
  }

  // Who says a term, and whether in a heading or often (3), or in the title (9).
  function decoded(said, strong = "", titled = "") {
    const rest = said[0] === "!" && new Set(numbersOf(said.slice(1)));
    const numbers = rest ? [...index.slugs.keys()].filter((number) => !rest.has(number)) : numbersOf(said);
    const weights = new Map(numbers.map((number) => [number, 1]));
    for (const number of numbersOf(strong)) weights.set(number, 3);
    for (const number of numbersOf(titled)) weights.set(number, 9);
    return weights;
  }

  // The terms from `start` to `end`, each with the lessons that say it.
  async function lookUp(start, end = start) {
    const { pieces } = index;
    const wanted = pieces.filter(([first], at) => first <= end && !(pieces[at + 1]?.[0] <= start));
    const rows = (await Promise.all(wanted.map(([, name]) => load(name, `words/${name}`)))).flat();
    const found = rows.filter(([term]) => term >= start && term <= end);
    for (const row of found) if (!row[1].size) row.splice(1, 3, decoded(...row.slice(1)));
    return found;
  }

  const rarities = new Map();

  function rarity(part, lessons) {
    rarities.set(part, Math.log(1 + index.slugs.length / lessons.size));
    return rarities.get(part);
  }

  // The lessons that a unit is found in, with how much of it, from 0 to 1, and what that weighs.
  async function findUnit(unit) {
    const found = new Map();
    const add = (lesson, share, weight) => {
      const known = found.get(lesson);
      if (!known || known.share * 1e4 + known.weight < share * 1e4 + weight) found.set(lesson, { share, weight });
    };
    await (unit.pairs ? findRun : findWord)(unit, add);
    for (const form of unit.others ?? []) {
      const parts = await Promise.all(form.map((one) => findUnit(one)));
      for (const lesson of parts[0].keys()) {
        const each = parts.map((part) => part.get(lesson));
        if (each.every((one) => one?.share === 1)) add(lesson, 1, Math.min(...each.map((one) => one.weight)));
      }
    }
    return found;
  }

  // Every character must be in a pair that the lesson has: what it says in two words may be asked for in one. That
  // counts a little less than the whole.
  async function findRun({ pairs }, add) {
    const each = (await Promise.all(pairs.map((pair) => lookUp(pair)))).map(([line]) => line?.[1] ?? new Map());
    const rare = pairs.map((pair, at) => rarity(pair, each[at]));
    for (const lesson of new Set(each.flatMap((one) => [...one.keys()]))) {
      const has = each.map((one) => one.get(lesson) ?? 0);
      const covered = [...has, 0].filter((weight, at) => weight || has[at - 1]).length;
      const weight = has.reduce((sum, one, at) => sum + (one && one * rare[at]), 0) / has.length;
      add(lesson, has.every(Boolean) ? 1 : (0.995 * covered) / (has.length + 1), weight);
    }
  }

  async function findWord({ term, begins }, add) {
    let found = await lookUp(begins, `${begins}\uffff`);
    if (term) found = [...(await lookUp(term)), ...found];
    // A word that is half typed may be longer than its stem already: trainin.
    for (let cut = begins; !found[0] && cut.length > 4; ) found = await lookUp((cut = cut.slice(0, -1)));
    for (const [own, lessons] of found) {
      const rare = rarity(own, lessons) * (own === term ? 1 : 0.6);
      for (const [lesson, weight] of lessons) add(lesson, 1, weight * rare);
    }
  }

  // The lessons that have all words, or those that have most of them; the best come first.
  async function find(units) {
    const each = await Promise.all(units.map(findUnit));
    const all = units.reduce((sum, { size }) => sum + size, 0);
    const lessons = new Map();
    each.forEach((found, at) => {
      for (const [lesson, { share, weight }] of found) {
        const one = lessons.get(lesson) ?? { lesson, share: 0, weight: 0 };
        lessons.set(lesson, one);
        one.share += (share * units[at].size) / all;
        one.weight += weight;
      }
    });
    const { places } = index;
    const order = (a, b) => b.share - a.share || b.weight - a.weight || places[a.lesson] - places[b.lesson];
    const found = [...lessons.values()].sort(order);
    const isPart = !(found[0]?.share > 0.99);
    return [found.filter(({ share }) => share > (isPart ? 0.49 : 0.99)), isPart];
  }

  // ---- texts: where and how a lesson says it ----

  // What is asked for in `text`: start, end, the part of the query that it is.
  function hitsIn(text, units) {
    const forms = units.flatMap((unit) => [unit, ...(unit.others ?? []).flat()]);
    const runs = forms.flatMap(({ term, pairs, begins }) => pairs ?? (term ? [] : begins));
    const hits = [];
    for (const { 0: token, 1: run, index: start } of tokensOf(text)) {
      const end = start + token.length;
      if (run) {
        const folded = fold(run);
        for (let at = 0; runs[0] && at < folded.length; at++) {
          const part = runs.find((one) => folded.startsWith(one, at));
          if (part) hits.push([start + at, Math.min(end, start + at + part.length), part]);
        }
      } else {
        for (const part of [token, token.replace(/^.*?[a-z0-9](?=[A-Z])/, "")]) {
          const form = forms.find(({ term, begins }) => term && (term === termOf(part) || fold(part).startsWith(begins)));
          if (form && hits.at(-1)?.[1] !== end) hits.push([end - part.length, end, form.term]);
        }
      }
    }
    return hits;
  }

  // What hits say together: each part once, and that it stands beside another.
  function worthOf(hits) {
    const worth = new Map();
    hits.forEach(([start, , part], at) => {
      const beside = hits[at - 1]?.[2] !== part && start - hits[at - 1]?.[1] < 2;
      worth.set(part, Math.max(worth.get(part) ?? 0, (rarities.get(part) ?? 1) * (beside ? 1.5 : 1)));
    });
    return [...worth.values()].reduce((sum, one) => sum + one, 0);
  }

  const WIDTH = 150;

  // The section that says most in a stretch as long as an excerpt; what its heading says counts twice.
  function bestOf(sections, units, language) {
    let best = { worth: -1 };
    for (const [id, heading, text] of sections) {
      const hits = hitsIn(text, units);
      const named = hitsIn(heading, units);
      for (let first = 0, last = 1; !first || first < hits.length; first++) {
        while (hits[last]?.[1] - hits[first]?.[0] < WIDTH / 2) last++;
        const near = hits.slice(first, last);
        const worth = 2 * worthOf(named) + worthOf(near) + (text ? 0.1 : 0);
        const parts = new Set([...named, ...near].map(([, , part]) => part)).size;
        if (worth > best.worth) best = { worth, parts, id, heading, text, language, hits: hits.slice(first) };
        last = Math.max(last, first + 2);
      }
    }
    return best;
  }

  // The best section in the reader's language; in another if that says more.
  async function excerptOf({ lesson }, units) {
    const written = index.written[lesson];
    let best = { worth: -1 };
    for (const language of new Set([...readers.filter((one) => written.includes(one)), ...written])) {
      if (best.parts >= units.length) break;
      const path = `${language}/${index.slugs[lesson]}`;
      const one = bestOf(await load(path, `${path}/text`, root), units, language);
      if (one.worth > best.worth) best = one;
    }
    return best;
  }

  // ---- page ----

  function make(name, lang = "", ...content) {
    const element = document.createElement(name);
    if (lang) element.lang = lang;
    element.append(...content);
    return element;
  }

  // Text with its hits marked. A long one begins shortly before the first, where a word or a sentence does.
  function marked(text, hits, room = Infinity) {
    let at = 0;
    if (hits[0]?.[0] > 30 && room < Infinity) {
      at = hits[0][0] - 30;
      at += Math.max(0, text.slice(at, hits[0][0]).search(/(?<=[\s，。、：；！？])\S/));
    }
    let end = at;
    while (end < text.length && room > 0) room -= text[end++] > "\u2e7f" ? 2 : 1;
    const parts = [at ? "…" : ""];
    let mark;
    const plain = (to) => parts.push(text.slice(at, to).replaceAll("\n", " "));
    for (const [start, stop] of hits) {
      if (stop <= at || stop > end) continue;
      if (start > at || !mark) {
        plain(start);
        parts.push((mark = make("mark")));
      }
      mark.append(text.slice(Math.max(start, at), stop));
      at = stop;
    }
    plain(end);
    return [...parts, end < text.length ? "…" : ""];
  }

  const said = (units) => ([text, language]) => make("span", language, ...marked(text, hitsIn(text, units)));

  // What something is called for each language of the reader, each name once.
  const titlesOf = (kind, number) =>
    titles.map((one) => one[kind][number]).filter(([text], at, all) => text && text !== all[at - 1]?.[0]);

  function item({ lesson, best }, units) {
    const link = make("a", "", ...titlesOf("lessons", lesson).map(said(units)));
    const places = titlesOf("modules", index.modules[lesson]).map(said([]));
    if (best?.heading) places.push(said(units)([best.heading, best.language]));
    link.href = new URL(`${tree}/${index.slugs[lesson]}/${index.page}#${encodeURIComponent(best?.id ?? "")}`, root).href.replace(/#$/, "");
    const excerpt = best?.text ? marked(best.text, best.hits, WIDTH) : [];
    return make("li", "", link, make("p", "", ...places), make("p", best?.language, ...excerpt));
  }

  function say(word, count) {
    const [own, one] = [word, `${word}_one`].map((name) => says.content.querySelector(`[data-word="${name}"]`));
    status.innerHTML = ((count === 1 && one) || own)?.innerHTML.replaceAll("{count}", count) ?? "";
  }

  let turn = 0;
  let shown = AT_ONCE;

  async function search() {
    const own = ++turn;
    let [units, all, found, isPart] = [[], [], []];
    const show = (word) => {
      if (own !== turn) return;
      list.ariaBusy = "false";
      list.replaceChildren(...found.map((one) => item(one, units)));
      more.hidden = all.length <= shown;
      say(word, all.length);
    };
    list.ariaBusy = "true";
    dlcourse.passing.set("query", input.value);
    try {
      await open();
      units = asked(input.value);
      if (!units[0]) return show("");
      [all, isPart] = await find(units);
      found = all.slice(0, shown);
      const word = !found[0] ? "none" : isPart ? "part" : "found";
      const texts = Promise.all(found.map(async (one) => (one.best = await excerptOf(one, units).catch(() => {}))));
      const isInTime = await Promise.race([texts, new Promise((done) => setTimeout(done, PATIENCE))]);
      // How close the words stand counts, but what readers have seen does not move.
      const order = (one) => one.weight * (1 + (one.best?.worth ?? 0));
      if (isInTime) found.sort((a, b) => b.share - a.share || order(b) - order(a));
      show(word);
      await texts;
      if (!isInTime && !list.contains(document.activeElement)) show(word);
    } catch {
      show("failed");
    }
  }

  function begin() {
    shown = AT_ONCE;
    return search();
  }

  input.addEventListener("input", (event) => event.isComposing || begin());
  input.addEventListener("compositionend", begin);
  more.addEventListener("click", async () => {
    const next = shown;
    shown += AT_ONCE;
    await search();
    list.children[next]?.firstChild.focus();
  });
  dialog.addEventListener("keydown", (event) => {
    const stops = [input, ...list.querySelectorAll("a"), more];
    const at = stops.indexOf(document.activeElement);
    const step = { ArrowDown: 1, ArrowUp: -1, Enter: at ? 0 : 1 }[event.key];
    // Safari ends the composition before it tells of the key (229) that ended it.
    if (at < 0 || !step || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    if (event.key === "Enter") list.querySelector("a")?.click();
    else stops[at + step]?.focus();
  });
  // What is found may lie on the page that is open.
  list.addEventListener("click", (event) => event.target.closest("a") && dialog.close());

  input.value ||= dlcourse.passing.get("query", "");
  input.select();
  begin();
})();
