// By keyboard: ? lists the keys, g goes to the desk, j and k move in a list, x chooses, Enter opens what the row names,
// and keys named in the page jump to their field.
(() => {
  "use strict";

  const rows = () => [...document.querySelectorAll("[data-rows] [data-row]")];
  const link = (row) => row.querySelector("th a");
  const here = () => rows().findIndex((row) => row.contains(document.activeElement));

  const step = (by) => {
    const all = rows();
    if (!all.length) return;
    const next = Math.min(Math.max(here() + by, 0), all.length - 1);
    link(all[next]).focus();
    all[next].scrollIntoView({ block: "nearest" });
  };
  const choose = () => {
    const box = here() >= 0 && rows()[here()].querySelector("input[type=checkbox]");
    if (box) box.checked = !box.checked;
  };

  const help = () => document.getElementById("keys").showModal();
  const toDesk = () => document.querySelector("[data-go-desk]").click();

  const acts = { j: () => step(1), k: () => step(-1), x: choose, "?": help, g: toDesk };
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input:not([type=checkbox]), textarea, select");
    if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
    const jump = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    if (jump) { event.preventDefault(); jump.focus(); return; }
    if (acts[event.key]) { event.preventDefault(); acts[event.key](); }
  });
  document.addEventListener("change", (event) => {
    if (!event.target.matches("[data-all]")) return;
    for (const box of document.querySelectorAll("[data-rows] [name=chosen]")) box.checked = event.target.checked;
  });
})();
