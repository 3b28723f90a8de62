// What a page does beyond being read: a clock that runs, a form that narrows, focus that follows, printing.
(() => {
  "use strict";

  const two = (number) => String(number).padStart(2, "0");
  const loaded = performance.now();
  const elapsed = () => performance.now() - loaded;

  // The city's clock: the moment the page was made, and the seconds since. Shown on the city's own wall clock.
  const wall = (iso, since) => {
    const offset = /([+-])(\d\d):?(\d\d)$/.exec(iso);
    const minutes = offset ? (offset[1] === "-" ? -1 : 1) * (Number(offset[2]) * 60 + Number(offset[3])) : 0;
    return new Date(Date.parse(iso) + since + minutes * 60000);
  };
  const born = new WeakMap();
  const tick = () => {
    for (const element of document.querySelectorAll("[data-clock]")) {
      if (!born.has(element)) born.set(element, elapsed());
      const at = wall(element.dataset.clock, elapsed() - born.get(element));
      if ("clockShort" in element.dataset) {
        const text = `${two(at.getUTCHours())}:${two(at.getUTCMinutes())}`;
        const fresh = element.textContent.replace(/\d\d:\d\d$/, text);
        if (fresh !== element.textContent) element.textContent = fresh;
      } else {
        element.textContent = `${two(at.getUTCHours())}:${two(at.getUTCMinutes())}:${two(at.getUTCSeconds())}`;
      }
    }
  };

  // When the city's clock passes the minute until which a decision holds, the page asks again by itself.
  let timer = 0;
  const LONGEST = 2 ** 31 - 1;
  const watch = () => {
    clearTimeout(timer);
    const standing = document.querySelector("[data-holds-until]");
    if (!standing) return;
    const wait = Date.parse(standing.dataset.holdsUntil) - Date.parse(standing.dataset.computed) + 1000;
    if (wait > 0 && wait < LONGEST) {
      timer = setTimeout(() => standing.dispatchEvent(new CustomEvent("city-time-passed")), wait);
    }
  };

  const onNarrow = (select) => {
    const form = select.form;
    const narrow = document.createElement("input");
    narrow.type = "hidden"; narrow.name = "narrow"; narrow.value = select.name;
    form.append(narrow);
    form.requestSubmit();
    narrow.remove();
  };

  const onSlide = (range) => {
    const link = document.querySelectorAll(`${range.dataset.steps} [data-step]`)[Number(range.value)];
    if (link) { range.setAttribute("aria-valuetext", link.textContent); link.click(); }
  };
  const afterStep = () => {
    const shown = document.getElementById("shown");
    if (!shown) return;
    const number = Number(shown.dataset.stepNumber);
    document.querySelectorAll("[data-step]").forEach((link, n) => {
      if (n === number) link.setAttribute("aria-current", "true"); else link.removeAttribute("aria-current");
    });
    const range = document.querySelector("[data-steps]");
    if (range && number >= 0) { range.value = String(number); range.setAttribute("aria-valuetext", shown.dataset.atText); }
  };

  const onFilter = (input) => {
    const wanted = input.value.trim().toLowerCase();
    for (const item of document.querySelectorAll(`${input.dataset.filters} > li`)) {
      item.hidden = !item.textContent.toLowerCase().includes(wanted);
    }
  };

  document.addEventListener("input", (event) => {
    if (event.target.matches("[data-filters]")) onFilter(event.target);
  });
  document.addEventListener("keydown", (event) => {
    // Enter in the search box must not choose the first person.
    if (event.key === "Enter" && event.target.matches("[data-filters]")) event.preventDefault();
  });
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-narrows]")) onNarrow(event.target);
    if (event.target.matches("[data-steps]")) onSlide(event.target);
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-print]")) window.print();
  });
  document.addEventListener("DOMContentLoaded", () => {
    tick(); watch(); setInterval(tick, 1000);
    const wrong = document.querySelector("[data-trip] [aria-invalid='true']");
    if (wrong) wrong.focus();
  });
  document.addEventListener("htmx:beforeRequest", () => document.getElementById("refusal").replaceChildren());
  document.addEventListener("htmx:afterSettle", (event) => {
    tick(); watch(); afterStep();
    if (event.detail.target && event.detail.target.id === "trip") {
      const trip = document.getElementById("trip");
      const wrong = trip.querySelector("[aria-invalid='true']");
      const answer = trip.querySelector("#answer .status");
      if (wrong) wrong.focus(); else if (answer) { document.getElementById("answer").focus({ preventScroll: true }); answer.scrollIntoView({ block: "start" }); }
    }
  });
})();
