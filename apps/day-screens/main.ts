/**
 * The start page of an election day: how many stations have reported, and buttons that start something and show what came of it.
 *
 * Everything is in the page as it is sent; this only keeps it up to date. A button says by its attributes what it asks for and where the answer goes.
 * @module
 */

const live = new EventSource("/events");
live.addEventListener("state", (event) => {
  const state = JSON.parse((event as MessageEvent<string>).data) as Readonly<Record<string, string>>;
  for (const [name, text] of Object.entries(state)) {
    for (const place of document.querySelectorAll(`[data-live="${CSS.escape(name)}"]`)) {
      if (place instanceof HTMLProgressElement) place.value = Number(text);
      else if (place.textContent !== text) place.textContent = text;
    }
  }
});

for (const form of document.querySelectorAll("form[data-answer]")) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (!(form instanceof HTMLFormElement)) return;
    const place = document.getElementById(form.dataset.answer ?? "");
    const button = form.querySelector("button");
    if (place === null || button === null) return;
    button.disabled = true;
    place.hidden = false;
    place.textContent = form.dataset.waiting ?? "…";
    try {
      const fields = new URLSearchParams();
      for (const [name, value] of new FormData(form)) if (typeof value === "string") fields.set(name, value);
      const response = await fetch(form.action, { method: "POST", body: fields });
      const text = await response.text();
      if (text === "") throw new Error(String(response.status));
      place.textContent = text;
    } catch {
      place.textContent = form.dataset.failed ?? "";
    } finally {
      button.disabled = false;
      place.focus();
    }
  });
}
