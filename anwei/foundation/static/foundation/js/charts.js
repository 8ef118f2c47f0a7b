// Draws <figure data-chart="<id of a JSON block>">. The table beside it says the same in words.
const drawn = new Map();

function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(`--aw-${name}`).trim();
}

function axis(extra) {
  return {
    axisLine: { lineStyle: { color: colour("control") } },
    axisTick: { show: false },
    axisLabel: { color: colour("quiet"), hideOverlap: true },
    splitLine: { lineStyle: { color: colour("line") } },
    nameTextStyle: { color: colour("quiet") },
    ...extra,
  };
}

function base(chart) {
  return {
    animation: false,
    aria: { enabled: false },
    color: [1, 2, 3, 4, 5, 6].map((n) => colour(`chart-${n}`)),
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
    grid: { left: 8, right: 16, top: chart.series.length > 1 || chart.band ? 36 : 16, bottom: 8, containLabel: true },
    legend: { show: chart.series.length > 1 || Boolean(chart.band), top: 0, left: 0, icon: "roundRect", textStyle: { color: colour("text") } },
    tooltip: {
      trigger: "axis",
      renderMode: "richText",
      backgroundColor: colour("surface"),
      borderColor: colour("control"),
      textStyle: { color: colour("text") },
    },
  };
}

const shapes = {
  bar(chart) {
    const categories = axis({ type: "category", data: chart.labels, splitLine: { show: false }, inverse: chart.lying });
    const values = axis({ type: "value", name: chart.unit, minInterval: chart.whole ? 1 : 0 });
    return {
      ...base(chart),
      xAxis: chart.lying ? { ...values, name: "" } : categories,
      yAxis: chart.lying ? categories : values,
      series: chart.series.map((one) => ({
        type: "bar", name: one.name, data: one.values, stack: chart.stacked ? "all" : undefined, barMaxWidth: 28, cursor: one.links ? "pointer" : "default",
      })),
    };
  },
  line(chart) {
    const series = chart.series.map((one, index) => ({
      type: "line", name: one.name, data: one.values, showSymbol: chart.labels.length < 40, symbol: ["circle", "rect", "triangle", "diamond"][index % 4],
      symbolSize: 6, lineStyle: { width: 2, type: one.dashed ? "dashed" : "solid" }, cursor: one.links ? "pointer" : "default",
    }));
    if (chart.band) {
      const hidden = { type: "line", stack: "band", symbol: "none", lineStyle: { opacity: 0 }, itemStyle: { color: colour("chart-1"), opacity: 0.35 }, silent: true, tooltip: { show: false } };
      series.push({ ...hidden, name: chart.band.name, data: chart.band.low });
      series.push({
        ...hidden, name: chart.band.name, data: chart.band.high.map((high, i) => (high === null ? null : high - chart.band.low[i])),
        areaStyle: { color: colour("chart-1"), opacity: 0.18 },
      });
    }
    return {
      ...base(chart),
      xAxis: axis({ type: "category", data: chart.labels, boundaryGap: false, splitLine: { show: false } }),
      yAxis: axis({ type: "value", name: chart.unit, minInterval: chart.whole ? 1 : 0 }),
      series,
    };
  },
  heat(chart) {
    const cells = chart.series.flatMap((row, y) => row.values.map((value, x) => [x, y, value]));
    const known = cells.map((cell) => cell[2]).filter((value) => value !== null);
    const options = base(chart);
    return {
      ...options,
      legend: { show: false },
      grid: { ...options.grid, top: 8, bottom: 48 },
      tooltip: { ...options.tooltip, trigger: "item" },
      // Every column has its name, aslant where they would not fit side by side.
      xAxis: axis({ type: "category", data: chart.labels, splitLine: { show: false }, axisLabel: { color: colour("quiet"), interval: 0, rotate: chart.labels.length > 5 ? 35 : 0 } }),
      yAxis: axis({ type: "category", data: chart.series.map((row) => row.name), inverse: true, splitLine: { show: false } }),
      visualMap: {
        min: Math.min(0, ...known), max: Math.max(1, ...known), calculable: false, orient: "horizontal", left: "center", bottom: 0, itemHeight: 120,
        text: [Math.max(1, ...known).toLocaleString(), Math.min(0, ...known).toLocaleString()],
        inRange: { color: [colour("heat-low"), colour("heat-high")] }, textStyle: { color: colour("quiet") },
      },
      series: [{ type: "heatmap", data: cells, label: { show: known.length <= 150 }, itemStyle: { borderColor: colour("surface"), borderWidth: 1 }, cursor: chart.series.some((row) => row.links) ? "pointer" : "default" }],
    };
  },
};

let init;

// The list behind what was clicked: a cell of a heat map carries its column and row.
function linkOf(chart, { seriesIndex, dataIndex, data }) {
  const [row, column] = chart.kind === "heat" ? [data[1], data[0]] : [seriesIndex, dataIndex];
  return chart.series[row]?.links?.[column];
}

function draw(figure) {
  const canvas = figure.querySelector(".chart-canvas");
  const chart = JSON.parse(document.getElementById(figure.dataset.chart).textContent);
  drawn.get(figure)?.dispose();
  const picture = init(canvas, null, { renderer: "svg" });
  picture.setOption(shapes[chart.kind](chart));
  picture.on("click", (event) => {
    const address = linkOf(chart, event);
    if (address) location.assign(address);
  });
  drawn.set(figure, picture);
}

// Drawn once there is room for it (not inside a closed part), and again to size when the room changes.
const sized = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    if (!target.querySelector(".chart-canvas").clientWidth) continue;
    if (drawn.has(target)) drawn.get(target).resize();
    else draw(target);
  }
});

async function find(root) {
  const figures = root.querySelectorAll("figure[data-chart]");
  if (!figures.length) return;
  init ??= (await import(figures[0].dataset.from)).init;
  for (const figure of figures) sized.observe(figure);
}

find(document);
document.addEventListener("htmx:load", (event) => find(event.target));
// Another theme, other colours; also on the way to paper, which is always light.
new MutationObserver(() => [...drawn.keys()].filter((figure) => figure.isConnected).forEach(draw)).observe(document.documentElement, { attributeFilter: ["data-bs-theme"] });
