/** Small choices kept in this browser for one user and project; a browser that keeps nothing starts anew each time. */
export function storedFor(user, project) {
  const name = (key) => `omsrp/${user}/${project}/${key}`;
  return {
    read(key, fallback) {
      try {
        return JSON.parse(localStorage.getItem(name(key))) ?? fallback;
      } catch {
        return fallback;
      }
    },
    write(key, value) {
      try {
        localStorage.setItem(name(key), JSON.stringify(value));
      } catch {
        // Private window or no room: the choice holds until the page is left.
      }
    },
  };
}
