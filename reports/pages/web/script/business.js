// Orders per second beside the stretches in which latency was beyond its limit; payments on an axis of their own.
{
  const { axis, colour, instant, levels, line, mark_annotations, rate, shade_warmup, time_axis } = rushhour;

  function shade_slow(u, spans) {
    u.ctx.fillStyle = colour("gap");
    for (const [begin, end] of spans) {
      const left = Math.max(u.valToPos(begin, "x", true), u.bbox.left);
      const right = Math.min(u.valToPos(end, "x", true), u.bbox.left + u.bbox.width);
      if (right > left) u.ctx.fillRect(left, u.bbox.top, right - left, u.bbox.height);
    }
  }

  function build(data) {
    if (data.begin_s.length === 0) return null;
    const paths = levels(data.length_s, true);
    const paid = data.currency !== "" && data.revenue.some((v) => v > 0);
    const money = (v) => (v === null || v === undefined ? "–" : v.toFixed(2) + " " + data.currency + "/s");
    const series = [
      { label: "at", value: (u, v) => (v === null ? "–" : instant(v)) },
      line("placed", "line-3", 2.5, undefined, rate, { paths: paths }),
      line("delivered", "line-2", 2, [7, 3], rate, { paths: paths }),
      line("cancelled", "line-max", 2, [2, 3], rate, { paths: paths }),
    ];
    const values = [data.begin_s, data.placed, data.delivered, data.cancelled];
    const labels = ["placed", "delivered", "cancelled"];
    const axes = [time_axis(), axis({ values: (u, splits) => splits.map((v) => +v.toFixed(3) + "/s"), size: 58 })];
    const scales = {
      x: { time: false, range: () => [0, rushhour.page.end_s] },
      y: { range: (u, low, high) => [0, Math.max(high * 1.08, 1)] },
    };
    if (paid) {
      series.push(line("captured", "line-grey", 2, [4, 4], money, { paths: paths, scale: "money" }));
      values.push(data.revenue);
      labels.push("captured");
      scales.money = { range: (u, low, high) => [0, Math.max(high * 1.08, 1)] };
    }
    return {
      values: values,
      labels: labels,
      options: {
        series: series,
        scales: scales,
        axes: axes,
        hooks: { drawClear: [shade_warmup, (u) => shade_slow(u, data.slow), mark_annotations], draw: [] },
      },
    };
  }

  rushhour.panel("business", 260, build);
}
