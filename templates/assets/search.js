// Finds lessons. Loaded when the search is first opened; the index comes in pieces, as scripts, so from a disk too.
(() => {
  const dialog = document.getElementById("page-search");
  const [input, list, status, more] = ["input", "ol", "[role=status]", ".more"].map((one) => dialog.querySelector(one));
  const folder = new URL(dialog.dataset.index, location.href);
  const root = new URL("..", folder);
  const { tree, languages } = dialog.dataset;
  const readers = languages.split(" ");
  const PATIENCE = 150;
  const AT_ONCE = 10;

  // ---- files: each is a script that gives a value by its name ----

  const given = new Map();
  const loading = new Map();
  dlcourse.give = (name, value) => given.set(name, value);

  function load(name, path) {
    if (given.has(name)) return given.get(name);
    if (!loading.has(name)) {
      const begin = (done, fail) => {
        const script = document.createElement("script");
        script.src = path;
        script.onload = () => (given.has(name) ? done(given.get(name)) : script.onerror());
        script.onerror = () => fail(loading.delete(name));
        document.head.append(script);
      };
      loading.set(name, new Promise(begin));
    }
    return loading.get(name);
  }

  const loadText = (language, slug) => load(`${language}/${slug}`, new URL(`${language}/${slug}/text.js`, root));

  // ---- words: the index brings the grammar by which it was made ----

  let index, titles, isUnspaced, stemmed, stems, fraction, names;

  async function open() {
    const files = ["index", ...readers.map((language) => `titles.${language}`)];
    [index, ...titles] = await Promise.all(files.map((name) => load(name, new URL(`${name}.js`, folder))));
    if (names) return;
    const { grammar, glossary } = index;
    [isUnspaced, stemmed, fraction] = [grammar.unspaced, grammar.stemmed, grammar.fraction].map((one) => RegExp(one, "u"));
    stems = grammar.stems.map(([pattern, ending]) => [RegExp(pattern), ending]);
    names = glossary.map((forms) => forms.map(unitsOf));
  }

  function fold(text) {
    const bare = text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").normalize("NFC").toLowerCase();
    return bare.replace(/\s+/g, "").replaceAll("ß", "ss").replaceAll("ς", "σ");
  }

  const terms = new Map();

  function termOf(token) {
    if (!terms.has(token)) {
      let term = fold(token).replace(fraction, "$1");
      if (stemmed.test(term)) for (const [end, ending] of stems) term = term.replace(end, (_, kept) => kept + ending);
      terms.set(token, [...term].slice(0, 32).join(""));
    }
    return terms.get(token);
  }

  const tokensOf = (text) => text.matchAll(RegExp(index.grammar.token, "gu"));

  // A unit is a word, or a run of characters without spaces, which goes by its pairs. `size` is what it weighs.
  function unitsOf(text) {
    return [...tokensOf(text)].flatMap(([token]) => {
      const word = fold(token);
      const signs = [...word];
      if (isUnspaced.test(token)) {
        const pairs = signs.slice(1).map((sign, place) => signs[place] + sign);
        return pairs.length ? { word, pairs, size: 2 * signs.length } : { word, begins: word, size: 2 };
      }
      return signs.length > 1 ? { word, term: termOf(token), begins: word, size: signs.length } : [];
    });
  }

  // What the glossary has several names for is found by each of them.
  function asked(query) {
    const units = unitsOf(query);
    const keys = units.map(({ term, word }) => term ?? word);
    for (const forms of names) {
      for (const form of forms) {
        const own = form.map(({ term, word }) => term ?? word);
        const start = keys.findIndex((_, at) => own.length && own.every((key, step) => key === keys[at + step]));
        if (start < 0) continue;
        const others = forms.filter((other) => other !== form && other.length);
        for (const unit of units.slice(start, start + own.length)) unit.others = [...(unit.others ?? []), ...others];
      }
    }
    return units;
  }

  // ---- index: who says it ----

  const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

  // Undoes postings.py: who says a term, and whether in a heading or often (3), or in the title (9).
  function decoded(letters) {
    let at = 0;
    function next(most) {
      let number = 0;
      for (let width = 32 - Math.clz32(most); width; width--, at++) {
        number = 2 * number + ((LETTERS.indexOf(letters[Math.floor(at / 6)]) >> (5 - (at % 6))) & 1);
      }
      return number;
    }
    function read(numbers, start, end, low, high) {
      const count = end - start;
      const free = high - low - count;
      if (!free) for (let step = 0; step < count; step++) numbers[start + step] = low + step;
      if (!free || !count) return;
      const middle = start + (count >> 1);
      numbers[middle] = low + middle - start + next(free);
      read(numbers, start, middle, low, numbers[middle]);
      read(numbers, middle + 1, end, numbers[middle] + 1, high);
    }
    function level(size) {
      const numbers = Array(next(size));
      read(numbers, 0, numbers.length, 0, size);
      return numbers;
    }
    const everyone = level(index.slugs.length);
    const strong = level(everyone.length);
    const weights = new Map(everyone.map((lesson) => [lesson, 1]));
    for (const place of strong) weights.set(everyone[place], 3);
    for (const place of level(strong.length)) weights.set(everyone[strong[place]], 9);
    return weights;
  }

  const lines = new Map();

  // The terms from `start` to `end`, each with who says it.
  async function lookUp(start, end = start) {
    const { pieces } = index;
    const wanted = pieces.filter(([first], at) => first <= end && !(pieces[at + 1]?.[0] <= start));
    const found = wanted.map(async ([, name]) => {
      const text = await load(name, new URL(`words/${name}.js`, folder));
      if (!lines.has(name)) lines.set(name, text.split("\n").map((line) => line.split(" ")));
      return lines.get(name).filter(([term]) => term >= start && term <= end);
    });
    return (await Promise.all(found)).flat().map((line) => {
      if (typeof line[1] === "string") line[1] = decoded(line[1]);
      return line;
    });
  }

  const rarity = (lessons) => Math.log(1 + index.slugs.length / lessons.size);

  // The lessons that a unit is found in, with how much of it, from 0 to 1, and what that weighs.
  async function findUnit(unit) {
    const found = new Map();
    const add = (lesson, share, weight) => {
      const known = found.get(lesson);
      if (!known || known.share < share || (known.share === share && known.weight < weight)) found.set(lesson, { share, weight });
    };
    await (unit.pairs ? findRun : findWord)(unit, add);
    for (const form of unit.others ?? []) {
      const parts = await Promise.all(form.map((one) => findUnit({ ...one, begins: one.term ? "" : one.begins })));
      for (const lesson of parts[0].keys()) {
        const each = parts.map((part) => part.get(lesson));
        if (each.every((one) => one?.share === 1)) add(lesson, 1, Math.min(...each.map((one) => one.weight)));
      }
    }
    return found;
  }

  // Every character must be in a pair that the lesson has: what it says in two words may be asked for in one.
  async function findRun({ pairs }, add) {
    const each = (await Promise.all(pairs.map((pair) => lookUp(pair)))).map(([line]) => line?.[1] ?? new Map());
    for (const lesson of new Set(each.flatMap((one) => [...one.keys()]))) {
      const has = each.map((one) => one.get(lesson) ?? 0);
      const covered = [...has, 0].filter((weight, at) => weight || has[at - 1]).length;
      const whole = has.filter(Boolean).length / has.length;
      const weight = has.reduce((sum, one, at) => sum + (one && one * rarity(each[at])), 0) / has.length;
      add(lesson, covered / (has.length + 1), weight * whole ** 2);
    }
  }

  async function findWord({ term, begins }, add) {
    const [own] = term ? await lookUp(term) : [];
    let begun = begins ? await lookUp(begins, `${begins}\uffff`) : [];
    // A word that is half typed may be longer than its stem already: trainin.
    for (let cut = begins.slice(0, -1); term && !own && !begun.length && cut.length > 3; cut = cut.slice(0, -1)) begun = await lookUp(cut);
    for (const line of own ? [own, ...begun] : begun) {
      for (const [lesson, weight] of line[1]) add(lesson, 1, weight * rarity(line[1]) * (line === own ? 1 : 0.6));
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
    const found = [...lessons.values()].sort((a, b) => b.weight - a.weight || index.places[a.lesson] - index.places[b.lesson]);
    const whole = found.filter(({ share }) => share > 0.99);
    if (whole.length) return { found: whole, isPart: false };
    return { found: found.filter(({ share }) => share >= 0.5).sort((a, b) => b.share - a.share), isPart: true };
  }

  // ---- texts: where and how a lesson says it ----

  // The places in `text` that are asked for: start, end, number of the unit.
  function hitsIn(text, units) {
    const forms = units.flatMap((unit, at) => [unit, ...(unit.others ?? []).flat()].map((form) => ({ ...form, at })));
    const hits = [];
    const add = (start, end, unit) => {
      const last = hits.at(-1);
      if (last?.[2] === unit && last[1] >= start) last[1] = Math.max(last[1], end);
      else hits.push([start, end, unit]);
    };
    for (const { 0: token, index: start } of tokensOf(text)) {
      if (isUnspaced.test(token)) {
        const runs = forms.flatMap(({ at, pairs, term, begins }) => (pairs ?? (term ? [] : [begins])).map((part) => [part, at]));
        const run = fold(token);
        for (let at = 0; at < run.length; at++) {
          const [part, unit] = runs.find(([one]) => run.startsWith(one, at)) ?? [];
          if (part) add(start + at, start + at + part.length, unit);
        }
        continue;
      }
      for (const part of [token, token.replace(/^.*?[a-z0-9](?=[A-Z])/, "")]) {
        const [word, term] = [fold(part), termOf(part)];
        const form = forms.find((one) => one.term && (one.term === term || word.startsWith(one.begins)));
        if (form) add(start + token.length - part.length, start + token.length, form.at);
        if (form) break;
      }
    }
    return hits;
  }

  // How much a stretch of text says: the longest hit of each unit, and that one stands next to another.
  function worthOf(hits) {
    const longest = [];
    hits.forEach(([start, end, unit], at) => {
      const beside = unit !== hits[at - 1]?.[2] && start - hits[at - 1]?.[1] < 2 ? 2 : 0;
      longest[unit] = Math.max(longest[unit] ?? 0, end - start + beside);
    });
    return longest.reduce((sum, length) => sum + length + 4, 0);
  }

  const WIDTH = 150;
  const widthOf = (sign) => (sign > "\u2e7f" ? 2 : 1);

  // The stretch of a text that says most, not longer than an excerpt.
  function stretchIn(text, units) {
    const hits = hitsIn(text, units);
    let best = { worth: 0, hits: [] };
    for (let first = 0, last = 0; first < hits.length; first++) {
      while (last < hits.length && hits[last][1] - hits[first][0] < WIDTH / 2) last++;
      last = Math.max(last, first + 1);
      const worth = worthOf(hits.slice(first, last));
      if (worth > best.worth) best = { worth, hits: hits.slice(first) };
    }
    return best;
  }

  // The section that says most; what a heading says counts twice.
  function bestIn(sections, units) {
    let best;
    for (const [id, heading, text] of sections) {
      const { worth, hits } = stretchIn(text, units);
      const all = worth + 2 * worthOf(hitsIn(heading, units));
      if (text && (!best || all > best.worth)) best = { id, heading, text, hits, worth: all };
    }
    return best;
  }

  // The reader's language first; another if that says less.
  async function excerptOf({ lesson }, units) {
    const written = index.written[lesson].map((number) => index.languages[number]);
    let best;
    for (const language of [...readers.filter((one) => written.includes(one)), ...written]) {
      if (best?.isWhole || best?.language === language) continue;
      const one = bestIn(await loadText(language, index.slugs[lesson]), units);
      const isWhole = one && new Set(one.hits.map(([, , unit]) => unit)).size === units.length;
      if (one && (!best || one.worth > best.worth)) best = { ...one, language, isWhole };
    }
    return best;
  }

  // ---- page ----

  const make = (name, className, ...content) => {
    const element = document.createElement(name);
    if (className) element.className = className;
    element.append(...content);
    return element;
  };

  // Text with its hits marked; from a word's or a line's beginning a little before the first, if it is long.
  function marked(text, hits, limit = 1e9) {
    let at = 0;
    if (limit < 1e9 && hits.length) {
      const from = Math.max(0, hits[0][0] - 30);
      const before = text.slice(from, hits[0][0]);
      at = from && from + (before.search(/(?<=[\n。！？；.!?;]\s*)[^\s。！？；.!?;]|(?<=[\s，、：])\S/u) + 1 || 1) - 1;
    }
    const parts = [at ? "…" : ""];
    let end = at;
    for (let room = limit; end < text.length && room > 0; end++) room -= widthOf(text[end]);
    for (const [start, stop] of hits) {
      if (start < at || stop > end) continue;
      parts.push(text.slice(at, start), make("mark", "", text.slice(start, stop)));
      at = stop;
    }
    return [...parts, text.slice(at, end), end < text.length ? "…" : ""].map((part) => part.replaceAll?.("\n", " ") ?? part);
  }

  const said = (text, language, units, className = "") => {
    const element = make("span", className, ...marked(text, hitsIn(text, units)));
    element.lang = language;
    return element;
  };

  // Titles for every language of the reader, each once.
  function titlesOf(kind, number) {
    const all = titles.map((one, at) => [one[kind][number], readers[at]].flat().slice(0, 2));
    return all.filter(([text], at) => text && all.findIndex(([other]) => other === text) === at);
  }

  function item({ lesson }, units, best) {
    const link = make("a", "", ...titlesOf("lessons", lesson).map(([text, language]) => said(text, language, units)));
    const place = make("p", "place", ...titlesOf("modules", index.modules[lesson]).map(([text, language]) => said(text, language, [])));
    link.href = new URL(`${tree}/${index.slugs[lesson]}/${index.page}${best?.id ? `#${encodeURIComponent(best.id)}` : ""}`, root);
    const row = make("li", "", link, place);
    if (best?.heading) place.append(said(best.heading, best.language, units, "section"));
    if (best) {
      const text = make("p", "excerpt", ...marked(best.text, best.hits, WIDTH));
      text.lang = best.language;
      row.append(text);
    }
    return row;
  }

  const words = Object.fromEntries([...dialog.querySelector("template").content.children].map((one) => [one.dataset.word, one.innerHTML]));

  function say(word, count) {
    status.innerHTML = (count === 1 && words[`${word}_one`] || words[word] || "").replaceAll("{count}", count);
  }

  let turn = 0;
  let shown = AT_ONCE;

  async function search() {
    const own = ++turn;
    const isOver = () => own !== turn;
    const query = input.value;
    dlcourse.passing.set("query", query);
    try {
      await open();
      const units = asked(query);
      const { found, isPart } = units.length ? await find(units) : { found: [] };
      const rows = found.slice(0, shown);
      const bests = rows.map((row) => excerptOf(row, units).catch(() => undefined));
      const late = new Promise((done) => setTimeout(done, PATIENCE));
      const all = await Promise.race([Promise.all(bests), late]);
      if (isOver()) return;
      // Who is in time is put in the best order; what readers have seen does not move any more.
      const order = rows.map((row, at) => ({ row, best: all ? all[at] : bests[at] }));
      if (all) order.sort((a, b) => b.row.share - a.row.share || b.row.weight * (b.best?.worth ?? 1) - a.row.weight * (a.best?.worth ?? 1));
      list.replaceChildren(...order.map(({ row, best }) => item(row, units, all && best)));
      if (!all) order.forEach(async ({ row, best }, at) => {
        const late = await best;
        if (isOver() || list.children[at].contains(document.activeElement)) return;
        list.children[at].replaceWith(item(row, units, late));
      });
      more.hidden = found.length <= shown;
      say(!units.length ? "" : !found.length ? "none" : isPart ? "part" : "found", found.length);
    } catch {
      if (isOver()) return;
      list.replaceChildren();
      more.hidden = true;
      say("failed");
    }
  }

  const begin = () => {
    shown = AT_ONCE;
    search();
  };

  input.addEventListener("input", (event) => event.isComposing || begin());
  input.addEventListener("compositionend", begin);
  more.addEventListener("click", async () => {
    const next = shown;
    shown += AT_ONCE;
    await search();
    list.children[next]?.querySelector("a").focus();
  });
  dialog.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
    const stops = [input, ...list.querySelectorAll("a"), ...(more.hidden ? [] : [more])];
    const at = stops.indexOf(document.activeElement);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && at >= 0) {
      event.preventDefault();
      stops[at + step]?.focus();
    }
    if (event.key === "Enter" && !at) {
      event.preventDefault();
      stops[1]?.click();
    }
  });
  // The page may be the one that is open.
  list.addEventListener("click", (event) => event.target.closest("a") && dialog.close());

  input.value ||= dlcourse.passing.get("query", "");
  input.select();
  begin();
})();
