// A label around a file input takes dropped files; data-submit sends its form at once.
// Its [data-choose] is the button in the page's language; the form's [data-unscripted] button is then of no use.
export default function dropzone(zone) {
  const input = zone.querySelector('input[type="file"]');
  const over = (on) => (event) => {
    event.preventDefault();
    zone.classList.toggle("is-over", on);
  };
  zone.addEventListener("dragenter", over(true));
  zone.addEventListener("dragover", over(true));
  zone.addEventListener("dragleave", over(false));
  zone.addEventListener("drop", (event) => {
    over(false)(event);
    if (!event.dataTransfer.files.length) return;
    input.files = event.dataTransfer.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
  if ("submit" in zone.dataset) {
    speak(zone, input);
    const send = () => input.files.length && input.form?.requestSubmit();
    input.addEventListener("change", send);
    // Chosen before this module was there.
    send();
  }
}

/** The browser writes on a file input in its own language: show ours over it. */
function speak(zone, input) {
  const button = zone.querySelector("[data-choose]");
  if (!button) return;
  button.hidden = false;
  input.classList.add("visually-hidden");
  for (const other of input.form?.querySelectorAll("[data-unscripted]") ?? []) other.hidden = true;
}
