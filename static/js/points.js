// Points by tapping beside typing: half a point less or more, full points, a suggestion taken over. Sums, total and
// band follow at once; the server says the same of what is typed, and decides.
// Without scripts the buttons stay hidden and the boxes are typed into.
"use strict";

(() => {
  const comma = document.documentElement.lang === "vi";
  const write = (points) => points.toFixed(1).replace(".", comma ? "," : ".");

  // The field of one line by its name: a box to type into, or the chosen one of its steps.
  function press(button) {
    const line = button.closest("[data-criterion]");
    const input = line.querySelector("input.points");
    if (!input) {
      for (const step of line.querySelectorAll("input[type=radio]")) {
        step.checked = Number(step.value) === Number(button.dataset.points);
        if (step.checked) step.dispatchEvent(new Event("input", { bubbles: true }));
      }
      return;
    }
    if (button.dataset.points) {
      input.value = write(Number(button.dataset.points));
    } else {
      const typed = Number(input.value.trim().replace(",", ".")) || 0;
      const points = Math.round(typed * 2) / 2 + Number(button.dataset.step);
      input.value = write(Math.min(Math.max(points, 0), Number(input.dataset.maximum)));
    }
    input.dispatchEvent(new Event("input", { bubbles: true }));
  }

  // --- sums, total and band ---

  // Points of a line as they count; null: not scored, or not as it can be.
  function pointsOf(line) {
    const most = Number(line.dataset.maximum);
    if ("full" in line.dataset || line.querySelector("[data-absent]:checked")) return most;
    const input = line.querySelector("input.points");
    const value = input ? input.value.trim() : line.querySelector("input[type=radio]:checked")?.value ?? "";
    const points = value === "" ? NaN : Number(value.replace(",", "."));
    return points >= 0 && points <= most && Number.isInteger(points * 2) ? points : null;
  }

  const asked = (line) => "full" in line.dataset || line.querySelector("input");

  function reckon(form) {
    const found = { total: 0, scored: 0, missing: 0, gates: true };
    for (const section of form.querySelectorAll("[data-section]")) {
      let sum = 0;
      for (const line of section.querySelectorAll("[data-criterion]")) {
        if (!asked(line)) continue;
        const points = pointsOf(line);
        if (points === null) found.missing += 1; else if (!("full" in line.dataset)) found.scored += 1;
        if ("gate" in line.dataset && points !== Number(line.dataset.maximum)) found.gates = false;
        sum += points ?? 0;
      }
      sum = Math.min(sum, Number(section.dataset.section));
      section.querySelector("[data-sum]").textContent = write(sum);
      found.total += sum;
    }
    return found;
  }

  function show(form) {
    const total = form.querySelector("[data-total]");
    if (!total) return;
    const found = reckon(form);
    total.textContent = found.scored ? write(found.total) : "—";
    // What is still to be said of lines, and of the next band, the server says a moment later.
    const band = form.querySelector("[data-band]");
    if (band && !found.missing) {
      const bands = JSON.parse(form.dataset.bands);
      const reached = bands.find(([, minimum, gates]) => found.total >= minimum && (found.gates || !gates));
      band.textContent = reached ? reached[0] : "";
    }
    form.querySelector("[data-next]")?.remove();
  }

  // --- one line ---

  // Not applicable and points exclude each other; a note is asked for where points are taken off.
  function settle(line, field) {
    const absent = line.querySelector("[data-absent]");
    if (field === absent && absent.checked) {
      for (const step of line.querySelectorAll("input[type=radio]")) step.checked = false;
      const input = line.querySelector("input.points");
      if (input) input.value = "";
    } else if (absent && (field.matches("input.points") ? field.value : field.matches(":checked[type=radio]"))) {
      absent.checked = false;
    }
    const note = line.querySelector("[data-note]");
    if (!note) return;
    const points = pointsOf(line);
    const wanted = points !== null && points < Number(line.dataset.maximum);
    note.hidden = !wanted && !note.querySelector("input").value;
    if (wanted) note.open = true;
  }

  function count(checklist) {
    checklist.querySelector("[data-ticked]").textContent = checklist.querySelectorAll(":checked").length;
  }

  document.addEventListener("DOMContentLoaded", () => {
    const form = document.getElementById("evaluation");
    for (const button of form.querySelectorAll("button[data-for]")) button.hidden = false;
    for (const text of form.querySelectorAll("span.out-of")) text.hidden = true;
    for (const line of form.querySelectorAll("[data-criterion]")) settle(line, line);
    form.addEventListener("click", (event) => {
      const button = event.target.closest("button[data-for]");
      if (button) press(button);
    });
    // What the server said of a value is no longer true once it is typed over.
    form.addEventListener("input", (event) => {
      const line = event.target.closest("[data-criterion]");
      if (!line) return;
      if (!event.target.closest("[data-note]")) settle(line, event.target);
      event.target.classList.remove("is-invalid");
      for (const error of line.querySelectorAll("[id$=_error]")) error.remove();
      show(form);
    });
    // As in Excel, Enter goes down a line; it does not send a sheet half filled in.
    form.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.isComposing || !event.target.matches("input[type=text]")) return;
      event.preventDefault();
      if (!event.target.matches(".points")) return;
      const boxes = [...form.querySelectorAll("input.points")];
      boxes[boxes.indexOf(event.target) + 1]?.select();
    });
    form.addEventListener("change", (event) => {
      const checklist = event.target.closest(".checklist");
      if (checklist?.querySelector("[data-ticked]")) count(checklist);
    });
  });
})();
