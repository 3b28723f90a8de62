// Flows between what people see before and after, drawn from the table beside them.
(() => {
  "use strict";
  const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const still = () => window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  const TONES = { green: "--go", yellow: "--wait", red: "--stop" };

  const rowsOf = (box) => [...document.getElementById(box.dataset.flowsTable).querySelectorAll("tbody tr")].map((row) => ({
    from: row.cells[0].textContent.trim(), to: row.cells[1].textContent.trim(), number: Number(row.dataset.number),
    fromTone: row.dataset.fromTone, toTone: row.dataset.toTone,
  }));

  // The same sight before and after is two places: a blank at the end keeps their names apart.
  const option = (rows, narrow) => {
    const places = new Map();
    for (const row of rows) {
      places.set(row.from, { name: row.from, depth: 0, tone: row.fromTone });
      places.set(`${row.to} `, { name: `${row.to} `, depth: 1, tone: row.toTone });
    }
    const shape = (place) => ({ name: place.name, depth: place.depth, itemStyle: { color: token(TONES[place.tone] || "--note") }, label: { position: place.depth ? "left" : "right" } });
    return {
      animation: !still(),
      aria: { enabled: true },
      tooltip: { renderMode: "richText", formatter: (at) => (at.dataType === "edge" ? `${at.data.source.trim()} → ${at.data.target.trim()}  ${at.data.value.toLocaleString()}` : `${at.name.trim()}  ${at.value.toLocaleString()}`) },
      series: [{
        type: "sankey", left: 4, right: 4, top: 12, bottom: 12, nodeGap: 18, nodeWidth: 12, draggable: false,
        data: [...places.values()].map(shape),
        links: rows.map((row) => ({ source: row.from, target: `${row.to} `, value: row.number })),
        label: { color: token("--ink"), fontSize: narrow ? 12 : 14, width: narrow ? 130 : 320, overflow: "break", formatter: (at) => at.name.trim() },
        lineStyle: { color: "gradient", opacity: 0.3, curveness: 0.5 },
        emphasis: { focus: "adjacency" },
      }],
    };
  };

  const draw = (box) => {
    const chart = window.echarts.init(box, null, { renderer: "canvas" });
    const rows = rowsOf(box);
    const paint = () => chart.setOption(option(rows, box.clientWidth < 560), true);
    paint();
    new ResizeObserver(() => { chart.resize(); paint(); }).observe(box);
    window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", paint);
  };

  const begin = () => {
    for (const box of document.querySelectorAll("[data-flows]:not([data-drawn])")) { box.dataset.drawn = "1"; draw(box); }
  };
  document.addEventListener("DOMContentLoaded", begin);
  document.addEventListener("htmx:afterSettle", begin);
})();
