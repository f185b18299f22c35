"use strict";
(() => {
  const judgements = [["as intended", "good"], ["too loose", "bad"], ["too strict", "bad"], ["wrong", "bad"]];
  const width = 8, most = 200;
  const byId = id => document.getElementById(id);

  // Creates an element. Texts from the run become text nodes, never markup.
  function make(tag, className, ...children) {
    const element = document.createElement(tag);
    if (className) element.className = className;
    element.append(...children);
    return element;
  }

  // Parses the data on first use, because most readers look only at the top of the page and the grid.
  let parsed;
  function data() {
    if (parsed) return parsed;
    const { callers, texts, matrices } = JSON.parse(byId("data").textContent);
    const attempts = [];
    for (const { baseline, attempts: numbers } of matrices) {
      for (let i = 0; i < numbers.length; i += width) {
        attempts.push({
          baseline, callerIndex: numbers[i], caller: callers[numbers[i]], command: texts[numbers[i + 1]], path: texts[numbers[i + 2]],
          row: texts[numbers[i + 3]],
          sql: texts[numbers[i + 4]], outcome: texts[numbers[i + 5]], expected: texts[numbers[i + 6]], judgement: numbers[i + 7],
        });
      }
    }
    return parsed = { callers, matrices, attempts };
  }

  function words(text) { return text.toLowerCase().split(/\s+/).filter(word => word); }

  function has(attempt, wanted) {
    if (!wanted.length) return true;
    attempt.text ??= [attempt.baseline, attempt.caller.name, attempt.caller.role, attempt.command, attempt.path, attempt.row,
      attempt.sql, attempt.outcome, judgements[attempt.judgement][0]].join("\n").toLowerCase();
    return wanted.every(word => attempt.text.includes(word));
  }

  function show(attempt, withCaller) {
    const [word, tone] = judgements[attempt.judgement];
    const summary = make("summary", "", make("span", "tag " + tone, word), " ");
    if (withCaller) summary.append(make("span", "", attempt.caller.name + ", " + attempt.baseline + " · "));
    summary.append(make("span", "what", attempt.path), " · " + attempt.row + " → ", make("span", "outcome", attempt.outcome));
    const details = make("details", "attempt", summary);
    // The SQL is added only when the element is opened, because the page has thousands of attempts.
    details.addEventListener("toggle", () => {
      if (!details.open || details.childElementCount > 1) return;
      const sql = make("pre", "", (withCaller ? attempt.caller.session + "\n" : "") + attempt.sql);
      sql.tabIndex = 0;
      details.append(
        make("dl", "", make("dt", "", "happened"), make("dd", "", attempt.outcome),
          make("dt", "", "must be"), make("dd", "", attempt.expected)),
        sql);
    });
    return details;
  }

  function list(target, count, found, withCaller) {
    target.replaceChildren(...found.slice(0, most).map(attempt => show(attempt, withCaller)));
    count.textContent = found.length > most
      ? `${found.length.toLocaleString("en")} attempts, the first ${most} shown`
      : `${found.length} attempt${found.length === 1 ? "" : "s"}`;
  }

  function setUpCells() {
    const dialog = byId("cell");
    if (!dialog) return;
    let attempts = [];
    const filter = byId("cell-filter");
    const refresh = () => list(byId("cell-list"), byId("cell-count"), attempts.filter(a => has(a, words(filter.value))), false);
    filter.addEventListener("input", refresh);
    dialog.addEventListener("click", event => { if (event.target === dialog) dialog.close(); });
    document.querySelector(".grid").addEventListener("click", event => {
      const cell = event.target.closest("button.cell");
      if (!cell) return;
      const { caller, command, baseline } = cell.dataset;
      attempts = data().attempts.filter(a => a.callerIndex === Number(caller) && a.command === command && a.baseline === baseline);
      // Attempts that violate the intent come first.
      attempts.sort((a, b) => (b.judgement > 0) - (a.judgement > 0));
      byId("cell-title").textContent = cell.getAttribute("aria-label");
      byId("cell-session").textContent = data().callers[caller].session;
      filter.value = "";
      refresh();
      dialog.showModal();
    });
  }

  // The Tab key reaches one cell of the grid only; the arrow keys move the focus to the other cells.
  function setUpArrows() {
    const grid = document.querySelector(".grid");
    if (!grid) return;
    const cells = Array.from(grid.querySelectorAll("button.cell")), across = grid.querySelectorAll(".baseline").length;
    const steps = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -across, ArrowDown: across };
    let stop = cells[0];
    for (const cell of cells) cell.tabIndex = cell === stop ? 0 : -1;
    grid.addEventListener("focusin", event => {
      stop.tabIndex = -1;
      stop = event.target;
      stop.tabIndex = 0;
    });
    grid.addEventListener("keydown", event => {
      const next = cells[cells.indexOf(event.target) + steps[event.key]];
      if (!next) return;
      event.preventDefault();
      next.focus();
    });
  }

  function setUpAttempts() {
    const search = byId("attempts-search");
    if (!search) return;
    const baseline = byId("attempts-baseline"), command = byId("attempts-command"), wrong = byId("attempts-wrong");
    const names = new Set(Array.from(document.querySelectorAll(".grid .baseline"), th => th.textContent));
    for (const name of names) baseline.append(make("option", "", name));
    let waiting;
    const refresh = () => {
      const wanted = words(search.value);
      list(byId("attempts-list"), byId("attempts-count"), data().attempts.filter(a =>
        (!baseline.value || a.baseline === baseline.value) && (!command.value || a.command === command.value)
        && (!wrong.checked || a.judgement > 0) && has(a, wanted)), true);
    };
    const soon = () => { clearTimeout(waiting); waiting = setTimeout(refresh, 80); };
    search.addEventListener("input", soon);
    for (const control of [baseline, command, wrong]) control.addEventListener("change", refresh);
    search.form.addEventListener("submit", event => event.preventDefault());
  }

  function setUpFilters() {
    for (const input of document.querySelectorAll("[data-filters]")) {
      const target = byId(input.dataset.filters), count = input.parentElement.querySelector("output");
      const items = Array.from(target.querySelectorAll(":scope > li, [data-item]"));
      const group = item => item.closest(".group")?.querySelector("summary, .group-name").textContent ?? "";
      const texts = items.map(item => `${group(item)} ${item.textContent}`.toLowerCase());
      input.addEventListener("input", () => {
        const wanted = words(input.value);
        let shown = 0;
        items.forEach((item, i) => {
          item.hidden = !wanted.every(word => texts[i].includes(word));
          if (!item.hidden) shown++;
        });
        for (const group of target.querySelectorAll(".group")) {
          group.hidden = !group.querySelector("[data-item]:not([hidden])");
          group.open = wanted.length > 0 && !group.hidden;
        }
        count.textContent = wanted.length ? `${shown} of ${items.length}` : "";
      });
    }
  }

  function setUpTheme() {
    const button = byId("theme"), root = document.documentElement, dark = matchMedia("(prefers-color-scheme: dark)");
    const isDark = () => (root.dataset.theme ?? (dark.matches ? "dark" : "light")) === "dark";
    const name = () => { button.textContent = isDark() ? "Light" : "Dark"; };
    button.addEventListener("click", () => { root.dataset.theme = isDark() ? "light" : "dark"; name(); });
    dark.addEventListener("change", name);
    button.hidden = false;
    name();
  }

  // Opens all details before printing, because nobody can open them on paper, and closes them afterwards.
  function setUpPrint() {
    let opened = [];
    addEventListener("beforeprint", () => {
      opened = Array.from(document.querySelectorAll("main details:not([open]), header details:not([open])"));
      for (const details of opened) details.open = true;
    });
    addEventListener("afterprint", () => { for (const details of opened) details.open = false; });
  }

  setUpTheme();
  setUpCells();
  setUpArrows();
  setUpAttempts();
  setUpFilters();
  setUpPrint();
})();
