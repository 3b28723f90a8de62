// Maps drawn from the table beside them: one source of numbers, and the table stays the text alternative.
(() => {
  "use strict";
  const STEPS = [0, 1, 4, 8];
  const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const still = () => window.matchMedia("(prefers-reduced-motion: reduce)").matches;

  const rowsOf = (box) => [...document.getElementById(box.dataset.mapTable).querySelectorAll("[data-code]")].map((row) => ({
    code: row.dataset.code, number: Number(row.dataset.number), title: row.querySelector("th").textContent,
  }));

  // Few things are counted one by one; people, in steps that follow the largest number.
  const stepsOf = (box, data) => {
    if (box.dataset.mapScale !== "people") return STEPS;
    const most = Math.max(4, ...data.map((item) => item.value));
    return [0, 0.1, 0.3, 0.6].map((share) => Math.round(most * share));
  };
  const pieces = (steps) => [
    { value: 0, color: token("--map-0"), label: "0" },
    ...steps.map((from, n) => ({ gt: from, lte: steps[n + 1], color: token(`--map-${n + 1}`), label: steps[n + 1] ? (from + 1 === steps[n + 1] ? `${steps[n + 1]}` : `${from + 1}–${steps[n + 1]}`) : `> ${from}` })),
  ];

  const option = (box, data) => ({
    animation: !still(),
    aria: { enabled: true, decal: { show: false } },
    tooltip: { renderMode: "richText", formatter: (at) => `${at.name}  ${at.data ? at.data.value : 0}` },
    visualMap: { type: "piecewise", pieces: pieces(stepsOf(box, data)), orient: "horizontal", left: "center", bottom: 0, itemWidth: 14, itemHeight: 14, itemGap: 8, textStyle: { color: token("--soft") } },
    series: [{
      type: "map", map: box.dataset.map, data, roam: false, top: 4, bottom: 40, left: 4, right: 4,
      label: { show: true, color: token("--ink"), fontSize: 12, formatter: (at) => (at.data && at.data.value ? `${at.name} ${at.data.value}` : ""), textBorderColor: token("--card"), textBorderWidth: 3 },
      labelLayout: { hideOverlap: true },
      itemStyle: { areaColor: token("--map-0"), borderColor: token("--card"), borderWidth: 1 },
      emphasis: { label: { show: true, color: token("--ink") }, itemStyle: { areaColor: token("--brand-wash"), borderColor: token("--brand"), borderWidth: 2 } },
      select: { disabled: true },
    }],
  });

  // The outlines call a province by a shorter name than the register; codes say which is which.
  const named = (map, rows) => {
    const names = new Map(map.features.map((feature) => [String(feature.id).slice(0, 6), feature.properties.name]));
    return rows.filter((row) => names.has(row.code)).map((row) => ({ name: names.get(row.code), value: row.number, title: row.title }));
  };

  const byKeys = (box, chart, data) => {
    const said = box.parentElement.querySelector("[data-map-said]");
    const first = data.map((item, n) => n).sort((a, b) => data[b].value - data[a].value);
    let at = -1;
    box.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
      if (!step) return;
      event.preventDefault();
      chart.dispatchAction({ type: "downplay", seriesIndex: 0 });
      at = (at + step + first.length) % first.length;
      const item = data[first[at]];
      chart.dispatchAction({ type: "highlight", seriesIndex: 0, name: item.name });
      chart.dispatchAction({ type: "showTip", seriesIndex: 0, name: item.name });
      said.textContent = `${item.title} ${item.value}`;
    });
  };

  const draw = async (box) => {
    const answer = await fetch(box.dataset.mapFile);
    if (!answer.ok) throw new Error("no outlines");
    const map = await answer.json();
    window.echarts.registerMap(box.dataset.map, map);
    const chart = window.echarts.init(box, null, { renderer: "canvas" });
    const data = named(map, rowsOf(box));
    const paint = () => chart.setOption(option(box, data), true);
    paint();
    byKeys(box, chart, data);
    new ResizeObserver(() => chart.resize()).observe(box);
    window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", paint);
  };

  const openTable = (box) => {
    box.hidden = true;
    box.closest("figure").querySelector("details").open = true;
  };

  document.addEventListener("DOMContentLoaded", () => {
    for (const box of document.querySelectorAll("[data-map]")) draw(box).catch(() => openTable(box));
  });
})();
