#ifndef CWEBCLIENT_H
#define CWEBCLIENT_H

#include <stddef.h>

// A file that is part of the binary. C has #embed (C23 6.10.4), which costs no time; the array
// literals that Swift's package manager writes for embedded resources take the compiler a second for
// every ten kilobytes.
struct CWebClient_File {
  const char *name;
  const unsigned char *bytes;
  size_t count;
};

// All of them, `count` in number; they live as long as the process.
const struct CWebClient_File *CWebClient_files(size_t *count);

#endif
