// Search by keyboard: "/" goes to the field, arrows through the hits, Escape closes them.
"use strict";

const search = document.querySelector("[data-search]");

if (search) {
  const field = search.querySelector("input");
  const hits = search.querySelector(".search-hits");
  const close = () => { hits.replaceChildren(); };

  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, textarea, select, [contenteditable]");
    if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
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
