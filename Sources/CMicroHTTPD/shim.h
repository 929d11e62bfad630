#ifndef CMICROHTTPD_SHIM_H
#define CMICROHTTPD_SHIM_H

#include <microhttpd.h>
#include <stdio.h>
#include <string.h>

// What a daemon is started with. The memory must outlive the daemon: it is also the closure of
// the logger.
struct CMicroHTTPD_Options {
  void *context;  // the closure of every callback below
  int listen_socket;
  unsigned int connection_limit;
  unsigned int connections_per_address;  // 0: no limit
  unsigned int connection_timeout;       // seconds without any traffic
  size_t pool_bytes;                     // per connection
  void (*log)(void *context, const char *text);
  void *(*request_line)(void *context, const char *target, struct MHD_Connection *connection);
  MHD_AccessHandlerCallback handle;
  MHD_RequestCompletedCallback completed;
  MHD_NotifyConnectionCallback connection_changed;
};

// MHD hands its logger a format and a va_list, which Swift cannot take apart; here both become
// one line of text, and nobody downstream sees a format again.
static inline void CMicroHTTPD_log(void *closure, const char *format, va_list arguments) {
  const struct CMicroHTTPD_Options *options = (const struct CMicroHTTPD_Options *)closure;
  char text[512];
  int length = vsnprintf(text, sizeof text, format, arguments);
  if (length < 0) return;
  size_t end = strlen(text);
  while (end > 0 && text[end - 1] == '\n') text[--end] = 0;
  options->log(options->context, text);
}

// MHD unescapes targets in place and would stop at %00. The target is read raw instead, in
// request_line, so MHD is told to change nothing.
static inline size_t CMicroHTTPD_keep_escapes(
    void *closure, struct MHD_Connection *connection, char *text) {
  (void)closure;
  (void)connection;
  return strlen(text);
}

// MHD_start_daemon is variadic, which Swift does not import. The logger stands first so that
// complaints about later options reach it.
static inline struct MHD_Daemon *CMicroHTTPD_start(struct CMicroHTTPD_Options *options) {
  return MHD_start_daemon(
      MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_UPGRADE | MHD_USE_ERROR_LOG, 0, NULL, NULL,
      options->handle, options->context,
      MHD_OPTION_EXTERNAL_LOGGER, &CMicroHTTPD_log, options,
      MHD_OPTION_LISTEN_SOCKET, options->listen_socket,
      MHD_OPTION_CONNECTION_LIMIT, options->connection_limit,
      MHD_OPTION_PER_IP_CONNECTION_LIMIT, options->connections_per_address,
      MHD_OPTION_CONNECTION_TIMEOUT, options->connection_timeout,
      MHD_OPTION_CONNECTION_MEMORY_LIMIT, options->pool_bytes,
      MHD_OPTION_URI_LOG_CALLBACK, options->request_line, options->context,
      MHD_OPTION_UNESCAPE_CALLBACK, &CMicroHTTPD_keep_escapes, NULL,
      MHD_OPTION_NOTIFY_COMPLETED, options->completed, options->context,
      MHD_OPTION_NOTIFY_CONNECTION, options->connection_changed, options->context,
      MHD_OPTION_END);
}

// MHD_get_connection_info is variadic. One shim per question asked.
static inline int CMicroHTTPD_socket(struct MHD_Connection *connection) {
  const union MHD_ConnectionInfo *info =
      MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
  return info == NULL ? -1 : info->connect_fd;
}

static inline const struct sockaddr *CMicroHTTPD_peer(struct MHD_Connection *connection) {
  const union MHD_ConnectionInfo *info =
      MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
  return info == NULL ? NULL : info->client_addr;
}

static inline void *CMicroHTTPD_socket_context(struct MHD_Connection *connection) {
  const union MHD_ConnectionInfo *info =
      MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
  return info == NULL ? NULL : info->socket_context;
}

// The bytes of the whole head, from the method to the empty line.
static inline size_t CMicroHTTPD_head_bytes(struct MHD_Connection *connection) {
  const union MHD_ConnectionInfo *info =
      MHD_get_connection_info(connection, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
  return info == NULL ? 0 : info->header_size;
}

// The constants of content readers are macros with casts in them, which Swift does not import.
static inline struct MHD_Response *CMicroHTTPD_stream(
    MHD_ContentReaderCallback reader, void *closure, size_t block_bytes) {
  return MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, block_bytes, reader, closure, NULL);
}

// After the head alone of a chunked answer MHD 0.9.75 sends the last chunk nevertheless, which the
// client would read as the start of the next answer. So the answer to HEAD is not chunked, and ends
// its connection. MHD_set_response_options is variadic.
static inline struct MHD_Response *CMicroHTTPD_stream_head(MHD_ContentReaderCallback reader) {
  struct MHD_Response *response = CMicroHTTPD_stream(reader, NULL, 1);
  if (response != NULL)
    MHD_set_response_options(response, MHD_RF_HTTP_1_0_COMPATIBLE_STRICT, MHD_RO_END);
  return response;
}

static inline ssize_t CMicroHTTPD_end(void) { return MHD_CONTENT_READER_END_OF_STREAM; }
static inline ssize_t CMicroHTTPD_abort(void) { return MHD_CONTENT_READER_END_WITH_ERROR; }

// MHD_upgrade_action is variadic. MHD then frees all it holds of the connection and closes its
// own descriptor, without shutdown(): a duplicate stays connected.
static inline enum MHD_Result CMicroHTTPD_release(struct MHD_UpgradeResponseHandle *handle) {
  return MHD_upgrade_action(handle, MHD_UPGRADE_ACTION_CLOSE);
}

#endif
