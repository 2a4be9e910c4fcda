"use strict";
const filter = document.getElementById("filter");
if (filter) {
  const items = [...document.querySelectorAll("#findings > li")];
  const boxes = [...filter.querySelectorAll("input[type=checkbox]")];
  const code = document.getElementById("code");
  const search = document.getElementById("search");
  const shown = document.getElementById("shown");
  const has = (element, words) => {
    const text = element.textContent.toLowerCase();
    return words.every((word) => text.includes(word));
  };
  const apply = () => {
    const severities = boxes.filter((box) => box.checked).map((box) => box.value);
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    for (const item of items) {
      item.hidden = !(severities.includes(item.dataset.severity)
        && (!code.value || code.value === item.dataset.code) && has(item, words));
      count += item.hidden ? 0 : 1;
      const rows = [...item.querySelectorAll(".places tr")];
      const some = words.length > 0 && rows.some((row) => has(row, words));
      for (const row of rows) row.hidden = some && !has(row, words);
      if (some) item.querySelector("details").open = true;
    }
    shown.textContent = shown.dataset.words
      .replace("{shown}", count).replace("{total}", items.length);
  };
  for (const control of [...boxes, code, search]) control.addEventListener("input", apply);
  filter.hidden = false;
  apply();
}
