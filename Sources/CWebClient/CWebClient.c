#include "CWebClient.h"

// #embed is of C23. Clang takes it in every mode, and says so.
#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char API_DOC_md[] = {
#embed "../../API_DOC.md"
};
static const unsigned char client_d_ts[] = {
#embed "../WebClient/Site/client.d.ts"
};
static const unsigned char client_js[] = {
#embed "../WebClient/Site/client.js"
};
static const unsigned char openapi_yaml[] = {
#embed "../../openapi.yaml"
};

#define FILE(name, bytes) {name, bytes, sizeof bytes}

static const struct CWebClient_File files[] = {
    FILE("API_DOC.md", API_DOC_md),
    FILE("client.d.ts", client_d_ts),
    FILE("client.js", client_js),
    FILE("openapi.yaml", openapi_yaml),
};

const struct CWebClient_File *CWebClient_files(size_t *count) {
  *count = sizeof files / sizeof *files;
  return files;
}
