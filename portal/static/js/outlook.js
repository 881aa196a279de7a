/* Draws [data-outlook]: the course of the index with the plan's thresholds. Without it the table says the same. */
"use strict";

(function () {
  // The axis shows Beijing time on every device: times are moved by eight hours and drawn as UTC.
  const BEIJING = 8 * 3600e3;
  const at = (iso) => Date.parse(iso) + BEIJING;
  const day = (iso) => Date.parse(`${iso}T00:00:00Z`);
  const DAY = 24 * 3600e3;

  function colours() {
    const style = getComputedStyle(document.documentElement);
    const read = (name) => style.getPropertyValue(name).trim();
    return {
      ink: read("--ink"), quiet: read("--ink-2"), line: read("--line"), strong: read("--line-strong"),
      official: read("--official"), paper: read("--paper"),
      levels: [1, 2, 3, 4].map((level) => read(`--level-${level}`)), font: read("--font"),
    };
  }

  function line(name, data, colour, extra) {
    return Object.assign({
      name, type: "line", data, symbol: "none", connectNulls: false, color: colour,
      emphasis: { disabled: true }, lineStyle: { width: 1.5, color: colour },
    }, extra);
  }

  function hourSeries(outlook, tone) {
    const past = outlook.hours.filter((row) => row[3]).map((row) => [at(row[0]), row[1]]);
    const ahead = outlook.hours.filter((row) => !row[3]).map((row) => [at(row[0]), row[1]]);
    // A mean belongs to the end of its 24 hours.
    const means = outlook.hours.map((row) => [at(row[0]) + 3600e3, row[2]]);
    return [
      line(outlook.words.hour, past, tone.strong),
      line(outlook.words.hour, ahead, tone.strong, { lineStyle: { width: 1.5, type: "dashed", color: tone.strong } }),
      line(outlook.words.mean, means, tone.official, { lineStyle: { width: 3, color: tone.official } }),
    ];
  }

  function daySeries(outlook, tone) {
    const centre = (row) => day(row[0]) + DAY / 2;
    return [
      line(outlook.words.range, outlook.days.map((row) => [centre(row), row[1]]), tone.strong),
      line(outlook.words.range, outlook.days.map((row) => [centre(row), row[3]]), tone.strong),
      line(outlook.words.day, outlook.days.map((row) => [centre(row), row[2]]), tone.official,
        { lineStyle: { width: 3, color: tone.official }, symbol: "circle", symbolSize: 7 }),
    ];
  }

  function thresholdLines(outlook, tone) {
    const lines = outlook.thresholds.map((value) => ({
      yAxis: value, label: { formatter: String(value), position: "end", distance: 4, color: tone.quiet },
      lineStyle: { type: "dashed", color: tone.quiet, width: 1 },
    }));
    lines.push({
      xAxis: at(outlook.now), label: { formatter: outlook.words.now, color: tone.ink },
      lineStyle: { type: "solid", color: tone.ink, width: 1 },
    });
    return { silent: true, symbol: "none", animation: false, data: lines };
  }

  function shades(outlook, tone) {
    return {
      silent: true,
      data: outlook.spans.map((span) => [
        {
          xAxis: at(span.from), name: span.word, label: { color: tone.ink, position: "insideTop", fontWeight: "bold" },
          itemStyle: { color: tone.levels[span.level - 1], opacity: 0.22 },
        },
        { xAxis: at(span.to) },
      ]),
    };
  }

  function tip(points) {
    const when = new Date(points[0].value[0]);
    const pad = (number) => String(number).padStart(2, "0");
    const title = `${pad(when.getUTCMonth() + 1)}-${pad(when.getUTCDate())} ${pad(when.getUTCHours())}:00`;
    const rows = points.filter((point) => point.value[1] !== null && point.value[1] !== undefined)
      .map((point) => `${point.seriesName} ${point.value[1]}`);
    return [title, ...new Set(rows)].join("<br>");
  }

  function option(outlook) {
    const tone = colours();
    const byHour = outlook.hours.length > 0;
    const series = byHour ? hourSeries(outlook, tone) : daySeries(outlook, tone);
    const last = series[series.length - 1];
    last.markLine = thresholdLines(outlook, tone);
    last.markArea = shades(outlook, tone);
    last.z = 5;
    const axis = { axisLine: { lineStyle: { color: tone.line } }, axisLabel: { color: tone.quiet, hideOverlap: true } };
    return {
      useUTC: true, animation: false, textStyle: { fontFamily: tone.font },
      grid: { left: 36, right: 36, top: 48, bottom: 28 },
      legend: { top: 0, left: 0, itemWidth: 22, itemStyle: { opacity: 0 }, textStyle: { color: tone.quiet }, data: [...new Set(series.map((each) => each.name))] },
      tooltip: {
        trigger: "axis", formatter: tip, backgroundColor: tone.paper, borderColor: tone.line,
        textStyle: { color: tone.ink }, axisPointer: { lineStyle: { color: tone.strong } },
      },
      xAxis: {
        type: "time", ...axis, splitLine: { show: true, lineStyle: { color: tone.line } }, minInterval: DAY,
        axisLabel: { ...axis.axisLabel, formatter: "{MM}-{dd}" },
      },
      yAxis: {
        type: "value", ...axis, min: 0, max: (range) => Math.max(350, Math.ceil(range.max / 50) * 50),
        splitLine: { show: false },
      },
      series,
    };
  }

  function draw(place) {
    const outlook = JSON.parse(document.getElementById(place.dataset.outlook).textContent);
    const chart = echarts.init(place);
    chart.setOption(option(outlook));
    new ResizeObserver(() => chart.resize()).observe(place);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => chart.setOption(option(outlook), true));
  }

  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll("[data-outlook]").forEach(draw);
  });
})();
