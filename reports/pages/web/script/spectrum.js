// Percentiles on 1/(1-q).
{
  const { axis, duration, line, log_axis, log_range, percent } = rushhour;

  function build(data) {
    const s = data;
    if (s.x.length < 2) return null;
    const clean = (values) => values.map((v) => (v === null ? null : Math.max(v, 1)));
    const last = s.x[s.x.length - 1];
    const series = [{ label: "percentile", value: (u, v) => (v === null ? "–" : percent(v)) }];
    const values = [s.x];
    const labels = [];
    const draw = (name, times, look, width, dash) => {
      if (times.every((v) => v === null)) return;  // imported runs may have one of the two only
      series.push(line(name, look, width, dash, duration));
      values.push(clean(times));
      labels.push(name);
    };
    draw("response time", s.response, "line-3", 2.5, undefined);
    draw("service time", s.service, "line-max", 2, [6, 4]);
    if (s.response_at_least.some((v) => v !== null)) {
      series.push(line("response time, at least", "line-3", 2, [2, 3], duration));
      values.push(clean(s.response_at_least));
      labels.push("at least");
    }
    if (s.service_at_least.some((v) => v !== null)) {
      series.push(line("service time, at least", "line-max", 2, [2, 3], duration));
      values.push(clean(s.service_at_least));
      labels.push("");
    }
    if (s.baseline) draw("baseline", s.baseline, "line-grey", 2, [12, 6]);
    if (values.length === 1) return null;
    const marks = [1, 2, 10, 100, 1000, 1e4, 1e5, 1e6, 1e7, 1e8].filter((x) => x <= last);
    return {
      values: values,
      labels: labels,
      options: {
        series: series,
        scales: { x: { time: false, distr: 3, log: 10, range: () => [1, Math.max(last, 2)] }, y: { distr: 3, log: 10, range: log_range } },
        axes: [
          axis({
            splits: () => marks,
            filter: (u, splits) => splits,
            values: (u, splits) => splits.map((x) => (x > 1 ? percent(x) : u.width < 520 ? "" : "0 %")),
            size: 30,
            label: "share of requests that took no longer",
            labelSize: 22,
            labelFont: "12px system-ui, sans-serif",
          }),
          log_axis(),
        ],
        hooks: { draw: [] },
      },
    };
  }

  rushhour.panel("spectrum", 320, build);
}
