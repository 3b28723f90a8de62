// A text with numbered lines: faults are marked beside theirs, links go to a line, names are put in at the cursor.
(() => {
  "use strict";

  const draw = (editor) => {
    const text = editor.querySelector("textarea"), lines = editor.querySelector(".editor__lines");
    const faults = new Set((editor.dataset.faults || "").trim().split(/\s+/).map(Number));
    const count = text.value.split("\n").length;
    const shown = document.createDocumentFragment();
    for (let n = 1; n <= count; n++) {
      const line = document.createElement("span");
      line.textContent = `${n}\n`;
      if (faults.has(n)) line.className = "is-stop";
      shown.append(line);
    }
    lines.replaceChildren(shown);
    lines.scrollTop = text.scrollTop;
  };

  const goTo = (text, number) => {
    const lines = text.value.split("\n"), at = Math.min(Math.max(number, 1), lines.length);
    const start = lines.slice(0, at - 1).reduce((sum, line) => sum + line.length + 1, 0);
    text.focus();
    text.setSelectionRange(start, start + lines[at - 1].length);
    text.scrollTop = (at - 5) * parseFloat(getComputedStyle(text).lineHeight);
  };

  const textOf = () => document.querySelector("[data-editor] textarea");
  const fromAddress = () => {
    const asked = /^#line-(\d+)$/.exec(location.hash);
    if (asked && textOf()) goTo(textOf(), Number(asked[1]));
  };
  const begin = () => {
    document.querySelectorAll("[data-editor]").forEach((editor) => {
      const text = editor.querySelector("textarea");
      text.addEventListener("input", () => draw(editor));
      text.addEventListener("scroll", () => { editor.querySelector(".editor__lines").scrollTop = text.scrollTop; });
      draw(editor);
    });
    fromAddress();
  };

  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-line]"), name = event.target.closest("[data-insert]");
    if (link && textOf() && new URL(link.href).pathname === location.pathname) { event.preventDefault(); goTo(textOf(), Number(link.dataset.line)); }
    if (name && textOf() && !textOf().readOnly) {
      textOf().focus();
      textOf().setRangeText(name.dataset.insert, textOf().selectionStart, textOf().selectionEnd, "end");
      textOf().dispatchEvent(new Event("input", { bubbles: true }));
    }
  });
  window.addEventListener("hashchange", fromAddress);
  document.addEventListener("DOMContentLoaded", begin);
  document.addEventListener("htmx:afterSettle", (event) => { if (event.detail.target === document.body) begin(); });
})();
