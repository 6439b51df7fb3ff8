// Wakes up when a push comes, shows the alert, and opens what it is about when it is pressed.
self.addEventListener("push", (event) => {
  let told;
  try { told = event.data.json(); } catch { return; }
  event.waitUntil(self.registration.showNotification(told.title, {
    body: told.body, lang: told.lang, dir: told.dir, tag: told.tag, renotify: true, data: { url: told.url },
  }));
});
self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const wanted = new URL(event.notification.data.url);
  if (wanted.origin !== self.location.origin) wanted.host = self.location.host;
  event.waitUntil((async () => {
    const open = await self.clients.matchAll({ type: "window" });
    for (const one of open) if (one.url === wanted.href) return one.focus();
    return self.clients.openWindow(wanted.href);
  })());
});
