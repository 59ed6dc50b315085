// What all pages have: the theme, and a sign that the next page is on its way.

const root = document.documentElement;
root.classList.add("scripted");

// The theme: the server knows it from the cookie and draws the next pages in it; this one changes at once.
const MEDIA = { light: "not all", dark: "screen", auto: "screen and (prefers-color-scheme: dark)" };
const SCHEME = { light: "light", dark: "dark", auto: "light dark" };

for (const link of document.querySelectorAll("[data-theme-choice]")) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    const theme = link.dataset.themeChoice;
    document.cookie = `theme=${theme}; path=/; max-age=31536000; samesite=lax`;
    root.dataset.theme = theme;
    document.querySelector("#dark").media = MEDIA[theme];
    document.querySelector("meta[name=color-scheme]").content = SCHEME[theme];
    for (const other of document.querySelectorAll("[data-theme-choice]")) {
      if (other === link) other.setAttribute("aria-current", "true");
      else other.removeAttribute("aria-current");
    }
    const menu = link.closest("details");
    menu.open = false;
    menu.querySelector("summary").focus();
  });
}
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll(".themes[open]")) if (!menu.contains(event.target)) menu.open = false;
});

// A long table of contents shows the part that is read.
const contents = document.querySelector(".contents");
const here = contents?.querySelector("[aria-current=page]");
if (here && here.getBoundingClientRect().bottom > contents.getBoundingClientRect().bottom) {
  contents.scrollTop += here.getBoundingClientRect().top - contents.getBoundingClientRect().top - contents.clientHeight / 3;
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
