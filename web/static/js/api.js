// The HTTP API of this site; errors carry the problem document of the server.

export class Problem extends Error {
  constructor(details) {
    super(details.detail ?? details.title ?? "error");
    this.details = details;
  }
}

export class Api {
  constructor(root) {
    this.root = root;
  }

  async get(path, query = "", signal = undefined) {
    const answer = await fetch(`${this.root}/${path}${query ? `?${query}` : ""}`, { signal, headers: { Accept: "application/json" } });
    const body = await answer.json().catch(() => ({ status: answer.status, title: answer.statusText }));
    if (!answer.ok) throw new Problem(body);
    return body;
  }

  async places(text, signal) {
    return (await this.get("places", new URLSearchParams({ q: text, limit: 8 }), signal)).places;
  }

  async place(id) {
    return (await this.get("places", new URLSearchParams({ id }))).places[0] ?? null;
  }

  route(query, signal) {
    return this.get("route", query, signal);
  }

  network(box, zoom) {
    return this.get("network", new URLSearchParams({ bbox: box.map((n) => +n.toFixed(4)).join(), z: zoom }));
  }

  fileUrl(extension, query) {
    return `${this.root}/route.${extension}?${query}`;
  }
}
