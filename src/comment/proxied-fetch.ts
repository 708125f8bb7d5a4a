import { HttpClient } from "@actions/http-client";
import { fetch } from "undici";

/** `fetch` through the proxy that the environment names for this address (`https_proxy`, `no_proxy`), if it names one. */
export function proxiedFetch(url: string): typeof fetch {
  const dispatcher = new HttpClient().getAgentDispatcher(url);
  return dispatcher === undefined ? fetch : (input, init) => fetch(input, { ...init, dispatcher });
}
