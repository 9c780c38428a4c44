// Runs before the first paint, so that a dark page never flashes white. A file, because inline scripts are refused.
(function () {
  var chosen = null;
  try {
    chosen = window.localStorage.getItem("touchstone-color-scheme");
  } catch {
    // Storage may be blocked: then the system's preference decides.
  }
  var dark = chosen === "dark" || (chosen !== "light" && window.matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.setAttribute("data-mantine-color-scheme", dark ? "dark" : "light");
  // So that a page from right to left never jumps. The languages are those of src/lib/language.ts.
  try {
    if (window.localStorage.getItem("touchstone-language") === "ar") {
      document.documentElement.lang = "ar";
      document.documentElement.dir = "rtl";
    }
  } catch {
    // English, then.
  }
})();
