// Light or dark: as the person last chose, otherwise as the system says. Runs before the first paint.
"use strict";

(function () {
  const system = window.matchMedia("(prefers-color-scheme: dark)");

  function chosen() {
    try {
      return localStorage.getItem("appearance");
    } catch {
      return null; // storage may be switched off
    }
  }

  function show(appearance) {
    document.documentElement.dataset.appearance = appearance;
    document.dispatchEvent(new Event("appearance-changed"));
  }

  function follow() {
    show(chosen() ?? (system.matches ? "dark" : "light"));
  }

  system.addEventListener("change", follow);
  follow();

  document.addEventListener("DOMContentLoaded", () => {
    document.getElementById("appearance").addEventListener("click", () => {
      const other = document.documentElement.dataset.appearance === "dark" ? "light" : "dark";
      try {
        localStorage.setItem("appearance", other);
      } catch {
        // Then the choice lasts as long as the page.
      }
      show(other);
    });
  });
})();
