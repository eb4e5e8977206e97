// Iterations offered and done, requests sent and their good responses, what lies between them filled; busy users below.
{
  const { axis, fill_between, levels, line, over_time, rate } = rushhour;

  const whole = (v) => (v === null || v === undefined ? "–" : Math.round(v).toLocaleString("en"));
  const short = (v) => (v >= 1e6 ? +(v / 1e6).toPrecision(3) + "M" : v >= 1e4 ? +(v / 1e3).toPrecision(3) + "k" : String(+v.toFixed(3)));
  // With room above for the names of stages and annotations.
  const from_zero = (room) => ({ range: (u, low, high) => [0, Math.max(high * room, 1)] });
  const total = (rates, lengths) => rates.reduce((sum, value, i) => sum + value * lengths[i], 0);

  // Two lines, the lower one of which should follow the upper one. What begins in one second and ends in the next leaves gaps that mean
  // nothing; only what never came does.
  function strip(title, data, upper, lower, more) {
    const paths = levels(data.length_s, true);
    const missing = total(data[lower.key], data.length_s) < total(data[upper.key], data.length_s) - 0.5;
    const series = [line(upper.name, "line-grey", 2, [6, 4], rate, { paths: paths }),
      line(lower.name, "line-3", 2.5, undefined, rate, { paths: paths })];
    return Object.assign({
      title: title,
      holds: true,
      values: [data.begin_s, data[upper.key], data[lower.key]],
      labels: [upper.name, lower.name],
      options: over_time(Object.assign({
        series: series,
        y: from_zero(more.unnamed ? 1.08 : 1.3),
        y_axis: axis({ values: (u, splits) => splits.map((v) => short(v) + "/s"), size: 58 }),
        draw_axes: missing ? [(u) => { if (u.series[1].show && u.series[2].show) fill_between(u, data.length_s, 1, 2); }] : [],
        stacked: true,
      }, more)),
    });
  }

  function users(data) {
    const series = [line("users busy", "line-2", 2, undefined, whole, { paths: levels(data.length_s, true) })];
    return {
      title: "Users",
      height: 110,
      holds: true,
      values: [data.begin_s, data.users],
      labels: ["users busy"],
      options: over_time({
        series: series,
        y: from_zero(1.08),
        y_axis: axis({ values: (u, splits) => splits.map((v) => (Number.isInteger(v) ? short(v) : "")), size: 58, space: 24 }),
        unnamed: true,
      }),
    };
  }

  function build(data) {
    const strips = [];
    const iterations = data.iterations;
    const requests = data.requests;
    if (iterations.begin_s.length > 0)
      strips.push(strip("Iterations per second", iterations, { key: "offered", name: "offered" }, { key: "done", name: "done" }, {}));
    if (requests.begin_s.length > 0) {
      const upper = requests.sent ? { key: "sent", name: "sent" } : { key: "ended", name: "ended" };
      const lowest = { unnamed: strips.length > 0, stacked: iterations.begin_s.length > 0 };
      strips.push(strip("Requests per second", requests, upper, { key: "good", name: "good responses" }, lowest));
    }
    if (iterations.begin_s.length > 0) strips.push(users(iterations));
    return strips.length > 0 ? strips : null;
  }

  rushhour.panel("load", 170, build);
}
