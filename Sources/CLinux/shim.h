// What Swift's Glibc module leaves out of Linux.
#pragma once

// epoll(7) and eventfd(2): the module does not list these headers.
#include <sys/epoll.h>
#include <sys/eventfd.h>

// getrandom(2): the same.
#include <sys/random.h>

#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

/// Names the calling thread; names longer than 15 bytes are cut (PR_SET_NAME, prctl(2)).
/// A shim, because prctl is variadic, and variadic functions cannot be called from Swift.
static inline void clinux_name_thread(const char *name) {
  prctl(PR_SET_NAME, name, 0, 0, 0);
}

/// sched_setaffinity(2). A shim, because glibc declares it for _GNU_SOURCE alone, which the Glibc
/// module is built without.
static inline long clinux_sched_setaffinity(int process, unsigned long size, const void *set) {
  return syscall(SYS_sched_setaffinity, process, size, set);
}
