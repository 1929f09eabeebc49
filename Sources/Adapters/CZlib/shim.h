#pragma once
#include <zlib.h>
#include <string.h>

// zlib's init calls are macros, which Swift does not import.
static inline int panelapp_gzip_init(z_stream *stream, int level) {
    memset(stream, 0, sizeof(*stream));
    return deflateInit2(stream, level, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
}
static inline int panelapp_gunzip_init(z_stream *stream) {
    memset(stream, 0, sizeof(*stream));
    return inflateInit2(stream, 15 + 16);
}
