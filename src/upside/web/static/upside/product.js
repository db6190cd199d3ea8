/* A second click on a button that was pressed does nothing. Pages work without this file. */
"use strict";

(() => {
  const WAIT = 8000; // a form may answer with a file: then the page stays, and so must the button

  const free = (button) => {
    button.disabled = false;
    button.removeAttribute("aria-busy");
  };

  document.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (!button || event.defaultPrevented) return;
    setTimeout(() => { // after the browser has read the form, or the button's own value is lost
      button.disabled = true;
      button.setAttribute("aria-busy", "true");
    });
    setTimeout(() => free(button), WAIT);
  });

  window.addEventListener("pageshow", (event) => {
    if (event.persisted) document.querySelectorAll("button[aria-busy]").forEach(free);
  });
})();

// on a narrow window the page that is open may be out of sight among the tabs
document.querySelectorAll(".section-tabs [aria-current]").forEach((tab) => {
  const tabs = tab.parentElement;
  tabs.scrollLeft = tab.offsetLeft - (tabs.clientWidth - tab.offsetWidth) / 2;
});

// slider and number of one weight follow each other, before htmx reads the form; a number that
// cannot be is said at once, and nothing follows it
document.addEventListener("input", (event) => {
  const knob = event.target;
  if (knob.closest && knob.closest("#knobs") && !knob.checkValidity()) knob.reportValidity();
  const twin = knob.dataset && document.getElementById(knob.dataset.twin);
  if (twin && knob.value !== "" && knob.checkValidity()) twin.value = knob.value;
}, true);
