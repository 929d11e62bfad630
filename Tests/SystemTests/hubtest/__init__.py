"""What the system tests share: the real hub as a process, and clients that speak raw bytes."""
