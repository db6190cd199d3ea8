/* Drag a mentee onto another pair, or press “Swap with…” on two rows: both lead to the page that
   says what the swap costs. Without this file the page of each pair offers the same swap. */
"use strict";

(() => {
  let first = null;

  const handsOf = (node) => node.closest("tr, li")?.querySelector(".hands");

  const ask = (one, other) => {
    if (!one || !other || one === other) return;
    const { mentor, mentee, ask: address } = one.dataset;
    const query = new URLSearchParams({ mentor, mentee });
    query.set("with", `${other.dataset.mentor}-${other.dataset.mentee}`);
    location.assign(`${address}?${query}#answer`);
  };

  const mark = (hands, button) => {
    const marked = first;
    document.querySelectorAll("[data-swap]").forEach((one) => one.setAttribute("aria-pressed", "false"));
    first = null;
    if (marked === hands) return;
    if (marked && marked.isConnected) {
      ask(marked, hands);
      return;
    }
    first = hands;
    button.setAttribute("aria-pressed", "true");
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-swap]");
    if (button) mark(button.closest(".hands"), button);
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !first) return;
    first.querySelector("[data-swap]")?.setAttribute("aria-pressed", "false");
    first = null;
  });

  document.addEventListener("dragstart", (event) => {
    const hands = event.target.closest?.("[draggable='true'][data-drag]") && handsOf(event.target);
    if (!hands) return;
    first = hands;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", hands.dataset.name);
  });

  document.addEventListener("dragover", (event) => {
    const hands = first && event.target.closest && handsOf(event.target);
    if (!hands || hands === first) return;
    event.preventDefault();
    event.target.closest("tr, li").classList.add("drop");
  });

  const clear = (event) => event.target.closest?.("tr, li")?.classList.remove("drop");
  document.addEventListener("dragleave", clear);
  document.addEventListener("dragend", () => { first = null; });

  document.addEventListener("drop", (event) => {
    const hands = first && event.target.closest && handsOf(event.target);
    clear(event);
    if (!hands) return;
    event.preventDefault();
    const from = first;
    first = null;
    ask(from, hands);
  });

  // buttons and handles are there only where a script makes them work
  const equip = () => {
    document.querySelectorAll(".hands:not([data-ready])").forEach((hands) => {
      hands.dataset.ready = "";
      hands.querySelector("[data-swap]")?.removeAttribute("hidden");
      hands.closest("tr, li")?.querySelector("[data-drag]")?.setAttribute("draggable", "true");
    });
  };
  equip();
  document.addEventListener("htmx:afterSettle", equip);
})();
