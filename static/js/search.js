// Keys: "/" goes to the search field, arrows through the hits, Escape closes them; others are those of links.
"use strict";

const isTyping = (event) =>
  event.target.closest("input, textarea, select, [contenteditable]") || event.ctrlKey || event.metaKey || event.altKey;

document.addEventListener("keydown", (event) => {
  if (isTyping(event)) return;
  const link = [...document.querySelectorAll("[data-shortcut]")].find((one) => one.dataset.shortcut === event.key);
  if (!link) return;
  event.preventDefault();
  link.click();
});

const search = document.querySelector("[data-search]");

if (search) {
  const field = search.querySelector("input");
  const hits = search.querySelector(".search-hits");
  const close = () => { hits.replaceChildren(); };

  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || isTyping(event)) return;
    event.preventDefault();
    field.focus();
    field.select();
  });

  search.addEventListener("keydown", (event) => {
    const links = [...hits.querySelectorAll("a")];
    const at = links.indexOf(document.activeElement);
    if (event.key === "Escape") {
      close();
      field.focus();
    } else if (event.key === "ArrowDown" && links.length) {
      event.preventDefault();
      links[Math.min(at + 1, links.length - 1)].focus();
    } else if (event.key === "ArrowUp" && at >= 0) {
      event.preventDefault();
      if (at === 0) field.focus(); else links[at - 1].focus();
    }
  });

  document.addEventListener("click", (event) => { if (!search.contains(event.target)) close(); });
  search.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !search.contains(event.relatedTarget)) close();
  });
}
