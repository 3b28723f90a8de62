// Passkeys: fetches a challenge, lets the browser ask for the passkey, sends its answer, goes where it is told.
(() => {
  "use strict";

  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
  const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const withBytes = (each) => ({ ...each, id: bytes(each.id) });

  const options = (key) => ({
    ...key,
    challenge: bytes(key.challenge),
    ...(key.user && { user: { ...key.user, id: bytes(key.user.id) } }),
    ...(key.excludeCredentials && { excludeCredentials: key.excludeCredentials.map(withBytes) }),
    ...(key.allowCredentials && { allowCredentials: key.allowCredentials.map(withBytes) }),
  });

  const plain = (credential) => {
    const answer = credential.response;
    const parts = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];
    const response = Object.fromEntries(parts.filter((part) => answer[part]).map((part) => [part, text(answer[part])]));
    return {
      id: credential.id, rawId: text(credential.rawId), type: credential.type, response,
      clientExtensionResults: credential.getClientExtensionResults(),
    };
  };

  const go = async (box) => {
    const asked = await fetch(box.dataset.address, { headers: { Accept: "application/json" } });
    if (!asked.ok) throw new Error("refused");
    const { publicKey } = await asked.json();
    const credential = await navigator.credentials[box.dataset.passkey]({ publicKey: options(publicKey) });
    const name = box.querySelector("[data-passkey-name]");
    const answered = await fetch(box.dataset.address, {
      method: "POST",
      headers: {
        Accept: "application/json", "Content-Type": "application/json",
        "X-CSRFToken": box.querySelector("[name=csrfmiddlewaretoken]").value,
      },
      body: JSON.stringify({ ...plain(credential), ...(name && { name: name.value }) }),
    });
    if (!answered.ok) throw new Error("refused");
    location.assign((await answered.json()).go);
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-passkey-go]");
    if (!button) return;
    const box = button.closest("[data-passkey]");
    const failed = box.querySelector("[data-passkey-failed]");
    failed.hidden = true;
    button.disabled = true;
    go(box).catch(() => { failed.hidden = false; button.disabled = false; });
  });
})();
