#include "CWebClient.h"

// Every served file: its bytes, and an entry in the table below.

// #embed is of C23. Clang takes it in every mode, and says so.
#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char API_DOC_md[] = {
#embed "../../API_DOC.md"
};
static const unsigned char call_chat_js[] = {
#embed "../WebClient/Site/call-chat.js"
};
static const unsigned char call_controls_js[] = {
#embed "../WebClient/Site/call-controls.js"
};
static const unsigned char call_courier_js[] = {
#embed "../WebClient/Site/call-courier.js"
};
static const unsigned char call_crypto_js[] = {
#embed "../WebClient/Site/call-crypto.js"
};
static const unsigned char call_devices_js[] = {
#embed "../WebClient/Site/call-devices.js"
};
static const unsigned char call_dom_js[] = {
#embed "../WebClient/Site/call-dom.js"
};
static const unsigned char call_file_card_js[] = {
#embed "../WebClient/Site/call-file-card.js"
};
static const unsigned char call_files_js[] = {
#embed "../WebClient/Site/call-files.js"
};
static const unsigned char call_hub_state_js[] = {
#embed "../WebClient/Site/call-hub-state.js"
};
static const unsigned char call_ice_js[] = {
#embed "../WebClient/Site/call-ice.js"
};
static const unsigned char call_icons_svg[] = {
#embed "../WebClient/Site/call-icons.svg"
};
static const unsigned char call_invite_js[] = {
#embed "../WebClient/Site/call-invite.js"
};
static const unsigned char call_session_js[] = {
#embed "../WebClient/Site/call-session.js"
};
static const unsigned char call_start_js[] = {
#embed "../WebClient/Site/call-start.js"
};
static const unsigned char call_text_js[] = {
#embed "../WebClient/Site/call-text.js"
};
static const unsigned char call_theme_js[] = {
#embed "../WebClient/Site/call-theme.js"
};
static const unsigned char call_tiles_js[] = {
#embed "../WebClient/Site/call-tiles.js"
};
static const unsigned char call_toast_js[] = {
#embed "../WebClient/Site/call-toast.js"
};
static const unsigned char call_transfer_js[] = {
#embed "../WebClient/Site/call-transfer.js"
};
static const unsigned char call_wire_js[] = {
#embed "../WebClient/Site/call-wire.js"
};
static const unsigned char call_css[] = {
#embed "../WebClient/Site/call.css"
};
static const unsigned char call_js[] = {
#embed "../WebClient/Site/call.js"
};
static const unsigned char client_d_ts[] = {
#embed "../WebClient/Site/client.d.ts"
};
static const unsigned char client_js[] = {
#embed "../WebClient/Site/client.js"
};
static const unsigned char docs_contents_js[] = {
#embed "../WebClient/Site/docs-contents.js"
};
static const unsigned char docs_inline_js[] = {
#embed "../WebClient/Site/docs-inline.js"
};
static const unsigned char docs_markdown_js[] = {
#embed "../WebClient/Site/docs-markdown.js"
};
static const unsigned char docs_openapi_js[] = {
#embed "../WebClient/Site/docs-openapi.js"
};
static const unsigned char docs_render_js[] = {
#embed "../WebClient/Site/docs-render.js"
};
static const unsigned char docs_schema_js[] = {
#embed "../WebClient/Site/docs-schema.js"
};
static const unsigned char docs_yaml_flow_js[] = {
#embed "../WebClient/Site/docs-yaml-flow.js"
};
static const unsigned char docs_yaml_js[] = {
#embed "../WebClient/Site/docs-yaml.js"
};
static const unsigned char docs_css[] = {
#embed "../WebClient/Site/docs.css"
};
static const unsigned char docs_html[] = {
#embed "../WebClient/Site/docs.html"
};
static const unsigned char docs_js[] = {
#embed "../WebClient/Site/docs.js"
};
static const unsigned char icon_svg[] = {
#embed "../WebClient/Site/icon.svg"
};
static const unsigned char index_html[] = {
#embed "../WebClient/Site/index.html"
};
static const unsigned char inspect_access_js[] = {
#embed "../WebClient/Site/inspect-access.js"
};
static const unsigned char inspect_clients_js[] = {
#embed "../WebClient/Site/inspect-clients.js"
};
static const unsigned char inspect_clock_js[] = {
#embed "../WebClient/Site/inspect-clock.js"
};
static const unsigned char inspect_dom_js[] = {
#embed "../WebClient/Site/inspect-dom.js"
};
static const unsigned char inspect_feed_js[] = {
#embed "../WebClient/Site/inspect-feed.js"
};
static const unsigned char inspect_keyed_js[] = {
#embed "../WebClient/Site/inspect-keyed.js"
};
static const unsigned char inspect_ladder_js[] = {
#embed "../WebClient/Site/inspect-ladder.js"
};
static const unsigned char inspect_model_js[] = {
#embed "../WebClient/Site/inspect-model.js"
};
static const unsigned char inspect_pair_js[] = {
#embed "../WebClient/Site/inspect-pair.js"
};
static const unsigned char inspect_room_js[] = {
#embed "../WebClient/Site/inspect-room.js"
};
static const unsigned char inspect_rooms_js[] = {
#embed "../WebClient/Site/inspect-rooms.js"
};
static const unsigned char inspect_sse_js[] = {
#embed "../WebClient/Site/inspect-sse.js"
};
static const unsigned char inspect_words_js[] = {
#embed "../WebClient/Site/inspect-words.js"
};
static const unsigned char inspect_css[] = {
#embed "../WebClient/Site/inspect.css"
};
static const unsigned char inspect_html[] = {
#embed "../WebClient/Site/inspect.html"
};
static const unsigned char inspect_js[] = {
#embed "../WebClient/Site/inspect.js"
};
static const unsigned char manifest_json[] = {
#embed "../WebClient/Site/manifest.json"
};
static const unsigned char manual_code_js[] = {
#embed "../WebClient/Site/manual-code.js"
};
static const unsigned char manual_link_js[] = {
#embed "../WebClient/Site/manual-link.js"
};
static const unsigned char manual_js[] = {
#embed "../WebClient/Site/manual.js"
};
static const unsigned char openapi_yaml[] = {
#embed "../../openapi.yaml"
};
static const unsigned char service_worker_js[] = {
#embed "../WebClient/Site/service-worker.js"
};
static const unsigned char theme_css[] = {
#embed "../WebClient/Site/theme.css"
};

