// Percentiles over time.
{
  const { duration, instant, levels, line, log_axis, log_range, look_of, mark_annotations, shade_warmup, time_axis } = rushhour;

  function build(data) {
    const l = data;
    if (l.begin_s.length === 0 || l.lines.length === 0) return null;
    const base = Math.min.apply(null, l.lines.map((one) => one.window_s));
    const series = [{ label: "at", value: (u, v) => (v === null ? "–" : instant(v)) }];
    const lines = l.lines.filter((one) => one.ns.some((v) => v !== null));
    lines.forEach((one) => {
      const look = look_of(one.percentile);
      const name = one.window_s > base ? one.name + " per " + duration(one.window_s * 1e9).replace(/\.0+/, "") : one.name;
      series.push(line(name, look[0], look[1], look[2], duration, { paths: levels(l.length_s, one.percentile < 100) }));
    });
    return {
      values: [l.begin_s].concat(lines.map((one) => one.ns.map((v) => (v === null ? null : Math.max(v, 1))))),
      labels: series.slice(1).map((one) => one.label),
      options: {
        series: series,
        scales: { x: { time: false, range: () => [0, rushhour.page.end_s] }, y: { distr: 3, log: 10, range: log_range } },
        axes: [time_axis(), log_axis()],
        hooks: { drawClear: [shade_warmup, mark_annotations], draw: [] },
      },
    };
  }

  rushhour.panel("latency", 320, build);
}
