// A cell chosen while the answer to what was typed is still on its way stays chosen.
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.target.id !== "cells") return;
  const chosen = document.querySelector("#cells [name=cell]:checked");
  const asked = event.detail.requestConfig.parameters.cell;
  if (chosen && chosen.value !== asked) event.detail.shouldSwap = false;
});

// By keyboard: down from the search box into what was found; Enter there chooses a cell, then adds it.
document.addEventListener("keydown", (event) => {
  const { target, key } = event;
  if (target.id === "id_q" && key === "ArrowDown") {
    const first = document.querySelector("#cells [name=cell]:checked, #cells [name=cell]:enabled");
    if (!first) return;
    event.preventDefault();
    first.focus();
  } else if (target.name === "cell" && key === "Enter") {
    event.preventDefault();
    if (target.checked) target.form.requestSubmit(target.form.querySelector("[name=save]"));
    else target.click();
  }
});

// Typed before the page's scripts were there: looked for all the same.
window.addEventListener("load", () => {
  const box = document.getElementById("id_q");
  if (box && box.value !== box.defaultValue) box.dispatchEvent(new Event("search"));
});
