// Around textual-serve's terminal: a fitting size of letters, and plain words when the socket closes.
"use strict";

const WORDS = {
  1001: ["The server was stopped.", "What you decided is saved. Ask the person who runs it, or try again later."],
  1012: ["The server was stopped.", "What you decided is saved. Ask the person who runs it, or try again later."],
  1009: ["That was too much at once.", "Paste less than 64,000 characters at a time. What you decided is saved."],
  4000: ["You left the review.", "Everything is saved."],
  4001: ["Nothing was pressed for a while, so the screen was closed.", "Everything is saved."],
  4002: ["Your sign-in has ended.", "Everything is saved. Ask the person who sent your link for a new one."],
  4003: ["There is no room just now.",
    "As many screens are open as this computer carries, or you have several open yourself. Close one, or try again in a few minutes."],
  4004: ["You are not in the review's team any more.", "What you did stays yours. Ask the lead if this is a mistake."],
  4005: ["The screens stopped by a fault of the program.", "What you decided is saved. Open it again."],
  4006: ["The server did not understand this browser.", "What you decided is saved. Open it again."],
};
const LOST = ["The connection was lost.", "What you decided is saved. Look at your network, then open it again."];
const COLUMNS = 80, NARROWEST = 60, LARGEST = 16, SMALLEST = 10, ADVANCE = 0.6;

// Letters as large as leave 80 columns; on a narrow screen smaller ones, down to where 60 fit, which the screens need.
function fitting(width) {
  const size = (columns) => Math.floor(width / (columns * ADVANCE));
  return Math.max(Math.min(LARGEST, size(COLUMNS)), Math.min(SMALLEST, size(NARROWEST)), 6);
}

function ended(code) {
  const [why, more] = WORDS[code] || LOST;
  document.getElementById("starting").hidden = true;
  document.getElementById("why").textContent = why;
  document.getElementById("more").textContent = more;
  document.getElementById("ended").hidden = false;
  document.title = `(closed) ${document.title}`;
  document.getElementById("again").hidden = code === 4002;
  document.getElementById(code === 4002 ? "leave" : "again").focus();
}

// textual-serve opens the socket itself and tells nobody why it closed.
window.WebSocket = class extends WebSocket {
  constructor(...given) {
    super(...given);
    this.addEventListener("close", (event) => ended(event.code));
    this.addEventListener("message", (event) => {
      if (event.data.byteLength > 200) document.getElementById("starting").hidden = true;
    });
    this.addEventListener("open", () => document.querySelector(".xterm-helper-textarea")?.focus());
  }

  // It also speaks before the socket is open, and after it closed.
  send(data) {
    if (this.readyState === WebSocket.OPEN) super.send(data);
  }
};

// Ask first: where nobody answers, this page's words say more than the browser's.
async function after(asked, then) {
  try {
    await asked();
    then();
  } catch {
    document.getElementById("more").textContent = "The server does not answer. What you decided is saved; try again later.";
  }
}
document.getElementById("again").addEventListener("click", () =>
  after(() => fetch("/static/page.css", {cache: "no-store"}), () => location.reload()));
document.getElementById("leave").addEventListener("click", () =>
  after(() => fetch("/leave", {method: "POST"}), () => location.replace("/")));

// A file that the screens hand over is saved; no other address is opened, whatever stands in a record.
window.open = (address) => {
  if (String(address).startsWith(`${location.origin}/download/`)) {
    const link = document.createElement("a");
    link.href = address;
    link.download = "";
    link.click();
  }
  return null;
};

// The terminal measures its letters once, so the font must be there before it starts.
document.fonts.load(`${LARGEST}px "Roboto Mono"`).catch(() => {}).then(() => {
  const terminal = document.getElementById("terminal");
  terminal.dataset.fontSize = fitting(window.innerWidth);
  const script = document.createElement("script");
  script.src = "/static/js/textual.js";
  script.addEventListener("load", () => {
    if (document.readyState === "complete") window.onload();
  });
  document.head.append(script);
});
