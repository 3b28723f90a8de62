// Before anything is painted: scripts run here, so show what needs them.
document.documentElement.classList.add("js");
