// Says beside the button why a passkey was not used or added; the library would only write it to the console.
//   <button data-module="passkey" data-passkey-error="The passkey was not used. Try again.">Use a passkey</button>
export default function passkey(button) {
  document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    messageOf(button).textContent = button.dataset.passkeyError;
  });
}

function messageOf(button) {
  const id = `${button.id}_error`;
  const known = document.getElementById(id);
  if (known) return known;
  const message = document.createElement("p");
  message.id = id;
  message.className = "errors";
  message.setAttribute("role", "alert");
  button.after(message);
  return message;
}
