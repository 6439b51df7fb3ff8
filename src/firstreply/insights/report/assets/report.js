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
    for (const name of ["at", "day"]) data[name] = summed(data[name]);
    data.start = [0, ...summed(data.count)];
    rows = [...$("all").tBodies[0].rows];
    for (const row of rows) opens(row);
  }

  const summed = (steps) => { let sum = 0; return steps.map((step) => (sum += step)); };

  function opens(row) {
    const cell = row.cells[0], button = make("button", cell.textContent, "at");
    button.type = "button";
    button.title = say.open;
    button.ariaExpanded = "false";
    cell.replaceChildren(button);
  }

  const TESTS = {
    first: (i) => data.first[i] === "1",
    o: (i, v) => data.outcome[i] === v,
    b: (i, v) => data.bucket[i] === v,
    w: (i, v) => data.outcome[i] === "a" && data.wall[i] <= +v,
    m: (i, v) => (data.marks[i] & +v) !== 0,
    s: (i, v) => data.slot[i] === +v,
    t: (i, v) => { const [a, b] = v.split("-"); return data.at[i] >= +a && data.at[i] < +b; },
    weekday: (i, v) => Math.floor(data.slot[i] / 24) === +v,
    hour: (i, v) => data.slot[i] % 24 === +v,
    person: (i, v) => data.texts[{ a: data.author[i], o: data.owner[i] }[data.outcome[i]] || 0] === v,
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
    const cell = link.closest("td"), row = link.closest("tr"), svg = link.closest("svg");
    const name = link.localName === "rect" ? svg.dataset.d : link.getAttribute("href").slice(1);
    const term = name.startsWith("d-") && $(name), slotted = link.localName === "rect";
    const head = cell && cell.closest("table").tHead.rows[0].cells[cell.cellIndex];
    const names = [row && row.cells[0].querySelector("bdi,span"), head].filter(Boolean).map((n) => n.textContent);
    $("why-title").textContent = names.join(" · ") || (term ? term.textContent : say.title);
    const next = link.nextElementSibling;
    $("why-value").textContent = slotted ? (next && next.localName === "text" ? next.textContent : "") :
      (link.querySelector("title") || link).textContent;
    $("why-term").textContent = term ? term.nextElementSibling.textContent : "";
    const place = slotted && [...svg.querySelectorAll("rect")].indexOf(link);
    const week = say.week.split(" "), slot = place === false ? "" : "s=" + (week[Math.floor(place / 24)] * 24 + place % 24);
    const filter = [link.dataset.f, slot, head && head.dataset.f].filter(Boolean).join(";");
    const key = row && row.dataset.k, one = link.dataset.i, known = !key || TESTS[key];
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
      const clock = [Math.floor(minute / 60), minute % 60].map((n) => String(n).padStart(2, "0")).join(":");
      item.append(make("span", data.days[data.day[m]] + " " + digits(clock)), " · ",
        make("bdi", data.texts[data.from[m]] || row.cells[1].textContent), " · ",
        make("bdi", data.texts[data.subject[m]] || row.cells[2].textContent), make("br"),
        make("small", data.classes[data.kind[m]] + ": " + data.texts[data.why[m]]));
      list.append(item);
    }
    cell.append(list);
    if (data.hours.length) cell.append(make("small", say.hours + " " + data.texts[data.hours[i]]), make("br"));
    cell.append(make("small", say.ended + " " + data.texts[data.evidence[i]]));
    line.append(cell);
    row.after(line);
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#d-"],a[data-i],.heat rect'), button = event.target.closest("button.at");
    if (!data) return;
    if (button) unfold(button);
    else if (link) { event.preventDefault(); open(link); }
    else if (event.target === dialog) dialog.close();
  });
  on("why-close", () => dialog.close());
  on("why-more", draw);
  load().catch(() => undefined);
})();
