/** The panel of one coding. Its forms are htmx's; this module opens, closes and keeps the focus. */

const HEADERS = { "HX-Request": "true", "X-Requested-By": "queue" };

export class Details {
  constructor(desk, element) {
    this.desk = desk;
    this.element = element;
    this.uid = null;
    element?.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || event.defaultPrevented) return;
      event.preventDefault();
      this.close();
    });
    element?.addEventListener("click", (event) => event.target.closest("[data-close-details]") && this.close());
    document.body.addEventListener("coding-changed", () => desk.look());
  }

  get isOpen() {
    return Boolean(this.element) && !this.element.hidden;
  }

  /** Show a coding; `field` is "memo" to land in the memo, else the panel itself takes the focus. */
  async open(uid, { field = "", focus = true } = {}) {
    if (!this.element) return;
    const { desk } = this;
    try {
      const response = await fetch(`${desk.codingsUrl}${uid}/`, { headers: HEADERS, credentials: "same-origin" });
      if (!response.ok) throw new Error(String(response.status));
      this.element.innerHTML = await response.text();
    } catch {
      desk.announce(desk.say("detailsLater"));
      return;
    }
    this.uid = uid;
    this.#show();
    window.htmx?.process(this.element);
    document.dispatchEvent(new CustomEvent("htmx:after:swap")); // starts the modules of what came in
    if (focus) this.#focus(field);
  }

  #show() {
    this.element.hidden = false;
    for (const button of this.element.querySelectorAll("[data-close-details]")) button.hidden = false;
    // Below 860 px the panel is a sheet.
    if (matchMedia("(max-width: 860px)").matches && this.element.popover) this.element.showPopover();
  }

  #focus(field) {
    const target = field === "memo" ? this.element.querySelector("textarea") : null;
    this.element.tabIndex = -1;
    (target ?? this.element).focus();
  }

  close() {
    if (!this.isOpen) return;
    if (this.element.matches(":popover-open")) this.element.hidePopover();
    this.element.hidden = true;
    this.element.replaceChildren();
    this.uid = null;
    this.desk.toTranscript();
  }
}
