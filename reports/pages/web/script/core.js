// What all drawers share: text, axes, marks, and when to draw. Everything on the page is there without script but the drawings. Nothing is
// fetched, and no text of the run is ever parsed as markup: labels are drawn or set as text.
"use strict";

(function () {
  const page = JSON.parse(document.getElementById("data").textContent);
  const narrow = 520; // below this width, labels beside the lines would leave no room for the lines
  const scriptless = typeof uPlot === "undefined";
  const charts = [];
  const dressers = [];

  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue("--" + name).trim();

  // ---- text ----

  // As reports/foundation/units.cpp writes durations.
  function duration(ns) {
    if (ns === null || ns === undefined) return "–";
    const three = (value, unit) => (value >= 99.95 ? value.toFixed(0) : value >= 9.995 ? value.toFixed(1) : value.toFixed(2)) + unit;
    if (ns < 999.5) return ns + "ns";
    if (ns < 999.5e3) return three(ns / 1e3, "us");
    if (ns < 999.5e6) return three(ns / 1e6, "ms");
    if (ns < 59.95e9) return three(ns / 1e9, "s");
    const s = Math.round(ns / 1e9);
    if (s < 3600) return Math.floor(s / 60) + "m" + (s % 60 ? String(s % 60).padStart(2, "0") + "s" : "");
    return Math.floor(s / 3600) + "h" + String(Math.floor((s % 3600) / 60)).padStart(2, "0") + "m";
  }

  // For axes: 1, 2 and 5 of a unit need no decimals.
  function tick_duration(ns) {
    const units = [[1e9, "s"], [1e6, "ms"], [1e3, "us"], [1, "ns"]];
    for (const [size, unit] of units) if (ns >= size) return +(ns / size).toPrecision(3) + unit;
    return ns + "ns";
  }

  function instant(s) {
    const whole = Math.floor(s);
    const two = (n) => String(n).padStart(2, "0");
    if (whole >= 3600) return Math.floor(whole / 3600) + ":" + two(Math.floor((whole % 3600) / 60)) + ":" + two(whole % 60);
    return Math.floor(whole / 60) + ":" + two(whole % 60);
  }

  function rate(value) {
    if (value === null || value === undefined) return "–";
    return (value >= 10000 ? Math.round(value).toLocaleString("en") : value.toFixed(1)) + "/s";
  }

  // x of the spectrum back to a percentile: 1000 is 99.9 %.
  const percent = (x) => +(100 * (1 - 1 / x)).toFixed(Math.max(0, Math.ceil(Math.log10(x)) - 1)) + " %";

  // ---- drawing ----

  // A value holds for the whole of its stretch, so it is drawn as one: a level line, joined to its neighbour if that follows at once.
  // Lines between midpoints would invent a slope, and a lone value between two gaps would not show at all. Unjoined
  // levels read as marks: for what jumps about, as a maximum does.
  function levels(lengths, joined) {
    return (u, series) => {
      const xs = u.data[0];
      const ys = u.data[series];
      const path = new Path2D();
      const scale = u.series[series].scale;
      let end = null;
      for (let i = 0; i < xs.length; i++) {
        if (ys[i] === null || ys[i] === undefined) { end = null; continue; }
        const left = u.valToPos(xs[i], "x", true);
        const right = u.valToPos(xs[i] + lengths[i], "x", true);
        const y = u.valToPos(ys[i], scale, true);
        if (joined && end !== null && left - end <= 1.5) path.lineTo(end, y);
        else path.moveTo(left, y);
        path.lineTo(right, y);
        end = right;
      }
      return { stroke: path, fill: null, clip: null, band: null, gaps: null, flags: 0 };
    };
  }

  function fill_between(u, lengths, upper, lower) {
    u.ctx.fillStyle = colour("gap");
    for (let i = 0; i < u.data[0].length; i++) {
      const high = u.data[upper][i];
      const low = u.data[lower][i];
      if (!(high > low)) continue;
      const left = u.valToPos(u.data[0][i], "x", true);
      const top = u.valToPos(high, "y", true);
      u.ctx.fillRect(left, top, u.valToPos(u.data[0][i] + lengths[i], "x", true) - left, u.valToPos(low, "y", true) - top);
    }
  }

  // What the target told of itself: a line where it began, a band as long as it lasted, its name where there is room.
  function mark_annotations(u) {
    const ctx = u.ctx;
    const edge = u.bbox.left + u.bbox.width;
    const inside = (s) => Math.min(Math.max(u.valToPos(s, "x", true), u.bbox.left), edge);
    let free = u.bbox.left;
    ctx.font = font(11);
    ctx.textAlign = "left";
    ctx.textBaseline = "top";
    for (const one of page.annotations) {
      const left = inside(one.begin_s);
      ctx.fillStyle = colour("mark");
      ctx.fillRect(left, u.bbox.top, inside(one.end_s === null ? page.end_s : one.end_s) - left, u.bbox.height);
      ctx.fillStyle = colour("warn");
      ctx.fillRect(left, u.bbox.top, devicePixelRatio, u.bbox.height);
      const width = ctx.measureText(one.label).width + 8 * devicePixelRatio;
      if (left < free || left + width > edge) continue;
      ctx.fillText(one.label, left + 4 * devicePixelRatio, u.bbox.top + 18 * devicePixelRatio);
      free = left + width;
    }
  }

  function shade_warmup(u) {
    if (!(page.warmup_s > 0)) return;
    const ctx = u.ctx;
    const right = u.valToPos(page.warmup_s, "x", true);
    ctx.fillStyle = colour("warm");
    ctx.fillRect(u.bbox.left, u.bbox.top, right - u.bbox.left, u.bbox.height);
    ctx.fillStyle = colour("soft");
    ctx.font = font(11);
    ctx.textAlign = "left";
    ctx.textBaseline = "top";
    if (right - u.bbox.left < 60 * devicePixelRatio) return;
    ctx.fillText("warm-up", u.bbox.left + 6 * devicePixelRatio, u.bbox.top + 4 * devicePixelRatio);
  }

  const font = (px) => px * devicePixelRatio + "px system-ui, sans-serif";

  // The name of each line beside its end, moved apart where two would overlap.
  function label_ends(u, labels) {
    const places = [];
    for (let s = 1; s < u.series.length; s++) {
      if (!u.series[s].show || !labels[s - 1]) continue;
      let last = u.data[s].length - 1;
      while (last >= 0 && (u.data[s][last] === null || u.data[s][last] === undefined)) last--;
      if (last < 0) continue;
      places.push({ y: u.valToPos(u.data[s][last], u.series[s].scale, true), text: labels[s - 1], colour: u.series[s].stroke() });
    }
    const gap = 14 * devicePixelRatio;
    places.sort((a, b) => a.y - b.y);
    for (let i = 1; i < places.length; i++) places[i].y = Math.max(places[i].y, places[i - 1].y + gap);
    const bottom = u.bbox.top + u.bbox.height;
    for (let i = places.length - 1; i >= 0; i--) places[i].y = Math.min(places[i].y, bottom - (places.length - 1 - i) * gap);
    u.ctx.font = font(12);
    u.ctx.textAlign = "left";
    u.ctx.textBaseline = "middle";
    const right = u.bbox.left + u.bbox.width;
    for (const place of places) {
      u.ctx.fillStyle = place.colour;
      u.ctx.fillRect(right + 4 * devicePixelRatio, place.y - devicePixelRatio, 10 * devicePixelRatio, 3 * devicePixelRatio);
      u.ctx.fillStyle = colour("ink"); // a line needs less contrast with the paper than letters do
      u.ctx.fillText(place.text, right + 18 * devicePixelRatio, place.y);
    }
  }

  // ---- axes ----

  // 1, 2, 5, 10, ... between two limits; whole decades only when there are many.
  function rungs(low, high) {
    const steps = Math.log10(high / low) > 3.5 ? [1] : [1, 2, 5];
    const out = [];
    for (let decade = Math.pow(10, Math.floor(Math.log10(low))); decade <= high; decade *= 10)
      for (const step of steps) {
        const value = +(decade * step).toPrecision(6);
        if (value >= low * 0.999 && value <= high * 1.001) out.push(value);
      }
    return out;
  }

  function log_range(u, low, high) {
    if (!(low > 0)) return [1e6, 1e9];
    const down = Math.pow(10, Math.floor(Math.log10(low)));
    const up = Math.pow(10, Math.floor(Math.log10(high)));
    const floor = [5, 2, 1].map((n) => n * down).find((v) => v <= low);
    const ceiling = [1, 2, 5, 10, 20].map((n) => +(n * up).toPrecision(6)).find((v) => v > high * 1.02);
    return [floor, ceiling];
  }

  function axis(more) {
    return Object.assign({
      stroke: () => colour("soft"),
      font: "12px system-ui, sans-serif",
      grid: { stroke: () => colour("line"), width: 1 },
      ticks: { stroke: () => colour("line"), width: 1, size: 5 },
    }, more);
  }

  const time_axis = () => axis({
    incrs: [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400],
    values: (u, splits) => splits.map(instant),
    space: 56,
    size: 30,
  });

  const log_axis = () => axis({
    splits: (u) => rungs(u.scales.y.min, u.scales.y.max),
    filter: (u, splits) => splits,
    values: (u, splits) => splits.map(tick_duration),
    size: 58,
  });

  function line(label, name, width, dash, value, more) {
    return Object.assign({
      label: label,
      stroke: () => colour(name),
      width: width,
      dash: dash,
      points: { show: false },
      value: (u, v) => value(v),
      spanGaps: false,
    }, more);
  }

  // ---- the charts ----

  /// A drawer says how the panel `id` is drawn: `build(data)` gives {values, labels, options} for uPlot, or null where there is too little,
  /// or {paint(place, width)} to draw by itself; `height` in CSS pixels.
  function panel(id, height, build) {
    charts.push({ id: id, height: height, build: build, plot: null });
  }

  /// `put_on()` gives what stands on the page what only script can: buttons that sort, a way to copy. Called for the page as it opens and
  /// whenever sections of it were replaced, so it leaves alone what is dressed already.
  function dress(put_on) { dressers.push(put_on); }

  function redraw(chart) {
    if (chart.plot !== null) chart.plot.destroy();
    chart.plot = null;
    const place = document.getElementById(chart.id + "-chart");
    if (place === null) return;
    place.replaceChildren();
    const width = Math.floor(place.clientWidth);
    const own = page.panels[chart.id];
    const built = width > 0 && !scriptless && own ? chart.build(own) : null;
    place.classList.toggle("none", built === null);
    if (built === null) {
      const words = document.createElement("p");
      words.className = "empty";
      words.textContent = scriptless ? "The charts could not be drawn." : "Too few samples to draw.";
      place.appendChild(words);
      return;
    }
    if (built.paint) {
      built.paint(place, width);
      return;
    }
    const labels = built.labels;
    const options = Object.assign({
      width: width,
      height: chart.height,
      padding: [10, width < narrow ? 12 : 118, 0, 0],
      cursor: { y: false, drag: { x: true, y: false } },
      legend: {
        markers: { width: 3, dash: (u, s) => (!u.series[s].dash ? "solid" : u.series[s].dash[0] < 4 ? "dotted" : "dashed") },
      },
    }, built.options);
    if (width >= narrow) options.hooks.draw.push((u) => label_ends(u, labels));
    chart.plot = new uPlot(options, built.values, place);
  }

  // Rarer percentiles are darker; lines of one colour differ in their dashes. The same percentile looks the same in every report.
  function look_of(percentile) {
    if (percentile >= 100) return ["line-max", 2, undefined];
    if (percentile <= 50) return ["line-1", 2, undefined];
    if (percentile < 99) return ["line-2", 2, percentile > 90 ? [2, 3] : [7, 3]];
    if (percentile === 99) return ["line-3", 2.5, undefined];
    return ["line-4", 2, percentile > 99.9 ? [2, 3] : [7, 3]];
  }

  // ---- when to draw ----

  // Canvases know nothing of style sheets: a new scheme, width or pixel ratio means drawing again.
  const all_again = () => charts.forEach(redraw);

  // Takes new data for the panels named in it; a live page calls it as the run goes on, after it has put new sections in place.
  function update(frame) {
    Object.assign(page, frame, { panels: Object.assign(page.panels, frame.panels) });
    dressers.forEach((put_on) => put_on());
    charts.forEach((chart) => { if (frame.panels[chart.id]) redraw(chart); });
  }

  let drawn_at = window.innerWidth;
  let waiting = 0;
  window.addEventListener("resize", () => {
    if (window.innerWidth === drawn_at) return;
    cancelAnimationFrame(waiting);
    waiting = requestAnimationFrame(() => { drawn_at = window.innerWidth; all_again(); });
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", all_again);
  document.addEventListener("DOMContentLoaded", all_again);

  window.rushhour = {
    page, panel, update, all_again, colour, duration, tick_duration, instant, rate, percent, levels,
    fill_between, mark_annotations, shade_warmup, font, axis, time_axis, log_axis, log_range, rungs, line,
    look_of,
  };
})();
