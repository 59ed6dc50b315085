// What all pages have: the theme, and a sign that the next page is on its way.

const root = document.documentElement;
root.classList.add("scripted");

// The theme: the server knows it from the cookie and draws the next pages in it; this one changes at once.
const MEDIA = { light: "not all", dark: "screen", auto: "screen and (prefers-color-scheme: dark)" };
const SCHEME = { light: "light", dark: "dark", auto: "light dark" };

function wear(theme) {
  root.dataset.theme = theme;
  document.querySelector("#dark").media = MEDIA[theme];
  document.querySelector("meta[name=color-scheme]").content = SCHEME[theme];
  for (const link of document.querySelectorAll("[data-theme-choice]")) {
    if (link.dataset.themeChoice === theme) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
}
for (const link of document.querySelectorAll("[data-theme-choice]")) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    document.cookie = `theme=${link.dataset.themeChoice}; path=/; max-age=31536000; samesite=lax`;
    wear(link.dataset.themeChoice);
    const menu = link.closest("details");
    menu.open = false;
    menu.querySelector("summary").focus();
  });
}
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll(".themes[open]")) if (!menu.contains(event.target)) menu.open = false;
});

// A browser may keep a page as it was left, and show that to who comes back: it is made what its address and the
// cookie say. suggest.js does the same for what it remembers.
addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  for (const input of document.querySelectorAll("input[name=q]")) input.value = input.defaultValue;
  const theme = document.cookie.match(/(?:^|; )theme=(light|dark|auto)(?:;|$)/)?.[1];
  if (theme) wear(theme);
});

// The other language begins where this one is read.
function keepPlace() {
  for (const link of document.querySelectorAll("a[hreflang]")) if (link.hash !== location.hash) link.hash = location.hash;
}
keepPlace();
addEventListener("hashchange", keepPlace);

// A long table of contents shows the part that is read.
const contents = document.querySelector(".contents");
const here = contents?.querySelector("[aria-current=page]");
if (here && here.getBoundingClientRect().bottom > contents.getBoundingClientRect().bottom) {
  contents.scrollTop += here.getBoundingClientRect().top - contents.getBoundingClientRect().top - contents.clientHeight / 3;
}

// A long title is scrolled by keyboard too, where it does not fit.
const long = document.querySelector("h1.long");
if (long) {
  new ResizeObserver(() => {
    if (long.scrollHeight > long.clientHeight + 1) long.tabIndex = 0;
    else long.removeAttribute("tabindex");
  }).observe(long);
}

// Loading: shown only where it takes long enough to be noticed, and not for ever: no page is told that its reader
// stopped the next one.
const LONGEST = 10_000; // ms
const progress = document.querySelector(".progress");
let timer = 0;

function leaving() {
  clearTimeout(timer);
  timer = setTimeout(() => {
    progress.hidden = false;
    progress.textContent = progress.dataset.text;
    document.querySelector("main").setAttribute("aria-busy", "true");
    timer = setTimeout(stayed, LONGEST);
  }, 150);
}
function stayed() {
  clearTimeout(timer);
  progress.hidden = true;
  progress.textContent = "";
  document.querySelector("main").removeAttribute("aria-busy");
}
addEventListener("submit", (event) => event.defaultPrevented || leaving());
addEventListener("click", (event) => {
  const link = event.target.closest?.("a[href]");
  const same = link && link.origin === location.origin && (link.pathname !== location.pathname || link.search !== location.search);
  if (same && !event.defaultPrevented && !event.ctrlKey && !event.metaKey && !event.shiftKey && event.button === 0) leaving();
});
addEventListener("keydown", (event) => event.key === "Escape" && stayed(), { capture: true }); // the box keeps it
addEventListener("pageshow", stayed);
addEventListener("pagehide", stayed);
