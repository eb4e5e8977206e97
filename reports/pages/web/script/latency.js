// Percentiles over time, and the limits that thresholds set them.
{
  const { colour, duration, font, levels, line, log_axis, log_range, look_of, over_time, page } = rushhour;

  // Where the labels' feet stand: just above their lines, but above the label below where that is too near; all within the drawing.
  function labels_below(u, limits) {
    const gap = 12 * devicePixelRatio;
    const places = limits.map((limit) => ({ limit: limit, y: u.valToPos(limit.ns, "y", true) - 2 * devicePixelRatio }));
    places.sort((a, b) => b.y - a.y);
    for (let i = 1; i < places.length; i++) places[i].y = Math.min(places[i].y, places[i - 1].y - gap);
    for (let i = places.length - 1; i >= 0; i--)
      places[i].y = Math.max(places[i].y, u.bbox.top + (places.length - i) * gap);
    return places;
  }

  // Marks have their names at the top of the drawing, annotations in a second row: the lines and their limits keep below.
  function room_for_marks(low, high) {
    const rows = page.annotations.length > 0 ? 2 : page.stages.length > 0 || page.warmup_s > 0 ? 1 : 0;
    return high * Math.pow(high / low, 0.055 * rows);
  }

  function draw_limits(u, limits) {
    u.ctx.save();
    u.ctx.strokeStyle = u.ctx.fillStyle = colour("bad");
    u.ctx.lineWidth = 1.5 * devicePixelRatio;
    u.ctx.setLineDash([10 * devicePixelRatio, 4 * devicePixelRatio, 2 * devicePixelRatio, 4 * devicePixelRatio]);
    u.ctx.font = font(11);
    u.ctx.textAlign = "right";
    u.ctx.textBaseline = "bottom";
    const right = u.bbox.left + u.bbox.width;
    const below = labels_below(u, limits);
    for (const limit of limits) {
      const y = u.valToPos(limit.ns, "y", true);
      u.ctx.beginPath();
      u.ctx.moveTo(u.bbox.left, y);
      u.ctx.lineTo(right, y);
      u.ctx.stroke();
    }
    for (const { limit, y } of below) {
      u.ctx.save();
      u.ctx.setLineDash([]);
      u.ctx.strokeStyle = colour("paper");
      u.ctx.lineWidth = 3 * devicePixelRatio;
      u.ctx.lineJoin = "round";
      u.ctx.strokeText(limit.label, right - 4 * devicePixelRatio, y);
      u.ctx.restore();
      u.ctx.fillText(limit.label, right - 4 * devicePixelRatio, y);
    }
    u.ctx.restore();
  }

  function build(l) {
    if (l.begin_s.length === 0 || l.lines.length === 0) return null;
    const base = Math.min.apply(null, l.lines.map((one) => one.window_s));
    const series = [];
    const lines = l.lines.filter((one) => one.ns.some((v) => v !== null));
    if (lines.length === 0) return null;
    lines.forEach((one) => {
      const look = look_of(one.percentile);
      const name = one.window_s > base ? one.name + " per " + duration(one.window_s * 1e9).replace(/\.0+/, "") : one.name;
      series.push(line(name, look[0], look[1], look[2], duration, { paths: levels(l.length_s, one.percentile < 100) }));
    });
    const limits = l.limits.map((limit) => limit.ns);
    const range = (u, low, high) => {
      const [floor, ceiling] = [Math.min(low, ...limits), Math.max(high, ...limits)];
      return log_range(u, floor, room_for_marks(floor, ceiling));
    };
    const options = over_time({ series: series, y: { distr: 3, log: 10, range: range }, y_axis: log_axis() });
    options.hooks.draw.push((u) => draw_limits(u, l.limits));
    return {
      holds: true,
      values: [l.begin_s].concat(lines.map((one) => one.ns.map((v) => (v === null ? null : Math.max(v, 1))))),
      labels: series.map((one) => one.label),
      options: options,
    };
  }

  rushhour.panel("latency", 340, build);
}
