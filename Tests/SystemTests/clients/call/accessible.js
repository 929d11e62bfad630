// The body of a function: what is wrong with labels, names, references and contrast.
const problems = [];
const shown = { visibilityProperty: true, opacityProperty: true };
const visible = (element) => element.checkVisibility(shown);
const named = (element) => element.getAttribute("aria-label")?.trim() || element.labels?.length
  || (element.getAttribute("aria-labelledby") ?? "").split(" ").some((id) => id
    && document.getElementById(id)?.textContent.trim()) || element.textContent.trim();
for (const field of document.querySelectorAll("input, select, textarea")) {
  const label = field.labels?.[0]?.textContent.trim() || field.getAttribute("aria-label")
    || document.getElementById(field.getAttribute("aria-labelledby"))?.textContent.trim();
  if (!label && visible(field)) problems.push(`no label: #${field.id}`);
}
for (const button of document.querySelectorAll("button, a[href], summary")) {
  if (!named(button) && visible(button)) problems.push(`no name: #${button.id}`);
}
for (const image of document.images) if (!image.hasAttribute("alt")) problems.push(`no alt: ${image.src}`);
for (const video of document.querySelectorAll("video")) {
  if (!video.getAttribute("aria-label") && visible(video)) problems.push("video without a name");
}
const ids = [...document.querySelectorAll("[id]")].map(({ id }) => id);
for (const id of ids) if (ids.indexOf(id) !== ids.lastIndexOf(id)) problems.push(`twice: #${id}`);
const references = ["aria-controls", "aria-labelledby", "aria-describedby", "for"];
for (const element of document.querySelectorAll(references.map((name) => `[${name}]`).join())) {
  for (const name of references) {
    for (const id of (element.getAttribute(name) ?? "").split(" ").filter(Boolean)) {
      if (!document.getElementById(id)) problems.push(`${name} names no element: ${id}`);
    }
  }
}

const canvas = Object.assign(document.createElement("canvas"), { width: 1, height: 1 });
const brush = canvas.getContext("2d", { willReadFrequently: true });
const known = new Map();
const rgba = (colour) => {
  if (!known.has(colour)) known.set(colour, measure(colour));
  return known.get(colour);
};
const measure = (colour) => {
  brush.clearRect(0, 0, 1, 1);
  brush.fillStyle = colour;
  brush.fillRect(0, 0, 1, 1);
  const [r, g, b, a] = brush.getImageData(0, 0, 1, 1).data;
  return [r, g, b, a / 255];
};
const over = ([r, g, b, a], below) => [r, g, b].map((value, index) => value * a + below[index] * (1 - a));
const background = (element) => {
  if (!element) return [255, 255, 255];
  const colour = rgba(getComputedStyle(element).backgroundColor);
  return colour[3] === 1 ? colour.slice(0, 3) : over(colour, background(element.parentElement));
};
const luminance = (colour) => {
  // WCAG 2.2, "relative luminance".
  const linear = (value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
  const [r, g, b] = colour.map((value) => linear(value / 255));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
let texts = 0;
const look = (element, colour, what) => {
  const below = background(element);
  const [high, low] = [luminance(over(colour, below)), luminance(below)].sort((a, b) => b - a);
  const ratio = (high + 0.05) / (low + 0.05);
  texts += 1;
  if (ratio < 4.5) problems.push(`contrast ${ratio.toFixed(2)}: ${what}`);
};
for (const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT); walker.nextNode();) {
  const { parentElement, data } = walker.currentNode;
  // Clipped text is for screen readers, disabled controls are exempt (WCAG 1.4.3).
  const clipped = parentElement.closest(".visually-hidden, .skip, :disabled");
  if (!data.trim() || clipped || !visible(parentElement) || parentElement.matches("option")) continue;
  look(parentElement, rgba(getComputedStyle(parentElement).color), data.trim().slice(0, 40));
}
for (const field of document.querySelectorAll("input, textarea")) {
  if (field.placeholder && visible(field)) {
    look(field, rgba(getComputedStyle(field, "::placeholder").color), `placeholder of #${field.id}`);
  }
}
return { problems: [...new Set(problems)], texts };
