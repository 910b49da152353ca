// @ts-check
// What every page of a case may use: printing, and the eye led to what went wrong.

for (const button of document.querySelectorAll("[data-do=print]")) {
  button.removeAttribute("hidden");
  button.addEventListener("click", () => window.print());
}

const alert = document.querySelector(".faults");
if (alert instanceof HTMLElement) alert.focus();
