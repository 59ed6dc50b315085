// Keys: / to the search box; on a page of results j and k go from one to the next, u goes back to them.

// Who speaks to the computer, or hits keys unawares, switches those off that are a single character: on the page of
// help, for all pages at once. matches.js looks here too whether they are.
const root = document.documentElement;
const choice = document.querySelector(".keys-choice input");

function readChoice() {
  try {
    root.dataset.keys = localStorage.getItem("keys") ?? "on";
  } catch {
    root.dataset.keys ??= "on"; // nothing may be kept here: what was chosen holds for this page
  }
  if (choice) choice.checked = root.dataset.keys === "on";
}
readChoice();
addEventListener("storage", readChoice); // chosen in another window
addEventListener("pageshow", readChoice); // chosen on another page, after which the browser shows this one again
choice?.addEventListener("change", () => {
  root.dataset.keys = choice.checked ? "on" : "off";
  try {
    localStorage.setItem("keys", root.dataset.keys);
  } catch {
    // as above
  }
});

const RESULTS = ".card > :is(h2, h3) a, .card .parts :is(h3, h4) a";

/** Whether a key is meant for what has the focus, or for the browser. */
function isTaken(event) {
  const target = event.target;
  const types = target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName);
  return types || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented;
}

function step(by) {
  const links = [...document.querySelectorAll(RESULTS)];
  if (!links.length) return false;
  const at = links.indexOf(document.activeElement);
  const next = at < 0 ? (by > 0 ? 0 : links.length - 1) : Math.min(Math.max(at + by, 0), links.length - 1);
  links[next].focus();
  links[next].scrollIntoView({ block: "nearest" });
  return true;
}

const ACTIONS = {
  "/": () => {
    const input = document.querySelector("#q");
    input?.focus();
    input?.select();
    return Boolean(input);
  },
  j: () => step(1),
  k: () => step(-1),
  u: () => {
    const back = document.querySelector(".back a");
    back?.click();
    return Boolean(back);
  },
};

addEventListener("keydown", (event) => {
  if (isTaken(event)) return;
  if (event.key === "Escape") {
    const menu = document.querySelector(".themes[open]");
    const isIn = menu?.contains(document.activeElement); // the focus would be lost with what has it
    menu?.removeAttribute("open");
    if (isIn) menu.querySelector("summary").focus();
  } else if (root.dataset.keys === "on" && Object.hasOwn(ACTIONS, event.key) && ACTIONS[event.key]()) event.preventDefault();
});
