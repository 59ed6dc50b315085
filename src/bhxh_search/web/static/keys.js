// Keys: / to the search box; on a page of results j and k go from one to the next, u goes back to them.

const RESULTS = ".card:not(.group) > h2 a, .card.group > h2 a, .card .parts h3 a";

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
    document.querySelector(".themes[open]")?.removeAttribute("open");
  } else if (Object.hasOwn(ACTIONS, event.key) && ACTIONS[event.key]()) event.preventDefault();
});
