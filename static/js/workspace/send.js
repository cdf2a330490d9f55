/** One operation over the network. Never throws: a lost network is status 0. */

const PATIENCE = 30_000;

/** The token changes at sign-in, so it is read from the cookie at each send. */
function csrfToken() {
  return document.cookie.match(/(?:^|;\s*)csrftoken=([^;]+)/)?.[1] ?? "";
}

export function sender(url, user) {
  return async (body) => {
    try {
      const response = await fetch(url, {
        method: "POST",
        credentials: "same-origin",
        redirect: "error",
        signal: AbortSignal.timeout(PATIENCE),
        headers: {
          "Content-Type": "application/json",
          "X-CSRFToken": csrfToken(),
          "X-Requested-By": "queue",
          // Another user may have signed in since this page was made; the server then answers 401.
          "X-Queue-User": user,
        },
        body: JSON.stringify(body),
      });
      const data = await response.json().catch(() => null);
      // A 200 that is no answer of ours (a proxy's page) must not empty the queue.
      return { status: response.ok && !data?.turns ? 502 : response.status, data };
    } catch {
      return { status: 0, data: null };
    }
  };
}
