// How many requests took how long: bars on a log axis, the failed ones striped and on top.
{
  const { axis, colour, duration, log_axis } = rushhour;

  const low_end = (data, i) => Math.pow(10, (data.first + i) / data.bins_a_decade);

  function stripes(ctx) {
    const size = Math.round(6 * devicePixelRatio);
    const tile = document.createElement("canvas");
    tile.width = tile.height = size;
    const pen = tile.getContext("2d");
    pen.fillStyle = colour("paper");
    pen.fillRect(0, 0, size, size);
    pen.strokeStyle = colour("line-max");
    pen.lineWidth = size / 2;
    for (const shift of [-size, 0, size]) {
      pen.beginPath();
      pen.moveTo(shift - size / 2, size * 1.5);
      pen.lineTo(shift + size * 1.5, -size / 2);
      pen.stroke();
    }
    return ctx.createPattern(tile, "repeat");
  }

  function paint(u, data) {
    const ctx = u.ctx;
    const striped = stripes(ctx);
    const least = 2 * devicePixelRatio;
    data.good.forEach((good, i) => {
      const failed = data.failed[i];
      const left = Math.round(u.valToPos(low_end(data, i), "x", true));
      const width = Math.max(Math.round(u.valToPos(low_end(data, i + 1), "x", true)) - left - 1, 1);
      let bottom = u.bbox.top + u.bbox.height;
      for (const [count, fill] of [[good, colour("line-3")], [failed, striped]]) {
        if (count === 0) continue;
        const height = Math.max(Math.round(u.valToPos(0, "y", true) - u.valToPos(count, "y", true)), least);
        ctx.fillStyle = fill;
        ctx.fillRect(left, bottom - height, width, height);
        if (fill === striped) {
          ctx.strokeStyle = colour("line-max");
          ctx.lineWidth = devicePixelRatio;
          ctx.strokeRect(left + 0.5, bottom - height + 0.5, width - 1, Math.max(height - 1, 1));
        }
        bottom -= height;
      }
    });
  }

  function legend(place, data) {
    const row = document.createElement("p");
    row.className = "heat-legend";
    const sum = (counts) => counts.reduce((all, n) => all + n, 0);
    for (const [name, look, count] of [["good", "good-box", sum(data.good)], ["failed", "failed-box", sum(data.failed)]]) {
      const box = document.createElement("span");
      box.className = "box " + look;
      const item = document.createElement("span");
      item.className = "item";
      item.append(box, name + " " + count.toLocaleString("en"));
      row.append(item, " ");
    }
    place.appendChild(row);
  }

  function readout(u, index, data, all) {
    const i = Math.min(index, data.good.length - 1);
    const share = (100 * (data.good[i] + data.failed[i])) / all;
    const range = duration(Math.round(low_end(data, i))) + " to " + duration(Math.round(low_end(data, i + 1)));
    const counts = data.good[i].toLocaleString("en") + " good, " + data.failed[i].toLocaleString("en") + " failed";
    return range + ": " + counts + ", " + share.toPrecision(3) + " %";
  }

  function build(data) {
    const bins = data.good.length;
    if (bins === 0) return null;
    const sums = data.good.map((good, i) => good + data.failed[i]);
    const all = sums.reduce((sum, n) => sum + n, 0);
    const most = Math.max(...sums);
    // A single bin alone would be as wide as the page.
    const middle = (low_end(data, 0) * low_end(data, bins)) ** 0.5;
    const low = Math.min(low_end(data, 0), middle / 4);
    const high = Math.max(low_end(data, bins), middle * 4);
    const edges = Array.from({ length: bins + 1 }, (unused, i) => low_end(data, i));
    const hidden = { label: "requests", paths: () => null, points: { show: false }, stroke: () => colour("soft") };
    return {
      holds: true,
      values: [edges, sums.concat([0])],
      labels: [""],
      readout: (u, index) => readout(u, index, data, all),
      after: (place) => legend(place, data),
      options: {
        padding: [10, 24, 0, 0],
        series: [{ label: "from" }, hidden],
        scales: { x: { time: false, distr: 3, log: 10, range: () => [low, high] }, y: { range: () => [0, most * 1.05] } },
        axes: [
          Object.assign(log_axis("x"), { size: 30 }),
          axis({ values: (u, splits) => splits.map((n) => (Number.isInteger(n) ? n.toLocaleString("en") : "")), size: 58 }),
        ],
        cursor: { points: { show: false } },
        hooks: { drawAxes: [(u) => paint(u, data)], draw: [] },
      },
    };
  }

  rushhour.panel("distribution", 260, build);
}
