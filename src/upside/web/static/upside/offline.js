/* Without a network a phone keeps three things of a session and nothing else: that you met, what
   passed, the next date. They are sent once when the network is back, and gone at sign-out. */
"use strict";

(() => {
  const KEY = "upside.drafts";
  const FIELDS = {
    held: ["answer"],
    exchange: ["to_mentee", "to_mentor", "other_to_mentee", "other_to_mentor", "shown"],
    date: ["starts"],
  };
  const ORDER = Object.keys(FIELDS);
  const NOT_NOW = [401, 403]; // signed out meanwhile: it waits for the same person
  const me = document.body.dataset.person || "";

  const read = () => {
    try {
      const found = JSON.parse(localStorage.getItem(KEY) || "[]");
      return Array.isArray(found) ? found : [];
    } catch {
      return [];
    }
  };

  const write = (drafts) => {
    try {
      if (drafts.length) localStorage.setItem(KEY, JSON.stringify(drafts));
      else localStorage.removeItem(KEY);
      return true;
    } catch {
      return false; // no room, or storage is switched off
    }
  };

  const say = (what, sentence = "") => {
    const box = document.getElementById("draft");
    if (!box) return;
    box.hidden = false;
    box.querySelectorAll("[data-say]").forEach((line) => { line.hidden = line.dataset.say !== what; });
    box.querySelectorAll("[data-sentence]").forEach((line) => { line.textContent = sentence; });
  };

  const unfold = () => {
    const more = document.getElementById("offline");
    if (!more) return;
    more.after(more.content.cloneNode(true));
    more.remove();
  };

  const keep = (form, button) => {
    const kind = form.dataset.draft;
    const given = [...new FormData(form, button)].filter(([name]) => FIELDS[kind].includes(name));
    if (kind === "held" && !given.some(([, value]) => value === "held")) return say("needed");
    const draft = { kind, of: form.dataset.draftOf, who: me, path: new URL(form.action).pathname, given };
    const others = read().filter((one) => one.kind !== kind || one.of !== draft.of);
    const kept = write([...others, draft].sort((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind)));
    say(kept ? "kept" : "needed");
    if (kept && kind === "held") unfold();
  };

  // before htmx sees it, and before the browser shows a page of its own
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.action.endsWith("/sign-out/")) write([]);
    if (!me || navigator.onLine || !(form.dataset.draft in FIELDS)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    keep(form, event.submitter);
  }, true);

  const post = async (draft) => {
    const token = JSON.parse(document.body.getAttribute("hx-headers") || "{}")["X-CSRFToken"] || "";
    const answer = await fetch(draft.path, {
      method: "POST",
      headers: { "X-CSRFToken": token },
      body: new URLSearchParams(draft.given),
    });
    const isLater = answer.status >= 500 || NOT_NOW.includes(answer.status);
    if (isLater || answer.url.includes("/sign-in")) return null;
    if (answer.ok) return "";
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const said = page.querySelector("main [role=alert], main .error");
    return (said && said.textContent.trim()) || String(answer.status);
  };

  const sendAll = async () => {
    let sent = 0;
    let refused = "";
    const lost = new Set();
    for (const draft of read().filter((one) => one.who === me)) {
      if (lost.has(draft.of) && draft.kind === "exchange") {
        write(read().filter((one) => one.kind !== draft.kind || one.of !== draft.of));
        continue;
      }
      let said;
      try {
        said = await post(draft);
      } catch {
        return; // no network after all: everything waits
      }
      if (said === null) return;
      write(read().filter((one) => one.kind !== draft.kind || one.of !== draft.of));
      if (said) {
        refused = refused || said;
        if (draft.kind === "held") lost.add(draft.of);
      } else sent += 1;
    }
    if (refused) say("refused", refused);
    else if (sent) location.reload();
  };

  const send = () => {
    if (!me || !navigator.onLine) return;
    const others = read().filter((one) => one.who === me);
    write(others); // what somebody else left on this device goes
    if (!others.length) return;
    if (navigator.locks) navigator.locks.request(KEY, sendAll); // one tab at a time
    else sendAll();
  };

  window.addEventListener("online", send);
  send();
})();
