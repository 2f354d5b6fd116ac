// What the player and the timeline share; joined before either, behind the kit.

const EVENT = "sightline:video"; // detail: { what: "seek" | "time" | "still", at, end }

function clock(seconds, tenths = true) {
  const whole = Math.max(0, tenths ? Math.floor(seconds * 10 + 1e-6) / 10 : Math.round(seconds));
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor(whole / 60) % 60;
  const rest = (whole % 60).toFixed(tenths ? 1 : 0).padStart(tenths ? 4 : 2, "0");
  return hours ? `${hours}:${String(minutes).padStart(2, "0")}:${rest}` : `${minutes}:${rest}`;
}

function publish(what, at, more = {}) {
  document.dispatchEvent(new CustomEvent(EVENT, { detail: { what, at, ...more } }));
}

const ICONS = {
  film: "M4 5h16v14H4zM8 5v14M16 5v14M4 9.5h4M4 14.5h4M16 9.5h4M16 14.5h4",
  back: "M15 6l-6 6 6 6M7 6v12",
  forth: "M9 6l6 6-6 6M17 6v12",
  minus: "M5 12h14",
  plus: "M12 5v14M5 12h14",
  boxes: "M4 8V4h4M16 4h4v4M20 16v4h-4M8 20H4v-4",
};
