// Beside each choice of a column: what stands in the column now chosen.
"use strict";

document.addEventListener("change", (event) => {
  const select = event.target;
  if (!select.matches("select[data-column]")) return;
  const samples = select.selectedOptions[0]?.dataset.samples ?? "";
  select.closest("tr").querySelector("[data-samples]:not(option)").textContent = samples;
});
