// What was scraped beside the load: a strip for each kind of figure, one above the other, all on the run's time axis.
{
  const { axis, line, over_time } = rushhour;
  const looks = [
    ["line-3", undefined], ["line-2", [7, 3]], ["line-max", [2, 3]], ["line-4", [10, 3, 2, 3]], ["line-1", [4, 4]], ["line-grey", [1, 3]],
  ];

  function number(v, unit) {
    if (v === null || v === undefined) return "–";
    return +v.toPrecision(4) + (unit === "/s" || unit === "" ? unit : " " + unit);
  }

  // Lines of one chart may come from sources that were looked at at different instants: undefined is "not looked at then", null a gap.
  function joined(lines) {
    const instants = [...new Set(lines.flatMap((one) => one.at_s))].sort((a, b) => a - b);
    const place = new Map(instants.map((s, i) => [s, i]));
    return [instants].concat(lines.map((one) => {
      const values = new Array(instants.length).fill(undefined);
      one.at_s.forEach((s, i) => { values[place.get(s)] = one.values[i]; });
      return values;
    }));
  }

  function strip(chart, first, last) {
    const series = chart.lines.map((one, i) => {
      const [name, dash] = looks[i % looks.length];
      return line(one.label, name, 2, dash, (v) => number(v, chart.unit));
    });
    // With room above for the names of stages and annotations, which the first strip has.
    const least = chart.unit === "cores" ? 0.1 : 1;
    return {
      title: chart.title + (chart.unit === "" ? "" : ", " + chart.unit),
      values: joined(chart.lines),
      labels: chart.lines.map((one) => one.label),
      options: over_time({
        series: series,
        y: { range: (u, low, high) => [0, Math.max(high * (first ? 1.35 : 1.08), least)] },
        y_axis: axis({ values: (u, splits) => splits.map((v) => +v.toFixed(3) + (chart.unit === "/s" ? "/s" : "")), size: 58, space: 24 }),
        unnamed: !first,
        stacked: !last,
      }),
    };
  }

  function build(data) {
    if (data.charts.length === 0) return null;
    return data.charts.map((chart, i) => strip(chart, i === 0, i + 1 === data.charts.length));
  }

  rushhour.panel("telemetry", 130, build);
}
