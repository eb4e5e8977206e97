// A percentile against the rate of ended requests, stretch by stretch, joined in the order of time.
{
  const { axis, colour, duration, font, instant, rate, tick_duration } = rushhour;

  function paint(u, data) {
    const ctx = u.ctx;
    const points = data.rate.map((value, i) => [u.valToPos(value, "x", true), u.valToPos(data.ns[i], "y", true)]);
    ctx.save();
    ctx.strokeStyle = colour("line-2");
    ctx.lineWidth = 1.25 * devicePixelRatio;
    ctx.beginPath();
    points.forEach(([x, y], i) => (i === 0 ? ctx.moveTo(x, y) : ctx.lineTo(x, y)));
    ctx.stroke();
    points.forEach(([x, y], i) => {
      ctx.beginPath();
      ctx.arc(x, y, 3.5 * devicePixelRatio, 0, 2 * Math.PI);
      ctx.fillStyle = colour(i === 0 ? "paper" : "line-3");
      ctx.fill();
      ctx.strokeStyle = colour("line-3");
      ctx.lineWidth = 1.5 * devicePixelRatio;
      ctx.stroke();
    });
    ctx.fillStyle = colour("soft");
    ctx.font = font(11);
    ctx.textBaseline = "bottom";
    const edge = u.bbox.left + u.bbox.width;
    for (const i of [0, points.length - 1]) {
      const text = (i === 0 ? "begin " : "end ") + instant(data.begin_s[i]);
      const left = points[i][0] + ctx.measureText(text).width + 8 * devicePixelRatio < edge;
      ctx.textAlign = left ? "left" : "right";
      ctx.strokeStyle = colour("paper");
      ctx.lineWidth = 3 * devicePixelRatio;
      ctx.strokeText(text, points[i][0] + (left ? 7 : -7) * devicePixelRatio, points[i][1] - 5 * devicePixelRatio);
      ctx.fillText(text, points[i][0] + (left ? 7 : -7) * devicePixelRatio, points[i][1] - 5 * devicePixelRatio);
    }
    ctx.restore();
  }

  function build(data) {
    if (data.rate.length === 0) return null;
    // uPlot wants its x to rise; the drawing keeps to the order of time.
    const order = data.rate.map((unused, i) => i).sort((a, b) => data.rate[a] - data.rate[b]);
    const most = Math.max(...data.rate);
    const slowest = Math.max(...data.ns);
    return {
      values: [order.map((i) => data.rate[i]), order.map((i) => data.ns[i])],
      labels: [""],
      readout: (u, index) => {
        const i = order[index];
        const when = instant(data.begin_s[i]) + " to " + instant(data.begin_s[i] + data.length_s[i]);
        return when + ": " + rate(data.rate[i]) + ", " + data.name + " " + duration(data.ns[i]);
      },
      options: {
        padding: [10, 24, 0, 0],
        series: [{ label: "rate" }, { label: data.name, paths: () => null, points: { show: false }, stroke: () => colour("line-3") }],
        scales: { x: { time: false, range: () => [0, most * 1.05] }, y: { range: () => [0, slowest * 1.1] } },
        axes: [
          axis({
            values: (u, splits) => splits.map((v) => +v.toFixed(3) + "/s"),
            size: 30,
            space: 64,
            label: "requests ended per second",
            labelSize: 22,
            labelFont: "12px system-ui, sans-serif",
          }),
          axis({ values: (u, splits) => splits.map(tick_duration), size: 58 }),
        ],
        hooks: { draw: [(u) => paint(u, data)] },
      },
    };
  }

  rushhour.panel("rate-and-latency", 320, build);
}
