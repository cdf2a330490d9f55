// Shows, in an empty "short name" field, the one that the server would make from the name.
//   <form data-module="propose-key"> with the fields `name` and `key`
export default function proposeKey(form) {
  const { name, key } = form.elements;
  const propose = () => {
    key.placeholder = keyOf(name.value);
  };
  name.addEventListener("input", propose);
  propose();
}

function keyOf(name) {
  return name
    .normalize("NFKD")
    .replace(/[^\x20-\x7e]/g, "")
    .toLowerCase()
    .replace(/[^\w\s-]/g, "")
    .trim()
    .replace(/[-\s]+/g, "-")
    .slice(0, 50)
    .replace(/^[-_]+|[-_]+$/g, "");
}
