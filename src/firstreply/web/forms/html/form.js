(function () {
  "use strict";
  var d = document, form = d.querySelector("form[data-own]");
  if (form) {
    var own = form.dataset.own, bits = +form.dataset.bits, out = form.elements._w, n = 0, found = bits < 1, asked = false, begun = false;
    var K = [], H = [], p = 2, c = 0;
    for (; c < 64; p++) {
      for (var f = 2, prime = 1; f * f <= p; f++) if (p % f === 0) { prime = 0; break; }
      if (prime) { if (c < 8) H[c] = (Math.pow(p, 0.5) * 4294967296) | 0; K[c++] = (Math.pow(p, 1 / 3) * 4294967296) | 0; }
    }
    var r = function (x, k) { return (x >>> k) | (x << (32 - k)); };
    // The first 32 bits of SHA-256 of a text that fits into one block.
    var first = function (s) {
      var w = new Array(64), i, x, y, t, u, l = s.length, a = H.slice();
      for (i = 0; i < 16; i++) w[i] = 0;
      for (i = 0; i < l; i++) w[i >> 2] |= s.charCodeAt(i) << (24 - 8 * (i & 3));
      w[l >> 2] |= 128 << (24 - 8 * (l & 3));
      w[15] = l * 8;
      for (i = 0; i < 64; i++) {
        if (i > 15) {
          x = w[i - 15]; y = w[i - 2];
          w[i] = (w[i - 16] + w[i - 7] + (r(x, 7) ^ r(x, 18) ^ (x >>> 3)) + (r(y, 17) ^ r(y, 19) ^ (y >>> 10))) | 0;
        }
        t = (a[7] + (r(a[4], 6) ^ r(a[4], 11) ^ r(a[4], 25)) + ((a[4] & a[5]) ^ (~a[4] & a[6])) + K[i] + w[i]) | 0;
        u = ((r(a[0], 2) ^ r(a[0], 13) ^ r(a[0], 22)) + ((a[0] & a[1]) ^ (a[0] & a[2]) ^ (a[1] & a[2]))) | 0;
        a = [(t + u) | 0, a[0], a[1], a[2], (a[3] + t) | 0, a[4], a[5], a[6]];
      }
      return (a[0] + H[0]) >>> 0;
    };
    var work = function () {
      var until = Date.now() + 12;
      while (!found && Date.now() < until) {
        if (first(own + ":" + n) >>> (32 - bits) === 0) { found = true; out.value = n; } else n++;
      }
      if (!found) setTimeout(work, 0); else if (asked) form.submit();
    };
    var begin = function () { if (!begun) { begun = true; if (!found) work(); } };
    form.addEventListener("focusin", begin);
    form.addEventListener("submit", function (e) {
      if (asked) { e.preventDefault(); return; }
      asked = true;
      form.querySelector(".go").setAttribute("aria-busy", "true");
      if (!found) { e.preventDefault(); begin(); }
    });
    addEventListener("pageshow", function (e) {
      if (e.persisted) { asked = false; form.querySelector(".go").removeAttribute("aria-busy"); }
    });
  }
  if (parent !== window) {
    var tell = function () { parent.postMessage({ firstreply: d.documentElement.scrollHeight }, "*"); };
    tell();
    if (window.ResizeObserver) new ResizeObserver(tell).observe(d.body);
  }
})();