#define FILE(name, bytes) {name, bytes, sizeof bytes}

static const struct CWebClient_File files[] = {
    FILE("API_DOC.md", API_DOC_md),
    FILE("call-chat.js", call_chat_js),
    FILE("call-controls.js", call_controls_js),
    FILE("call-courier.js", call_courier_js),
    FILE("call-crypto.js", call_crypto_js),
    FILE("call-devices.js", call_devices_js),
    FILE("call-dom.js", call_dom_js),
    FILE("call-file-card.js", call_file_card_js),
    FILE("call-files.js", call_files_js),
    FILE("call-hub-state.js", call_hub_state_js),
    FILE("call-ice.js", call_ice_js),
    FILE("call-icons.svg", call_icons_svg),
    FILE("call-invite.js", call_invite_js),
    FILE("call-session.js", call_session_js),
    FILE("call-start.js", call_start_js),
    FILE("call-text.js", call_text_js),
    FILE("call-theme.js", call_theme_js),
    FILE("call-tiles.js", call_tiles_js),
    FILE("call-toast.js", call_toast_js),
    FILE("call-transfer.js", call_transfer_js),
    FILE("call-wire.js", call_wire_js),
    FILE("call.css", call_css),
    FILE("call.js", call_js),
    FILE("client.d.ts", client_d_ts),
    FILE("client.js", client_js),
    FILE("docs-contents.js", docs_contents_js),
    FILE("docs-inline.js", docs_inline_js),
    FILE("docs-markdown.js", docs_markdown_js),
    FILE("docs-openapi.js", docs_openapi_js),
    FILE("docs-render.js", docs_render_js),
    FILE("docs-schema.js", docs_schema_js),
    FILE("docs-yaml-flow.js", docs_yaml_flow_js),
    FILE("docs-yaml.js", docs_yaml_js),
    FILE("docs.css", docs_css),
    FILE("docs.html", docs_html),
    FILE("docs.js", docs_js),
    FILE("icon.svg", icon_svg),
    FILE("index.html", index_html),
    FILE("inspect-access.js", inspect_access_js),
    FILE("inspect-clients.js", inspect_clients_js),
    FILE("inspect-clock.js", inspect_clock_js),
    FILE("inspect-dom.js", inspect_dom_js),
    FILE("inspect-feed.js", inspect_feed_js),
    FILE("inspect-keyed.js", inspect_keyed_js),
    FILE("inspect-ladder.js", inspect_ladder_js),
    FILE("inspect-model.js", inspect_model_js),
    FILE("inspect-pair.js", inspect_pair_js),
    FILE("inspect-room.js", inspect_room_js),
    FILE("inspect-rooms.js", inspect_rooms_js),
    FILE("inspect-sse.js", inspect_sse_js),
    FILE("inspect-words.js", inspect_words_js),
    FILE("inspect.css", inspect_css),
    FILE("inspect.html", inspect_html),
    FILE("inspect.js", inspect_js),
    FILE("manifest.json", manifest_json),
    FILE("manual-code.js", manual_code_js),
    FILE("manual-link.js", manual_link_js),
    FILE("manual.js", manual_js),
    FILE("openapi.yaml", openapi_yaml),
    FILE("service-worker.js", service_worker_js),
    FILE("theme.css", theme_css),
};

const struct CWebClient_File *CWebClient_files(size_t *count) {
  *count = sizeof files / sizeof *files;
  return files;
}
