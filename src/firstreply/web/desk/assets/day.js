// A small date picker for boxes marked data-day: three calendars, mirrored, by keyboard. The box stays a text box that can be
// typed into; the server reads what stands in it. The browser's own tables turn days into Jalali and Hijri ones.
const CALENDARS = { gregorian: "gregory", jalali: "persian", hijri: "islamic-umalqura" };
const NUMBERS = { latin: "latn", arabic: "arab", persian: "arabext" };
const DAY = 86400000;

class Reckoning {
  constructor(root) {
    const { lang, dataset } = root;
    const calendar = CALENDARS[dataset.calendar] ?? "gregory";
    const numbers = NUMBERS[dataset.digits] ?? "latn";
    const make = (options, how = "latn", tongue = "en") =>
      new Intl.DateTimeFormat(`${tongue}-u-ca-${calendar}-nu-${how}`, { timeZone: "UTC", ...options });
    this.plain = make({ year: "numeric", month: "numeric", day: "numeric" });
    this.title = make({ month: "long", year: "numeric" }, numbers, lang);
    this.whole = make({ weekday: "long", day: "numeric", month: "long", year: "numeric" }, numbers, lang);
    this.short = new Intl.DateTimeFormat(lang, { weekday: "narrow", timeZone: "UTC" });
    this.number = new Intl.NumberFormat(`en-u-nu-${numbers}`, { useGrouping: false });
    this.sign = lang === "en" ? "-" : "/";
    this.first = { en: 1, ar: 0, fa: 6 }[lang] ?? 1;
  }
  parts(at) {
    const found = {};
    for (const { type, value } of this.plain.formatToParts(at)) found[type] = parseInt(value, 10);
    return { year: found.year ?? found.relatedYear, month: found.month, day: found.day };
  }
  written(at) {
    const { year, month, day } = this.parts(at);
    const pad = (n, size) => [...String(n).padStart(size, "0")].map((one) => this.number.format(+one)).join("");
    return [pad(year, 4), pad(month, 2), pad(day, 2)].join(this.sign);
  }
  firstOfMonth(at) {
    return at - (this.parts(at).day - 1) * DAY;
  }
  month(at, step) {
    let found = this.firstOfMonth(at);
    for (let i = 0; i < Math.abs(step); i++) {
      found = this.firstOfMonth(step > 0 ? found + 32 * DAY : found - DAY);
    }
    return found;
  }
  read(text) {
    const digits = [...text].map((c) => {
      const code = c.codePointAt(0);
      if (code >= 0x660 && code <= 0x669) return String(code - 0x660);
      return code >= 0x6f0 && code <= 0x6f9 ? String(code - 0x6f0) : c;
    });
    const found = /^\s*(\d{4})\D(\d{1,2})\D(\d{1,2})\s*$/.exec(digits.join(""));
    if (!found) return null;
    const [year, month, day] = found.slice(1).map(Number);
    if (year > 1600) return Date.UTC(year, month - 1, day);
    // A guess that is at most a few days off, then step by step.
    let at = Date.UTC(year + 621, 2, 20) + ((month - 1) * 30.5 + day) * DAY;
    if (this.plain.resolvedOptions().calendar.startsWith("islamic")) {
      at = Date.UTC(622, 6, 16) + ((year - 1) * 354.367 + (month - 1) * 29.53 + day) * DAY;
    }
    at = Math.round(at / DAY) * DAY - 20 * DAY;
    for (let i = 0; i < 60; i++, at += DAY) {
      const there = this.parts(at);
      if (there.year === year && there.month === month && there.day === day) return at;
    }
    return null;
  }
}

let reckoning;

const today = () => {
  const now = new Date();
  return Date.UTC(now.getFullYear(), now.getMonth(), now.getDate());
};

