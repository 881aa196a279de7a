/* Draws [data-backtest]: the index over a season, and below it a lane of warnings for each edition. */
"use strict";

(function () {
  // The axis shows Beijing time on every device: times are moved by eight hours and drawn as UTC.
  const BEIJING = 8 * 3600e3;
  const at = (iso) => Date.parse(iso) + BEIJING;
  const LANE = 34;
  const LETTER = 14;

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

  /* One bar for each span; the first letter of its word tells the level where the colour cannot. */
  function bar(lane, span, tone, hasRoom) {
    const end = (time, label) => ({ value: [at(time), lane.name], label });
    const word = { show: hasRoom, formatter: [...span.word][0], position: "right", distance: 0, color: tone.ink, fontSize: 11, offset: [0, -13] };
    return {
      id: `${lane.name} ${span.from}`, name: lane.name, type: "line", xAxisIndex: 1, yAxisIndex: 1, symbol: "rect", symbolSize: 1, color: tone.levels[span.level - 1],
      data: [end(span.from, word), end(span.until, { show: false })],
      lineStyle: { width: 12, cap: "butt", color: tone.levels[span.level - 1] },
      emphasis: { disabled: true }, tooltip: { show: false },
    };
  }

  /* The spans whose letters have room, the longest first: a letter never stands over a longer neighbour. */
  function lettered(lane, pixel) {
    const longest = [...lane.spans].sort((one, other) => (at(other.until) - at(other.from)) - (at(one.until) - at(one.from)));
    const taken = [];
    return new Set(longest.filter((span) => {
      const place = pixel(at(span.from));
      const hasRoom = taken.every((other) => Math.abs(other - place) >= LETTER);
      if (hasRoom) taken.push(place);
      return hasRoom;
    }));
  }

  function bars(season, tone, pixel) {
    return season.lanes.flatMap((lane) => {
      const shown = lettered(lane, pixel);
      return lane.spans.map((span) => bar(lane, span, tone, shown.has(span)));
    });
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
    const ends = season.lanes.flatMap((lane) => lane.spans.map((span) => at(span.until)));
    const times = [...season.course.map((row) => at(row[0])), ...ends];
    const time = { type: "time", ...axis, min: Math.min(...times), max: Math.max(...times) };
    const left = 96;
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
      dataZoom: [{ type: "slider", xAxisIndex: [0, 1], filterMode: "none", bottom: 8, height: 24, borderColor: tone.line, textStyle: { color: tone.quiet } }],
      xAxis: [
        { ...time, gridIndex: 0, splitLine: { show: true, lineStyle: { color: tone.line } } },
        { ...time, gridIndex: 1, axisLabel: { show: false }, axisTick: { show: false }, axisPointer: { show: false } },
      ],
      yAxis: [
        { type: "value", gridIndex: 0, ...axis, min: 0, splitLine: { show: false } },
        {
          type: "category", gridIndex: 1, inverse: true, data: season.lanes.map((lane) => lane.name), ...axis,
          axisLabel: { color: tone.quiet, width: left - 12, overflow: "truncate", fontSize: 11 }, axisTick: { show: false },
        },
      ],
      series: [index(season, tone), ...bars(season, tone, (time) => time)],
    };
  }

  function draw(place) {
    const season = JSON.parse(document.getElementById(place.dataset.backtest).textContent);
    const chart = echarts.init(place);
    const letters = () => chart.setOption({
      series: bars(season, colours(), (time) => chart.convertToPixel({ xAxisIndex: 1 }, time)),
    });
    const whole = () => { chart.setOption(option(season), true); letters(); };
    whole();
    chart.on("datazoom", letters);
    new ResizeObserver(() => { chart.resize(); letters(); }).observe(place);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", whole);
  }

  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll("[data-backtest]").forEach(draw);
  });
})();
