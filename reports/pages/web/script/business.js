// Orders per second, and the payments below, beside the stretches in which latency was beyond its limit.
{
  const { axis, colour, levels, line, over_time, rate } = rushhour;
  // With room above for the names of stages and annotations, which the first strip has.
  const from_zero = (room) => ({ range: (u, low, high) => [0, Math.max(high * room, 1)] });

  function shade_slow(u, spans) {
    u.ctx.fillStyle = colour("gap");
    for (const [begin, end] of spans) {
      const left = Math.max(u.valToPos(begin, "x", true), u.bbox.left);
      const right = Math.min(u.valToPos(end, "x", true), u.bbox.left + u.bbox.width);
      if (right > left) u.ctx.fillRect(left, u.bbox.top, right - left, u.bbox.height);
    }
  }

  function strip(title, data, lines, more) {
    const paths = levels(data.length_s, true);
    const options = over_time(Object.assign({
      series: lines.map((one) => line(one.name, one.look, 2, one.dash, more.value, { paths: paths })),
      y: from_zero(more.unnamed ? 1.08 : 1.3),
    }, more));
    options.hooks.drawClear.unshift((u) => shade_slow(u, data.slow));
    return {
      title: title,
      holds: true,
      values: [data.begin_s].concat(lines.map((one) => data[one.key])),
      labels: lines.map((one) => one.name),
      options: options,
    };
  }

  function build(data) {
    if (data.begin_s.length === 0) return null;
    const paid = data.currency !== "" && data.revenue.some((v) => v > 0);
    const money = (v) => (v === null || v === undefined ? "–" : v.toFixed(2) + " " + data.currency + "/s");
    const orders = [
      { key: "placed", name: "placed", look: "line-3" },
      { key: "delivered", name: "delivered", look: "line-2", dash: [7, 3] },
      { key: "cancelled", name: "cancelled or rejected", look: "line-max", dash: [2, 3] },
    ];
    const per_second = axis({ values: (u, splits) => splits.map((v) => +v.toFixed(3) + "/s"), size: 58, space: 24 });
    const plain = axis({ values: (u, splits) => splits.map((v) => String(+v.toFixed(3))), size: 58, space: 24 });
    const strips = [strip("Orders per second", data, orders, { value: rate, y_axis: per_second, stacked: paid })];
    if (paid) {
      const captured = [{ key: "revenue", name: "captured", look: "line-4" }];
      const title = "Payments captured, " + data.currency + " per second";
      strips.push(strip(title, data, captured, { value: money, y_axis: plain, unnamed: true }));
    }
    return strips;
  }

  rushhour.panel("business", 150, build);
}
