// Lets this browser be woken: asks the person, then the browser, and hands over where it is reached.
const button = document.getElementById("wake");
if (button && "serviceWorker" in navigator && "PushManager" in window) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const said = document.getElementById("wake-said");
    try {
      const worker = await navigator.serviceWorker.register(button.dataset.worker);
      if (await Notification.requestPermission() !== "granted") return (said.textContent = said.dataset.refused);
      const key = Uint8Array.from(atob(button.dataset.public.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
      const found = await worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
      const form = document.getElementById("wake-form");
      form.elements.subscription.value = JSON.stringify(found);
      form.submit();
    } catch {
      said.textContent = said.dataset.failed;
    }
  });
}
