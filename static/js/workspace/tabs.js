/** Several tabs on one transcript: one of them sends at a time, and each hears what another did. */

const LEASE = 45_000;

/** Run work while no other tab does. Web Locks are missing on plain http: there a lease in localStorage stands in. */
export function oneAtATime(name) {
  if (navigator.locks) return (work) => navigator.locks.request(name, work);
  const me = String(Math.random());
  return async (work) => {
    while (!takeLease(name, me)) await new Promise((resolve) => setTimeout(resolve, 500));
    const renewing = setInterval(() => takeLease(name, me), LEASE / 3);
    try {
      return await work();
    } finally {
      clearInterval(renewing);
      localStorage.removeItem(name);
    }
  };
}

function takeLease(name, me) {
  try {
    const held = JSON.parse(localStorage.getItem(name) ?? "null");
    if (held && held.by !== me && held.until > Date.now()) return false;
    localStorage.setItem(name, JSON.stringify({ by: me, until: Date.now() + LEASE }));
    return true;
  } catch {
    return true; // no storage, no other tab to agree with; the server is idempotent by operation
  }
}

/** A way to say "the queue has changed" to the other tabs, and to hear it from them. */
export function otherTabs(name, heard) {
  if (typeof BroadcastChannel === "undefined") return () => {};
  const channel = new BroadcastChannel(name);
  channel.onmessage = () => heard();
  return () => channel.postMessage("changed");
}
