// What a reader did to the page and would miss: opened details, the place in a long table, the focus. All are kept by id, because a live
// page puts new sections in the place of old ones. Then what only script can give: the viewer's own time, and a button that copies.
{
  const opened = new Map(); // by id of the details
  const places = new Map(); // by id of the table: how far its frame was scrolled
  let focus = null; // a way to find again what had the focus

  const table_in = (frame) => frame.querySelector && frame.querySelector(":scope > table[id]");

  document.addEventListener("toggle", (event) => {
    if (event.target.id && event.target.isConnected) opened.set(event.target.id, event.target.open);
  }, true);

  document.addEventListener("scroll", (event) => {
    const table = event.target.classList && event.target.classList.contains("scroll") ? table_in(event.target) : null;
    if (table) places.set(table.id, [event.target.scrollLeft, event.target.scrollTop]);
  }, true);

  // "#steps-filter", or the heading of a table by number, or the summary of its details.
  function finder(element) {
    if (element.id) return () => document.getElementById(element.id);
    const head = element.closest("th");
    const table = element.closest("table[id]");
    if (head && table) return () => document.getElementById(table.id)?.tHead.rows[0].cells[head.cellIndex]?.querySelector("button");
    const details = element.closest("details[id]");
    return details ? () => document.getElementById(details.id)?.querySelector("summary") : null;
  }

  document.addEventListener("focusin", (event) => { focus = { element: event.target, again: finder(event.target) }; });

  function restore() {
    for (const [id, open] of opened) {
      const details = document.getElementById(id);
      if (details && details.open !== open) details.open = open;
    }
    for (const [id, [left, top]] of places) document.getElementById(id)?.parentElement.scrollTo(left, top);
    if (focus && focus.again && !focus.element.isConnected && document.activeElement === document.body)
      focus.again()?.focus({ preventScroll: true });
  }

  function show_local_time() {
    for (const time of document.querySelectorAll("time.start:not(.dressed)")) {
      time.classList.add("dressed");
      const at = new Date(time.dateTime);
      const words = document.createElement("span");
      words.className = "local";
      words.textContent = at.toLocaleString(undefined, { dateStyle: "medium", timeStyle: "medium" }) + " where you are";
      if (!Number.isNaN(at.getTime())) time.after(words);
    }
  }

  // Pages opened from disk may be refused the clipboard; the words are then selected, ready for the keys.
  async function copy(source, status) {
    try {
      await navigator.clipboard.writeText(source.textContent);
      status.textContent = "Copied.";
    } catch (error) {
      getSelection().selectAllChildren(source);
      status.textContent = "Selected: copy it with the keyboard.";
    }
  }

  function add_copy_buttons() {
    for (const source of document.querySelectorAll("code.copied:not(.dressed)")) {
      source.classList.add("dressed");
      const button = document.createElement("button");
      const status = document.createElement("span");
      button.type = "button";
      button.className = "plain";
      button.textContent = "Copy";
      button.addEventListener("click", () => copy(source, status));
      status.setAttribute("role", "status");
      source.after(" ", button, " ", status);
    }
  }

  rushhour.dress(show_local_time);
  rushhour.dress(add_copy_buttons);
  rushhour.dress(() => queueMicrotask(restore)); // when the others have put on the buttons that may have had the focus
}
