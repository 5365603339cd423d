// Paper: the map gets the size it has on the page before it is printed, and what is folded opens.

export function setUpPrinting(map, refit) {
  let opened = [];
  window.addEventListener("beforeprint", () => {
    document.body.classList.add("is-printing");
    opened = [...document.querySelectorAll(".all-sources:not([open]), .breakdown:not([open])")];
    for (const details of opened) details.open = true;
    map.invalidateSize({ animate: false });
    refit();
  });
  window.addEventListener("afterprint", () => {
    document.body.classList.remove("is-printing");
    for (const details of opened) details.open = false;
    map.invalidateSize({ animate: false });
    refit();
  });
}
