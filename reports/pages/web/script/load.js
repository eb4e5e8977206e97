// Offered and done iterations per second, the gap between them filled.
{
  const { axis, fill_between, instant, levels, line, mark_annotations, rate, shade_warmup, time_axis } = rushhour;

  function build(data) {
    const r = data;
    if (r.begin_s.length === 0) return null;
    // Iterations that begin in one second and end in the next leave gaps that mean nothing; only what was never done does.
    const total = (rates) => rates.reduce((sum, value, i) => sum + value * r.length_s[i], 0);
    const missing = total(r.done) < total(r.offered) - 0.5;
    const any_errors = r.errors.some((n) => n > 0);
    const paths = levels(r.length_s, true);
    const series = [
      { label: "at", value: (u, v) => (v === null ? "–" : instant(v)) },
      line("offered", "line-grey", 2, [6, 4], rate, { paths: paths }),
      line("done", "line-3", 2.5, undefined, rate, { paths: paths }),
    ];
    const values = [r.begin_s, r.offered, r.done];
    const labels = ["offered", "done"];
    if (any_errors) {
      series.push(line("failed requests", "line-max", 2, [2, 3], rate, { paths: paths }));
      values.push(r.errors);
      labels.push("failed requests");
    }
    return {
      values: values,
      labels: labels,
      options: {
        series: series,
        scales: {
          x: { time: false, range: () => [0, rushhour.page.end_s] },
          y: { range: (u, low, high) => [0, Math.max(high * 1.08, 1)] },
        },
        axes: [time_axis(), axis({ values: (u, splits) => splits.map((v) => +v.toFixed(3) + "/s"), size: 58 })],
        hooks: {
          drawClear: [shade_warmup, mark_annotations],
          drawAxes: missing ? [(u) => fill_between(u, r.length_s, 1, 2)] : [],
          draw: [],
        },
      },
    };
  }

  rushhour.panel("load", 240, build);
}
