// What Swift's Glibc module leaves out of Linux.
#pragma once

// epoll(7) and eventfd(2): the module does not list these headers.
#include <sys/epoll.h>
#include <sys/eventfd.h>

// prctl is variadic, and variadic functions cannot be called from Swift.
#include <sys/prctl.h>

/// Names the calling thread; names longer than 15 bytes are cut (PR_SET_NAME, prctl(2)).
static inline void CLinux_name_thread(const char *name) {
  prctl(PR_SET_NAME, name, 0, 0, 0);
}