function open(box, button) {
  const picker = document.createElement("div");
  picker.className = "picker";
  picker.setAttribute("popover", "auto");
  picker.setAttribute("role", "dialog");
  picker.setAttribute("aria-label", button.getAttribute("aria-label"));
  let chosen = reckoning.read(box.value) ?? today();
  const draw = (focus = true) => {
    picker.replaceChildren(head(), grid());
    if (focus) picker.querySelector("[tabindex='0']").focus();
  };
  const move = (at) => ((chosen = at), draw());
  const head = () => {
    const row = document.createElement("div");
    row.className = "picker-head";
    const title = document.createElement("span");
    title.textContent = reckoning.title.format(chosen);
    title.setAttribute("aria-live", "polite");
    const step = (by, sign, says) => {
      const one = document.createElement("button");
      one.type = "button";
      one.className = "quiet";
      one.textContent = sign;
      one.setAttribute("aria-label", says);
      one.addEventListener("click", () => move(reckoning.month(chosen, by)));
      return one;
    };
    row.append(step(-1, "‹", box.dataset.before), title, step(1, "›", box.dataset.after));
    return row;
  };
  const grid = () => {
    const table = document.createElement("table");
    table.setAttribute("role", "grid");
    const names = table.createTHead().insertRow();
    const sunday = Date.UTC(2026, 1, 1);
    for (let i = 0; i < 7; i++) {
      const cell = document.createElement("th");
      cell.scope = "col";
      cell.textContent = reckoning.short.format(sunday + ((reckoning.first + i) % 7) * DAY);
      names.append(cell);
    }
    const month = reckoning.firstOfMonth(chosen);
    const before = (new Date(month).getUTCDay() - reckoning.first + 7) % 7;
    const body = table.createTBody();
    const wanted = reckoning.parts(chosen).month;
    for (let at = month - before * DAY, row; ; at += DAY) {
      const place = Math.round((at - month) / DAY) + before;
      if (place % 7 === 0) {
        if (place > 0 && reckoning.parts(at).month !== wanted) break;
        row = body.insertRow();
      }
      row.append(dayCell(at, reckoning.parts(at).month === wanted));
    }
    return table;
  };
  const dayCell = (at, inside) => {
    const cell = document.createElement("td");
    cell.setAttribute("role", "gridcell");
    const one = document.createElement("button");
    one.type = "button";
    one.textContent = reckoning.number.format(reckoning.parts(at).day);
    one.setAttribute("aria-label", reckoning.whole.format(at));
    one.tabIndex = at === chosen ? 0 : -1;
    if (!inside) one.classList.add("outside");
    if (at === chosen) cell.setAttribute("aria-selected", "true");
    if (at === today()) one.setAttribute("aria-current", "date");
    one.addEventListener("click", () => {
      box.value = reckoning.written(at);
      box.dispatchEvent(new Event("input", { bubbles: true }));
      box.dispatchEvent(new Event("change", { bubbles: true }));
      picker.hidePopover();
    });
    cell.append(one);
    return cell;
  };
  picker.addEventListener("keydown", (event) => {
    const way = getComputedStyle(picker).direction === "rtl" ? -1 : 1;
    const steps = { ArrowLeft: -way, ArrowRight: way, ArrowUp: -7, ArrowDown: 7 };
    if (event.key in steps) move(chosen + steps[event.key] * DAY);
    else if (event.key === "PageUp") move(reckoning.month(chosen, event.shiftKey ? -12 : -1));
    else if (event.key === "PageDown") move(reckoning.month(chosen, event.shiftKey ? 12 : 1));
    else if (event.key === "Home") move(reckoning.firstOfMonth(chosen));
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  picker.addEventListener("toggle", (event) => {
    if (event.newState === "closed") picker.remove(), button.focus();
  });
  (box.closest("dialog") ?? document.body).append(picker);
  draw(false); // drawn before it is measured
  picker.showPopover();
  const near = box.getBoundingClientRect();
  const size = picker.getBoundingClientRect();
  const below = near.bottom + size.height < innerHeight || near.top < size.height;
  // Positions by script are physical: the corner of the box, kept on the screen.
  const at = getComputedStyle(box).direction === "rtl" ? near.right - size.width : near.left;
  picker.style.setProperty("left", `${Math.max(4, Math.min(at, innerWidth - size.width - 4))}px`);
  picker.style.setProperty("top", `${below ? near.bottom + 4 : near.top - size.height - 4}px`);
  picker.querySelector("[tabindex='0']").focus();
}

function dress(root) {
  for (const box of root.querySelectorAll("input[data-day]:not([data-dressed])")) {
    box.dataset.dressed = "";
    const button = document.createElement("button");
    button.type = "button";
    button.className = "quiet pick";
    button.textContent = "▦";
    button.setAttribute("aria-label", box.dataset.pick);
    button.addEventListener("click", () => open(box, button));
    box.addEventListener("keydown", (event) => {
      if (event.key === "ArrowDown" && event.altKey) event.preventDefault(), open(box, button);
    });
    box.after(button);
  }
}

reckoning = new Reckoning(document.documentElement);
dress(document);
document.addEventListener("htmx:after:swap", () => dress(document));
