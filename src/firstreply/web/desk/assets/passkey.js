// Passkeys: a form marked data-passkey asks the browser's keeper before it is sent, and carries what was answered.
const there = window.isSecureContext && "credentials" in navigator && "PublicKeyCredential" in window;

const octets = (text) => {
  const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plain, (one) => one.charCodeAt(0));
};
const text = (buffer) => {
  const plain = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
};
const unpacked = (asked) => {
  const found = { ...asked, challenge: octets(asked.challenge) };
  if (asked.user) found.user = { ...asked.user, id: octets(asked.user.id) };
  for (const name of ["excludeCredentials", "allowCredentials"]) {
    if (asked[name]) found[name] = asked[name].map((one) => ({ ...one, id: octets(one.id) }));
  }
  return found;
};
const packed = (made) => {
  const own = made.response;
  const response = { clientDataJSON: text(own.clientDataJSON) };
  for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (own[name]) response[name] = text(own[name]);
  }
  if (own.getTransports) response.transports = own.getTransports();
  return {
    id: made.id,
    rawId: text(made.rawId),
    type: made.type,
    response,
    authenticatorAttachment: made.authenticatorAttachment ?? undefined,
    clientExtensionResults: made.getClientExtensionResults(),
  };
};
const asked = async (form) => {
  if (form.dataset.asked) return JSON.parse(form.dataset.asked);
  const answer = await fetch(form.dataset.ask, { credentials: "same-origin" });
  return answer.json();
};

for (const one of document.querySelectorAll("[data-passkeys]")) one.hidden = !there;
for (const one of document.querySelectorAll("[data-nopasskeys]")) one.hidden = there;
for (const form of document.querySelectorAll("form[data-passkey]")) {
  form.addEventListener("submit", async (event) => {
    if (form.elements.credential.value) return;
    event.preventDefault();
    const said = form.querySelector("[role=alert]");
    said.hidden = true;
    try {
      const publicKey = unpacked((await asked(form)).publicKey);
      const made = await navigator.credentials[form.dataset.passkey]({ publicKey });
      form.elements.credential.value = JSON.stringify(packed(made));
      const keep = document.getElementById("keep");
      if (keep && form.elements.keep) form.elements.keep.value = keep.checked ? "on" : "";
      form.requestSubmit();
    } catch {
      said.hidden = false;
    }
  });
}
