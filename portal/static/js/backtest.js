/* Draws [data-backtest]: the index over a season, and below it a lane of warnings for each edition. */
"use strict";

(function () {
  // The axis shows Beijing time on every device: times are moved by eight hours and drawn as UTC.
  const BEIJING = 8 * 3600e3;
  const at = (iso) => Date.parse(iso) + BEIJING;
  const LANE = 34;

  function colours() {
    const style = getComputedStyle(document.documentElement);
    const read = (name) => style.getPropertyValue(name).trim();
    return {
      ink: read("--ink"), quiet: read("--ink-2"), line: read("--line"), strong: read("--line-strong"),
      official: read("--official"), paper: read("--paper"), font: read("--font"),
      levels: [1, 2, 3, 4].map((level) => read(`--level-${level}`)),
    };
  }

  function index(season, tone) {
    return {
      name: season.words.aqi, type: "line", data: season.course.map((row) => [at(row[0]), row[1]]),
      symbol: "none", connectNulls: false, color: tone.official, lineStyle: { width: 1.5, color: tone.official },
      emphasis: { disabled: true },
      markLine: {
        silent: true, symbol: "none", animation: false,
        data: season.thresholds.map((value) => ({
          yAxis: value, label: { formatter: String(value), position: "end", distance: 4, color: tone.quiet },
          lineStyle: { type: "dashed", color: tone.quiet, width: 1 },
        })),
      },
    };
  }

  /* One bar with its word for each span; the word tells the level where the colour cannot. */
  function bar(lane, span, tone) {
    const end = (time, label) => ({ value: [at(time), lane.name], label });
    const word = { show: true, formatter: span.word, position: "right", distance: 2, color: tone.ink, fontSize: 11, offset: [0, -13] };
    return {
      name: lane.name, type: "line", xAxisIndex: 1, yAxisIndex: 1, symbol: "rect", symbolSize: 1, color: tone.levels[span.level - 1],
      data: [end(span.from, word), end(span.until, { show: false })],
      lineStyle: { width: 12, cap: "butt", color: tone.levels[span.level - 1] },
      labelLayout: { hideOverlap: true }, emphasis: { disabled: true }, tooltip: { show: false },
    };
  }

  function inForce(season, moment) {
    return season.lanes.flatMap((lane) => lane.spans
      .filter((span) => at(span.from) <= moment && moment < at(span.until))
      .map((span) => `${lane.name}: ${span.word}`));
  }

  function tip(season, points) {
    const point = points.find((each) => each.seriesName === season.words.aqi);
    if (!point) return "";
    const title = new Date(point.value[0]).toISOString().slice(0, 16).replace("T", " ");
    const aqi = point.value[1] === null ? "–" : point.value[1];
    const lines = [title, `${season.words.aqi} ${aqi}`, ...inForce(season, point.value[0])];
    return lines.map((line) => echarts.format.encodeHTML(line)).join("<br>");
  }

  function option(season) {
    const tone = colours();
    const lanes = season.lanes.length * LANE;
    const axis = { axisLine: { lineStyle: { color: tone.line } }, axisLabel: { color: tone.quiet, hideOverlap: true } };
    const times = season.course.map((row) => at(row[0]));
    const time = { type: "time", ...axis, min: times[0], max: times[times.length - 1] };
    const left = 72;
    return {
      useUTC: true, animation: false, textStyle: { fontFamily: tone.font },
      grid: [
        { left, right: 36, top: 16, bottom: lanes + 84 },
        { left, right: 36, height: lanes, bottom: 56 },
      ],
      tooltip: {
        trigger: "axis", formatter: (points) => tip(season, points), backgroundColor: tone.paper, borderColor: tone.line,
        textStyle: { color: tone.ink }, axisPointer: { lineStyle: { color: tone.strong } },
      },
      dataZoom: [{ type: "slider", xAxisIndex: [0, 1], bottom: 8, height: 24, borderColor: tone.line, textStyle: { color: tone.quiet } }],
      xAxis: [
        { ...time, gridIndex: 0, splitLine: { show: true, lineStyle: { color: tone.line } } },
        { ...time, gridIndex: 1, axisLabel: { show: false }, axisTick: { show: false }, axisPointer: { show: false } },
      ],
      yAxis: [
        { type: "value", gridIndex: 0, ...axis, min: 0, splitLine: { show: false } },
        {
          type: "category", gridIndex: 1, inverse: true, data: season.lanes.map((lane) => lane.name), ...axis,
          axisLabel: { color: tone.quiet, width: left - 12, overflow: "truncate" }, axisTick: { show: false },
        },
      ],
      series: [index(season, tone), ...season.lanes.flatMap((lane) => lane.spans.map((span) => bar(lane, span, tone)))],
    };
  }

  function draw(place) {
    const season = JSON.parse(document.getElementById(place.dataset.backtest).textContent);
    const chart = echarts.init(place);
    chart.setOption(option(season));
    new ResizeObserver(() => chart.resize()).observe(place);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => chart.setOption(option(season), true));
  }

  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll("[data-backtest]").forEach(draw);
  });
})();
