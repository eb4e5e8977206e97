// What happened in the run, marked on every chart over its time: warm-up, stages, and what the target told of itself.
{
  const { colour, font, page } = rushhour;

  // A name beside a line at `left`, in the row of that number from the top, if it has room; gives where the next one may begin.
  // It stands on a ground of its own, because what is drawn may lie behind it.
  function mark_label(u, text, left, row, free) {
    const gap = 4 * devicePixelRatio;
    const width = u.ctx.measureText(text).width + 2 * gap;
    if (left < free || left + width > u.bbox.left + u.bbox.width) return free;
    const top = u.bbox.top + (4 + 14 * row) * devicePixelRatio;
    u.ctx.strokeStyle = colour("paper");
    u.ctx.lineWidth = 3 * devicePixelRatio;
    u.ctx.lineJoin = "round";
    u.ctx.strokeText(text, left + gap, top);
    u.ctx.fillText(text, left + gap, top);
    return left + width;
  }

  function begin_labels(u) {
    u.ctx.font = font(11);
    u.ctx.textAlign = "left";
    u.ctx.textBaseline = "top";
    return u.bbox.left;
  }

  // On whole pixels: between two of them a rule would be wide and faint.
  const inside = (u, s) => Math.round(Math.min(Math.max(u.valToPos(s, "x", true), u.bbox.left), u.bbox.left + u.bbox.width));

  // What the run was told of itself is marked in three layers, so that nothing hides another: bands behind the grid, rules between the grid
  // and the lines, names in front of all. Bands: the warm-up, and what the target annotated, as long as it lasted.
  function shade(u) {
    const band = (name, begin, end) => {
      u.ctx.fillStyle = colour(name);
      u.ctx.fillRect(inside(u, begin), u.bbox.top, inside(u, end) - inside(u, begin), u.bbox.height);
    };
    for (const one of page.annotations) band("mark", one.begin_s, one.end_s === null ? page.end_s : one.end_s);
    band("warm", 0, page.warmup_s);
  }

  // Rules: where annotations begin, and, dashed, stages. Where bands are covered the warm-up's end is one too.
  function rule(u, covered) {
    const draw = (name, s) => {
      u.ctx.fillStyle = colour(name);
      u.ctx.fillRect(inside(u, s), u.bbox.top, devicePixelRatio, u.bbox.height);
    };
    for (const one of page.annotations) draw("warn", one.begin_s);
    if (covered && page.warmup_s > 0) draw("line-grey", page.warmup_s);
    u.ctx.fillStyle = colour("soft");
    for (const one of page.stages)
      for (let y = 0; y < u.bbox.height; y += 6 * devicePixelRatio)
        u.ctx.fillRect(inside(u, one.begin_s), u.bbox.top + y, devicePixelRatio, Math.min(3 * devicePixelRatio, u.bbox.height - y));
  }

  // Names, where there is room: annotations have a row, the warm-up and stages share one.
  function name(u) {
    let free = begin_labels(u);
    u.ctx.fillStyle = colour("warn");
    for (const one of page.annotations) free = mark_label(u, one.label, inside(u, one.begin_s), 1, free);
    free = u.bbox.left;
    u.ctx.fillStyle = colour("soft");
    if (inside(u, page.warmup_s) - u.bbox.left > 60 * devicePixelRatio) free = mark_label(u, "warm-up", u.bbox.left, 0, free);
    for (const one of page.stages) free = mark_label(u, one.label, inside(u, one.begin_s), 0, free);
  }

  rushhour.marks = { shade, rule, name };
}
