// Welcome: countries by their names, and a first guess of country and time zone.
const lang = document.documentElement.lang;
const zone = document.querySelector("select[data-guess]");
const region = document.querySelector("select[data-countries]");

if (zone) {
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if ([...zone.options].some((one) => one.value === own)) zone.value = own;
}
if (region) {
  const names = new Intl.DisplayNames([lang], { type: "region" });
  const chosen = region.value || new Intl.Locale(navigator.language).region || "";
  const sorted = [...region.options].slice(1);
  for (const one of sorted) one.textContent = names.of(one.value);
  sorted.sort((one, other) => one.textContent.localeCompare(other.textContent, lang));
  region.append(...sorted);
  region.value = sorted.some((one) => one.value === chosen) ? chosen : "";
}
