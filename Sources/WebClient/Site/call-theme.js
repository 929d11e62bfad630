// @ts-check
/** Light, dark, or what the system says: remembered under "theme", applied before the first paint. */

/** @typedef {"system" | "light" | "dark"} Theme */

/** @type {Theme[]} */
const ORDER = ["system", "light", "dark"];

/** @returns {Theme} the remembered choice */
export function chosenTheme() {
  try {
    const theme = localStorage.getItem("theme");
    return theme === "light" || theme === "dark" ? theme : "system";
  } catch {
    return "system"; // Storage may be forbidden.
  }
}

/** @param {Theme} theme */
export function applyTheme(theme) {
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}

/**
 * Makes a button go through the themes.
 *
 * @param {HTMLElement} button with a `use` for its icon and a `.label`
 */
export function themeButton(button) {
  const show = () => {
    const theme = chosenTheme();
    applyTheme(theme);
    button.querySelector("use")?.setAttribute("href", `/call-icons.svg#${theme}`);
    const label = button.querySelector(".label");
    if (label) label.textContent = `Theme: ${theme}`;
    button.title = `Theme: ${theme}`;
  };
  button.addEventListener("click", () => {
    const next = ORDER[(ORDER.indexOf(chosenTheme()) + 1) % ORDER.length];
    try {
      if (next === "system") localStorage.removeItem("theme");
      else localStorage.setItem("theme", next);
    } catch {
      // Then it lasts as long as the page.
    }
    show();
  });
  addEventListener("storage", (event) => event.key === "theme" && show());
  show();
}

if (typeof document !== "undefined") applyTheme(chosenTheme());
