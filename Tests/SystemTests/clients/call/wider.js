// The body of a function: what stands out of the window, or scrolls sideways.
const edge = document.documentElement.clientWidth;
const out = [...document.querySelectorAll("main *, header *")].filter((element) =>
  element.checkVisibility() && !element.closest(".visually-hidden, .label, svg, option")
  && element.getBoundingClientRect().right > edge + 0.5);
const scrolls = ["html", "body", "main"].filter((name) => {
  const element = document.querySelector(name);
  return element.scrollWidth > element.clientWidth;
});
return [...out.map((element) => element.outerHTML.slice(0, 80)), ...scrolls];
