// @ts-check
/** The STUN and TURN servers that somebody typed in: one a line, checked by RFC 7064 and RFC 7065. */

const AT_MOST = 8;
const HOST = /^(?:[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\])$/;

/**
 * Reads lines such as `stun:stun.example.org` and `turn:turn.example.org:3478?transport=tcp user secret`.
 *
 * @param {string} text
 * @returns {{ servers: RTCIceServer[], problems: string[] }} problems name the line
 */
export function readServers(text) {
  /** @type {RTCIceServer[]} */
  const servers = [];
  /** @type {string[]} */
  const problems = [];
  text.split(/\r?\n/).forEach((line, index) => {
    if (!line.trim()) return;
    const read = readLine(line.trim().split(/\s+/));
    if (typeof read === "string") problems.push(`Line ${index + 1}: ${read}`);
    else servers.push(read);
  });
  if (servers.length > AT_MOST) problems.push(`At most ${AT_MOST} servers: more only slow a call down.`);
  return { servers, problems };
}

/**
 * @param {string[]} words
 * @returns {RTCIceServer | string} a server, or what is wrong
 */
function readLine([url, username, credential, ...rest]) {
  const match = /^(stuns?|turns?):([^?]+?)(?::(\d+))?(?:\?transport=(udp|tcp))?$/i.exec(url);
  if (!match) return "write stun:HOST:PORT, or turn:HOST:PORT and after it user and password.";
  const [, scheme, host, port, transport] = match;
  if (!HOST.test(host)) return "the host's name is not one (IPv6 addresses stand in [brackets]).";
  if (port && (Number(port) < 1 || Number(port) > 65535)) return "a port is between 1 and 65535.";
  if (/^stun/i.test(scheme)) {
    if (transport) return "a stun: address has no ?transport.";
    return username === undefined ? { urls: url } : "a stun: server takes no user and password.";
  }
  if (username === undefined || credential === undefined) {
    return "a turn: server needs a user and a password.";
  }
  if (rest.length) return "too many words: user and password have no spaces.";
  return { urls: url, username, credential };
}
