// The generator's own health: a small chart for each thing it tells of itself, all over the same time, with its limit dashed.
{
  const { axis, colour, duration, levels, line, over_time, tick_duration } = rushhour;
  const height = 150;
  const gap = 16;
  const least = 300; // narrower, and two beside each other could not be read
  const looks = [["line-3", 2, undefined], ["line-max", 2, [4, 3]], ["line-grey", 2, [2, 3]], ["line-2", 2, [8, 3]]];
  const sizes = [[1e12, "TB"], [1e9, "GB"], [1e6, "MB"], [1e3, "kB"]];

  function amount(unit, value) {
    if (value === null || value === undefined) return "–";
    if (unit === "share") return +(100 * value).toPrecision(3) + " %";
    if (unit === "ns") return duration(value);
    if (unit !== "bytes") return (+value.toPrecision(4)).toLocaleString("en");
    for (const [size, name] of sizes) if (value >= size) return +(value / size).toPrecision(3) + " " + name;
    return value + " B";
  }

  // Of what is counted only whole numbers have a place on the axis.
  function rung(unit, value) {
    if (unit === "ns") return tick_duration(value);
    return unit === "" && !Number.isInteger(value) ? "" : amount(unit, value);
  }

  // A limit far above all there is would flatten the line; it is then said in words only.
  function in_sight(one) {
    const most = Math.max(...one.series.flatMap((series) => series.values.map((value) => value ?? 0)));
    return one.limit !== null && one.limit <= 4 * most;
  }

  function draw_limit(one) {
    return (u) => {
      if (!in_sight(one)) return;
      const y = u.valToPos(one.limit, "y", true);
      u.ctx.save();
      u.ctx.strokeStyle = colour("bad");
      u.ctx.lineWidth = devicePixelRatio;
      u.ctx.setLineDash([6 * devicePixelRatio, 4 * devicePixelRatio]);
      u.ctx.beginPath();
      u.ctx.moveTo(u.bbox.left, y);
      u.ctx.lineTo(u.bbox.left + u.bbox.width, y);
      u.ctx.stroke();
      u.ctx.restore();
    };
  }

  function small_chart(one, width) {
    const paths = levels(one.length_s, true);
    const series = one.series.map((s, i) => {
      const [name, wide, dash] = looks[i % looks.length];
      const label = s.name === one.title ? one.title : one.title + ", " + s.name;
      return line(label, name, wide, dash, (v) => amount(one.unit, v), { paths: paths });
    });
    const top = (u, low, high) => [0, Math.max(high || 0, in_sight(one) ? one.limit : 0) * 1.1 || 1];
    return {
      holds: true,
      height: height,
      values: [one.begin_s, ...one.series.map((s) => s.values)],
      labels: [],
      options: Object.assign(over_time({
        series: series,
        y: { range: top },
        y_axis: axis({ values: (u, splits) => splits.map((v) => rung(one.unit, v)), size: 62, space: 36 }),
        draw_axes: [draw_limit(one)],
        unnamed: true,
      }), { width: width, padding: [8, 8, 0, 0], title: one.title + (one.limit === null ? "" : ", limit " + rung(one.unit, one.limit)) }),
    };
  }

  function build(data, width) {
    const lines = data.lines.filter((one) => one.begin_s.length > 1);
    if (lines.length === 0) return null;
    const beside = Math.max(1, Math.floor((width + gap) / (least + gap)));
    const each = Math.floor((width - gap * (beside - 1)) / beside);
    return lines.map((one) => small_chart(one, each));
  }

  rushhour.panel("generator", height, build);
}
