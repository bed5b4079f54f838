// A cell chosen while the answer to what was typed is still on its way stays chosen.
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.target.id !== "cells") return;
  const chosen = document.querySelector("#cells [name=cell]:checked");
  const asked = event.detail.requestConfig.parameters.cell;
  if (chosen && chosen.value !== asked) event.detail.shouldSwap = false;
});

// From the search box down into what was found.
document.addEventListener("keydown", (event) => {
  if (event.target.id !== "id_q" || event.key !== "ArrowDown") return;
  const first = document.querySelector("#cells [name=cell]:checked, #cells [name=cell]");
  if (!first) return;
  event.preventDefault();
  first.focus();
});
