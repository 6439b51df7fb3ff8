// The wall runs for weeks: a new page each night, so that a new version and a full memory do no harm.
const NIGHT = 6 * 3600 * 1000;
setTimeout(() => location.reload(), NIGHT);
