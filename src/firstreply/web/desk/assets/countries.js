// Countries by their names in the page's language, in the order of these: on the page, and in what is put into it later.
const { lang } = document.documentElement;
const names = new Intl.DisplayNames([lang], { type: "region" });

const named = (select) => {
  const chosen = select.value;
  for (const one of select.options) if (one.value) one.textContent = names.of(one.value);
  select.append(...[...select.options].filter((one) => one.value)
    .sort((one, other) => one.textContent.localeCompare(other.textContent, lang)));
  select.value = chosen;
};
const all = () => document.querySelectorAll("select[data-countries]").forEach(named);

all();
document.addEventListener("htmx:after:swap", all);
