// The frame: what every page can do. Each part is a module of its own.
import "./asking.js";
import "./toast.js";
import "./undo.js";
import "./waiting.js";
import "./keys.js";
import "./dialog.js";
import "./palette.js";
import "./countdown.js";
import "./keep.js";
import "./live.js";
