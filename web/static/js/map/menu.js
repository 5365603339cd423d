// A small menu at a point of the map: from here, to here, via, what is near.

import { el } from "../dom.js";

export function openMenu(map, at, actions, title) {
  const popup = L.popup({ className: "map-menu", closeButton: false, minWidth: 170, autoPanPadding: [20, 20] });
  const done = (act) => () => {
    map.closePopup(popup);
    act();
  };
  const list = el("div", { role: "menu", "aria-label": title },
    el("p", { class: "menu-title", text: title }),
    ...actions.map(([text, act]) => el("button", { type: "button", role: "menuitem", text, onclick: done(act) })));
  list.addEventListener("keydown", (event) => {
    const items = [...list.querySelectorAll("button")];
    const here = items.indexOf(document.activeElement);
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      event.stopPropagation();
      items[(here + (event.key === "ArrowDown" ? 1 : -1) + items.length) % items.length].focus();
    } else if (event.key === "Escape") {
      map.closePopup(popup);
      map.getContainer().focus();
    }
  });
  popup.setLatLng(at).setContent(list).openOn(map);
  list.querySelector("button").focus();
}
