// Runs in each page before its own scripts: keeps what the tests look at.
window.probe = { connections: [], sent: [], violations: [], errors: [] };
{
  const { probe } = window, Native = window.RTCPeerConnection, send = RTCDataChannel.prototype.send;
  window.RTCPeerConnection = class extends Native {
    constructor(...values) { super(...values); probe.connections.push(this); }
  };
  RTCDataChannel.prototype.send = function (data) {
    const text = typeof data === "string";
    const bytes = text ? new TextEncoder().encode(data) : new Uint8Array(data.slice().buffer);
    if (probe.sent.length < 500) probe.sent.push(bytes);
    return send.call(this, data);
  };
  document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI, sourceFile }) => {
    probe.violations.push(`${violatedDirective} ${blockedURI} ${sourceFile}`);
  });
  // Small pictures: encoding large ones for two others keeps a small machine busy.
  const devices = navigator.mediaDevices, getUserMedia = devices?.getUserMedia;
  if (devices) devices.getUserMedia = ({ audio, video }) => getUserMedia.call(devices,
    { audio, video: video && { ...video, width: 160, height: 90, frameRate: 10 } });
  addEventListener("error", (event) => probe.errors.push(String(event.message)));
  addEventListener("unhandledrejection", (event) => probe.errors.push(String(event.reason)));
}
