// The body of a function: frames of video that were decoded, for each living connection.
const living = probe.connections.filter((one) => one.connectionState === "connected");
return Promise.all(living.map(async (connection) => {
  let frames = 0;
  (await connection.getStats()).forEach((entry) => {
    if (entry.type === "inbound-rtp" && entry.kind === "video") frames += entry.framesDecoded ?? 0;
  });
  return frames;
}));
