// Points by tapping beside typing: half a point less or more, full points, a suggestion taken over.
// Without scripts the buttons stay hidden and the boxes are typed into.
"use strict";

(() => {
  const comma = document.documentElement.lang === "vi";
  const write = (points) => points.toFixed(1).replace(".", comma ? "," : ".");

  function press(button) {
    const input = document.getElementById(button.dataset.for);
    if (button.dataset.points) {
      input.value = write(Number(button.dataset.points));
    } else {
      const typed = Number(input.value.trim().replace(",", ".")) || 0;
      const points = Math.round(typed * 2) / 2 + Number(button.dataset.step);
      input.value = write(Math.min(Math.max(points, 0), Number(input.dataset.maximum)));
    }
    input.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function count(checklist) {
    checklist.querySelector("[data-ticked]").textContent = checklist.querySelectorAll(":checked").length;
  }

  document.addEventListener("DOMContentLoaded", () => {
    const form = document.getElementById("evaluation");
    for (const button of form.querySelectorAll("button[data-for]")) button.hidden = false;
    for (const text of form.querySelectorAll("span.out-of")) text.hidden = true;
    form.addEventListener("click", (event) => {
      const button = event.target.closest("button[data-for]");
      if (button) press(button);
    });
    // What the server said of a value is no longer true once it is typed over.
    form.addEventListener("input", (event) => {
      if (!event.target.matches("input.points")) return;
      event.target.classList.remove("is-invalid");
      document.getElementById(`${event.target.id}_error`)?.remove();
    });
    // As in Excel, Enter goes down a line; it does not send a sheet half filled in.
    form.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || !event.target.matches("input.points")) return;
      event.preventDefault();
      const boxes = [...form.querySelectorAll("input.points")];
      boxes[boxes.indexOf(event.target) + 1]?.select();
    });
    form.addEventListener("change", (event) => {
      const checklist = event.target.closest(".checklist");
      if (checklist?.querySelector("[data-ticked]")) count(checklist);
    });
  });
})();
