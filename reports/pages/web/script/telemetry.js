// What was scraped beside the load: one small chart for each kind of figure, all on the run's time axis.
{
  const { axis, instant, line, mark_annotations, shade_warmup, time_axis } = rushhour;
  const looks = [
    ["line-3", undefined], ["line-2", [7, 3]], ["line-max", [2, 3]], ["line-4", [10, 3, 2, 3]], ["line-1", [4, 4]], ["line-grey", [1, 3]],
  ];
  const height = 150;

  function number(v, unit) {
    if (v === null || v === undefined) return "–";
    return +v.toPrecision(4) + (unit === "/s" || unit === "" ? unit : " " + unit);
  }

  // Lines of one chart may come from sources that were looked at at different instants.
  function joined(lines) {
    const instants = [...new Set(lines.flatMap((l) => l.at_s))].sort((a, b) => a - b);
    const place = new Map(instants.map((s, i) => [s, i]));
    return [instants].concat(lines.map((l) => {
      const values = new Array(instants.length).fill(undefined); // undefined: not looked at then; null: a gap
      l.at_s.forEach((s, i) => { values[place.get(s)] = l.values[i]; });
      return values;
    }));
  }

  function draw(place, width, chart) {
    const heading = document.createElement("p");
    heading.className = "chart-title";
    heading.textContent = chart.title + (chart.unit === "" ? "" : ", " + chart.unit);
    place.appendChild(heading);
    const series = [{ label: "at", value: (u, v) => (v === null ? "–" : instant(v)) }];
    chart.lines.forEach((l, i) => {
      const [name, dash] = looks[i % looks.length];
      series.push(line(l.label, name, 2, dash, (v) => number(v, chart.unit)));
    });
    return new uPlot({
      width: width,
      height: height,
      series: series,
      padding: [10, 16, 0, 0],
      cursor: { y: false, drag: { x: true, y: false }, sync: { key: "telemetry" } },
      scales: {
        x: { time: false, range: () => [0, rushhour.page.end_s] },
        y: { range: (u, low, high) => [0, Math.max(high * 1.08, chart.unit === "cores" ? 0.1 : 1)] },
      },
      axes: [time_axis(), axis({ values: (u, splits) => splits.map((v) => +v.toFixed(3) + (chart.unit === "/s" ? "/s" : "")), size: 58 })],
      legend: {
        markers: { width: 3, dash: (u, s) => (!u.series[s].dash ? "solid" : u.series[s].dash[0] < 4 ? "dotted" : "dashed") },
      },
      hooks: { drawClear: [shade_warmup, mark_annotations] },
    }, joined(chart.lines), place);
  }

  let plots = [];
  rushhour.panel("telemetry", height, (data) => {
    if (data.charts.length === 0) return null;
    return {
      paint: (place, width) => {
        for (const plot of plots) plot.destroy();
        plots = data.charts.map((chart) => draw(place, width, chart));
      },
    };
  });
}
