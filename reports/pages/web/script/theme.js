// The switch between light and dark. Without a choice the page follows the system's preference; with forced colours it always does, for
// drawings of the other scheme would not show on the system's ground.
{
  const root = document.documentElement;
  const key = "rushhour-theme";
  const system = matchMedia("(prefers-color-scheme: dark)");
  const button = document.getElementById("theme");
  const forced = matchMedia("(forced-colors: active)");
  const dark = () => (root.dataset.theme ? root.dataset.theme === "dark" : system.matches);

  // A page opened from disk may have no storage; the choice then lasts as long as the page.
  function stored(value) {
    try {
      if (value === undefined) return localStorage.getItem(key);
      localStorage.setItem(key, value);
    } catch (error) { /* see above */ }
    return null;
  }

  function show() {
    button.textContent = dark() ? "Light" : "Dark";
    button.hidden = forced.matches;
  }

  function choose() {
    const chosen = forced.matches ? null : stored();
    if (chosen === "light" || chosen === "dark") root.dataset.theme = chosen;
    else delete root.dataset.theme;
    show();
  }

  button.addEventListener("click", () => {
    root.dataset.theme = dark() ? "light" : "dark";
    stored(root.dataset.theme);
    show();
    rushhour.all_again();
  });
  system.addEventListener("change", show);
  forced.addEventListener("change", () => { choose(); rushhour.all_again(); });
  choose();
}
