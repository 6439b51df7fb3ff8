"use strict";
(() => {
  const $ = (id) => document.getElementById(id), root = document.documentElement, dialog = $("why");
  const say = dialog.dataset, STEP = 100;
  const make = (name, text, kind) => {
    const node = document.createElement(name);
    if (text) node.textContent = text;
    if (kind) node.className = kind;
    return node;
  };
  let data, rows = [], shown = [], drawn = 0;
  const digits = (text) => String(text).replace(/\d/g, (d) => data.digits[d]);
  const grouped = (n) => digits(String(n).replace(/\B(?=(\d{3})+$)/g, root.lang === "en" ? "," : "٬"));

  const on = (id, act) => { $(id).addEventListener("click", act); };
  on("theme", () => {
    const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
  });
  on("print", () => print());
  $("theme").hidden = $("print").hidden = false;

  async function load() {
    const bytes = Uint8Array.from(atob($("data").textContent), (c) => c.charCodeAt(0));
    const plain = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
    data = JSON.parse(await new Response(plain).text());
    data.day = summed(data.day);
    data.start = [0, ...summed(data.count)];
    let day = "";
    for (const row of [...$("all").querySelectorAll("tbody tr")]) {
      if (row.cells.length > 1) opens(row, day);
      else { day = row.textContent; row.remove(); }
    }
    for (const texts of data.rest) {
      const row = make("tr");
      row.append(...texts.map((text) => make("td", text)));
      $("all").tBodies[$("all").tBodies.length - 1].append(row);
      opens(row, "");
    }
    for (const table of document.querySelectorAll(".heat")) {
      table.role = "grid";
      for (const cell of table.querySelectorAll("td")) cell.tabIndex = -1;
      table.querySelector("td").tabIndex = 0;
    }
  }

  const summed = (steps) => { let sum = 0; return steps.map((step) => (sum += step)); };

  function opens(row, day) {
    const cell = row.cells[0], button = make("button", (day + " " + cell.textContent).trim(), "at");
    if (row.cells.length < 5) { row.className = "o"; row.append(make("td", say.unanswered)); }
    rows.push(row);
    button.type = "button";
    button.title = say.open;
    button.ariaExpanded = "false";
    cell.replaceChildren(button);
  }

  const TESTS = {
    first: (i) => data.first[i] === "1",
    o: (i, v) => data.outcome[i] === v,
    b: (i, v) => data.bucket[i] === v,
    w: (i, v) => data.outcome[i] === "a" && data.within.charCodeAt(i) - 97 <= 2 * data.limits.indexOf(+v) + 1,
    m: (i, v) => (data.marks[i] & +v) !== 0,
    s: (i, v) => data.slot[i] === +v,
    t: (i, v) => data.period[i] === +v,
    weekday: (i, v) => Math.floor(data.slot[i] / 24) === +v,
    hour: (i, v) => data.slot[i] % 24 === +v,
    person: (i, v) => data.texts[{ a: data.author[i], o: data.owner[i] }[data.outcome[i]] || 0] === v,
    team: (i, v) => data.texts[data.team[i]] === v,
    mailbox: (i, v) => data.texts[data.mailbox[i]] === v,
    domain: (i, v) => rows[i].cells[1].textContent.endsWith("@" + v),
  };

  function behind(filter, key, value) {
    const tests = filter.split(";").filter(Boolean).map((part) => part.split("=")).filter(([name]) => TESTS[name]);
    if (key) tests.push([key, value]);
    const voided = tests.some(([name, v]) => name === "o" && v === "v");
    return rows.map((_, i) => i).filter((i) =>
      (voided || data.outcome[i] !== "v") && tests.every(([name, v]) => TESTS[name](i, v)));
  }

  function open(link) {
    const cell = link.closest("td"), row = link.closest("tr"), heat = link.closest(".heat");
    const name = heat ? heat.dataset.d : link.getAttribute("href").slice(1), one = link.dataset.i;
    const term = name.startsWith("d-") && $(name);
    const head = cell && !one && cell.closest("table").tHead.rows[0].cells[cell.cellIndex];
    const first = row && (row.querySelector("th bdi,th span") || row.querySelector("th"));
    const names = (one ? [link] : [first, head]).filter(Boolean).map((n) => n.textContent);
    $("why-title").textContent = names.join(" · ") || (term ? term.textContent : say.title);
    $("why-value").textContent = one ? "" : (link.querySelector("title") || link).textContent;
    $("why-term").textContent = term ? term.nextElementSibling.textContent : "";
    const week = say.week.split(" ");
    const slot = heat ? "s=" + (week[row.rowIndex - 1] * 24 + [...row.querySelectorAll("td")].indexOf(cell)) : "";
    const filter = [link.dataset.f, slot, head && head.dataset.f].filter(Boolean).join(";");
    const key = row && row.dataset.k, known = !key || TESTS[key];
    shown = one ? [+one] : known ? behind(filter, key, key && row.dataset.v) : [];
    $("why-count").textContent = known ? (name === "d-heatmap" ? say.began : say.count) + " " + grouped(shown.length) : "";
    $("why-rows").tBodies[0].replaceChildren();
    drawn = 0;
    draw();
    dialog.showModal();
    if (one) unfold($("why-rows").querySelector("button"));
    dialog.scrollTop = 0;
  }

  function draw() {
    const part = shown.slice(drawn, drawn + STEP), into = $("why-rows").tBodies[0];
    for (const i of part) {
      const row = rows[i].cloneNode(true);
      row.dataset.i = i;
      row.cells[0].firstChild.ariaExpanded = "false";
      into.append(row);
    }
    drawn += part.length;
    $("why-more").hidden = drawn >= shown.length;
    $("why-rows").hidden = !shown.length;
  }

  function unfold(button) {
    const row = button.closest("tr"), next = row.nextElementSibling;
    const closed = button.ariaExpanded === "false";
    button.ariaExpanded = closed;
    if (!closed) { next.remove(); return; }
    const i = row.dataset.i === undefined ? rows.indexOf(row) : +row.dataset.i;
    const line = make("tr", "", "behind"), cell = make("td"), list = make("ol");
    cell.colSpan = row.cells.length;
    for (let m = data.start[i]; m < data.start[i + 1]; m++) {
      const item = make("li"), minute = data.minute[m];
      const clock = minute < 0 ? "" : [Math.floor(minute / 60), minute % 60].map((n) => String(n).padStart(2, "0")).join(":");
      item.append(make("span", clock ? data.days[data.day[m]] + " " + digits(clock) : row.cells[0].textContent), " · ",
        make("bdi", data.texts[data.from[m]] || row.cells[1].textContent), " · ",
        make("bdi", data.texts[data.subject[m]] || row.cells[2].textContent), make("br"),
        make("small", data.classes[data.kind[m]] + ": " + data.texts[data.why[m]]));
      list.append(item);
    }
    cell.append(list);
    if (data.hours.length) cell.append(make("small", say.hours + " " + data.texts[data.hours[i]]), make("br"));
    if (data.outcome[i] !== "o") cell.append(make("small", say.ended + " " + data.texts[data.evidence[i]]));
    line.append(cell);
    row.after(line);
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#d-"],a[data-i],.heat td'), button = event.target.closest("button.at");
    if (!data) return;
    if (button) unfold(button);
    else if (link) { event.preventDefault(); open(link); }
    else if (event.target === dialog) dialog.close();
  });
  document.addEventListener("keydown", (event) => {
    const cell = event.target.closest(".heat td");
    if (!cell) return;
    const row = cell.parentNode, place = [...row.querySelectorAll("td")].indexOf(cell);
    const [down, along] = { ArrowDown: [1, 0], ArrowUp: [-1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key] || [0, 0];
    const to = row.parentNode.rows[row.rowIndex - 1 + down], next = to && to.querySelectorAll("td")[place + along];
    if (event.key === "Enter" || event.key === " ") open(cell);
    else if (!down && !along) return;
    else if (next) { cell.tabIndex = -1; next.tabIndex = 0; next.focus(); }
    event.preventDefault();
  });
  on("why-close", () => dialog.close());
  on("why-more", draw);
  load().catch(() => undefined);
})();
