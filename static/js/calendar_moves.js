// A visit of the calendar dragged onto another month, or onto a cell's meeting that nobody goes to: the page that
// its "move" leads to opens with that choice. It saves nothing before it is sent.
"use strict";

(() => {
  let dragged = null;

  const address = (target) => {
    if (!dragged || !target) return null;
    const { month, cell } = target.dataset;
    const url = new URL(dragged.querySelector("a.move").href);
    if (month && dragged.dataset.months.split(" ").includes(month)) url.searchParams.set("month", month);
    else if (cell && "takesCell" in dragged.dataset) url.searchParams.set("cell", cell);
    else return null;
    return url;
  };

  const targetOf = (event) => event.target.closest?.("[data-month], [data-cell]");

  const end = () => {
    dragged = null;
    for (const marked of document.querySelectorAll(".may-drop, .drops")) marked.classList.remove("may-drop", "drops");
  };

  document.addEventListener("dragstart", (event) => {
    dragged = event.target.closest?.(".appointment[draggable=true]") ?? null;
    if (!dragged) return;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", dragged.textContent.trim());
    for (const target of document.querySelectorAll("[data-month], [data-cell]")) {
      target.classList.toggle("may-drop", Boolean(address(target)));
    }
  });

  document.addEventListener("dragover", (event) => {
    const target = targetOf(event);
    for (const marked of document.querySelectorAll(".drops")) marked.classList.toggle("drops", marked === target);
    if (!address(target)) return;
    event.preventDefault();
    target.classList.add("drops");
  });

  document.addEventListener("drop", (event) => {
    const url = address(targetOf(event));
    if (!url) return;
    event.preventDefault();
    end();
    window.location.assign(url);
  });

  document.addEventListener("dragend", end);
})();
