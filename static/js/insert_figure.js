// Figures from a list into the text, where the cursor is. Without scripts the server puts them at its end.
"use strict";

(() => {
  const text = document.getElementById("id_text");
  let wasThere = false;
  text?.addEventListener("focus", () => { wasThere = true; });

  function start(box) {
    const filter = box.querySelector("input");
    const list = box.querySelector("select");
    const button = box.querySelector("button");
    const groups = [...list.querySelectorAll("optgroup")].map((group) => [group, [...group.children]]);
    const bare = (words) => words.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[đĐ]/g, "d").toLowerCase();

    function narrow() {
      const words = bare(filter.value).split(/\s+/).filter(Boolean);
      list.replaceChildren(...groups.map(([group, options]) => {
        group.replaceChildren(...options.filter((option) => {
          const said = bare(`${group.label} ${option.text}`);
          return words.every((word) => said.includes(word));
        }));
        return group;
      }).filter((group) => group.children.length));
      list.selectedIndex = words.length && list.options.length ? 0 : -1;
    }

    function insert() {
      if (!list.value) {
        list.focus();
        return;
      }
      const at = wasThere ? text.selectionStart : text.value.length;
      const end = wasThere ? text.selectionEnd : at;
      const before = /[\p{L}\p{N}]$/u.test(text.value.slice(0, at)) ? " " : "";
      const after = /^[\p{L}\p{N}]/u.test(text.value.slice(end)) ? " " : "";
      const mark = before + list.value + after;
      text.focus();
      text.setSelectionRange(at, end);
      // So that it can be undone like what is typed; not every browser does it for us.
      if (!document.execCommand("insertText", false, mark)) text.setRangeText(mark, at, end, "end");
    }

    filter.hidden = false;
    button.textContent = button.dataset.atCursor;
    button.type = "button";
    list.selectedIndex = -1;
    filter.addEventListener("input", narrow);
    button.addEventListener("click", insert);
    list.addEventListener("dblclick", insert);
    box.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.target === button || !event.target.matches("input, select")) return;
      event.preventDefault();
      insert();
    });
  }

  // The list comes when it is unfolded, or with the page that the server shows again.
  const shown = document.querySelector("[data-insert-figure] select");
  if (shown) start(shown.closest("[data-insert-figure]"));
  document.body.addEventListener("htmx:load", ({ detail }) => {
    const box = detail.elt.closest("[data-insert-figure]");
    if (box) start(box);
  });
})();
