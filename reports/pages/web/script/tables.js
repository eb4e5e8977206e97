// Tables: sorted by their headings, filtered where they are long. What the reader chose is kept by the table's id, so that a live page may
// put a new table in the place of the old one.
{
  const orders = new Map(); // by id of the table: {column, descending}
  const needles = new Map();

  const rows_of = (table) => [...table.tBodies[0].rows];
  const is_total = (row) => row.classList.contains("total");

  function depth_of(row) {
    const found = /depth(\d)/.exec(row.cells[0].className);
    return found ? Number(found[1]) : 0;
  }

  // Each row with what stands below it.
  function tree_of(rows) {
    const root = { depth: -1, below: [] };
    const path = [root];
    for (const row of rows) {
      const node = { row: row, depth: depth_of(row), below: [] };
      while (path[path.length - 1].depth >= node.depth) path.pop();
      path[path.length - 1].below.push(node);
      path.push(node);
    }
    return root;
  }

  // The exact figure where there is one, nothing for a dash, else the words.
  function key_of(row, column) {
    const cell = row.cells[column];
    if (!cell) return null;
    const text = cell.textContent.trim();
    if (cell.dataset.value !== undefined) return Number(cell.dataset.value);
    if (text === "" || text === "-" || text === "–") return null;
    const number = Number(text.replace(/,/g, "").replace(/( %|\/s)$/, ""));
    return Number.isNaN(number) ? text : number;
  }

  // What has no figure comes last, whichever way the rest runs.
  function compare(a, b, order) {
    const [left, right] = [key_of(a.row, order.column), key_of(b.row, order.column)];
    if (left === null || right === null) return (left === null) - (right === null);
    const both = typeof left === "number" && typeof right === "number";
    const difference = both ? left - right : String(left).localeCompare(String(right), "en", { numeric: true });
    return order.descending ? -difference : difference;
  }

  function flatten(node, order, out) {
    if (order) node.below.sort((a, b) => compare(a, b, order));
    for (const child of node.below) {
      out.push(child.row);
      flatten(child, order, out);
    }
    return out;
  }

  function sort(table) {
    const order = orders.get(table.id);
    const rows = table.plan_order;
    const totals = rows.filter(is_total);
    table.tBodies[0].append(...flatten(tree_of(rows.filter((row) => !is_total(row))), order, []), ...totals);
    [...table.tHead.rows[0].cells].forEach((head, i) => {
      const way = !order || order.column !== i ? "none" : order.descending ? "descending" : "ascending";
      head.setAttribute("aria-sort", way);
    });
  }

  // Once the largest first, then the smallest, then the order of the page again; names the other way round.
  function next_order(table, column) {
    const before = orders.get(table.id);
    const first = column > 0;
    if (!before || before.column !== column) orders.set(table.id, { column: column, descending: first });
    else if (before.descending === first) orders.set(table.id, { column: column, descending: !first });
    else orders.delete(table.id);
    sort(table);
  }

  function add_buttons(table) {
    [...table.tHead.rows[0].cells].forEach((head, i) => {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      button.addEventListener("click", () => next_order(table, i));
      head.append(button);
    });
  }

  // A row stays if it, a row above it or one below it has the word in its heading.
  function mark(node, needle, above) {
    const own = above || (node.row && node.row.cells[0].textContent.toLowerCase().includes(needle));
    let below = false;
    for (const child of node.below) below = mark(child, needle, own) || below;
    if (node.row) node.row.hidden = !own && !below;
    return own || below;
  }

  function filter(table, words) {
    const needle = (needles.get(table.id) || "").trim().toLowerCase();
    const rows = rows_of(table).filter((row) => !is_total(row));
    mark(tree_of(rows), needle, needle === "");
    const left = rows.filter((row) => !row.hidden).length;
    words.textContent = needle === "" ? "" : left + " of " + rows.length + " rows";
  }

  function add_filter(table) {
    const line = document.createElement("p");
    const label = document.createElement("label");
    const box = document.createElement("input");
    const words = document.createElement("span");
    line.className = "filter";
    box.type = "search";
    box.id = table.id + "-filter";
    box.value = needles.get(table.id) || "";
    box.addEventListener("input", () => { needles.set(table.id, box.value); filter(table, words); });
    label.append("Only rows with ", box);
    words.setAttribute("role", "status");
    line.append(label, " ", words);
    table.parentElement.before(line);
    filter(table, words);
  }

  rushhour.dress(() => {
    for (const table of document.querySelectorAll("table.sortable:not(.dressed)")) {
      table.classList.add("dressed");
      table.plan_order = rows_of(table);
      if (table.plan_order.length < 2) continue;
      add_buttons(table);
      sort(table);
      if (table.parentElement.classList.contains("long")) add_filter(table);
    }
  });
}
