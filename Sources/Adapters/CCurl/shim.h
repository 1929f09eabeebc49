#pragma once
#include <curl/curl.h>
#include <string.h>

// curl_easy_setopt and curl_easy_getinfo take any kind of argument, which Swift cannot call.
static inline CURLcode panelapp_curl_number(CURL *curl, CURLoption option, long value) {
    return curl_easy_setopt(curl, option, value);
}
static inline CURLcode panelapp_curl_text(CURL *curl, CURLoption option, const char *value) {
    return curl_easy_setopt(curl, option, value);
}
static inline CURLcode panelapp_curl_list(CURL *curl, CURLoption option, struct curl_slist *value) {
    return curl_easy_setopt(curl, option, value);
}
static inline long panelapp_curl_response_code(CURL *curl) {
    long code = 0;
    return curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &code) == CURLE_OK ? code : 0;
}

// The message that is read from memory. It must live until the transfer has ended.
typedef struct {
    const char *bytes;
    size_t count;
    size_t done;
} panelapp_curl_source;

static inline size_t panelapp_curl_read(char *buffer, size_t size, size_t count, void *context) {
    panelapp_curl_source *source = (panelapp_curl_source *)context;
    size_t room = size * count, left = source->count - source->done;
    size_t taken = left < room ? left : room;
    memcpy(buffer, source->bytes + source->done, taken);
    source->done += taken;
    return taken;
}
static inline void panelapp_curl_upload(CURL *curl, panelapp_curl_source *source) {
    curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(curl, CURLOPT_READFUNCTION, panelapp_curl_read);
    curl_easy_setopt(curl, CURLOPT_READDATA, source);
    curl_easy_setopt(curl, CURLOPT_INFILESIZE_LARGE, (curl_off_t)source->count);
}
// What the server says in plain protocol lines is never printed.
static inline size_t panelapp_curl_discard(char *buffer, size_t size, size_t count, void *context) {
    (void)buffer;
    (void)context;
    return size * count;
}
static inline void panelapp_curl_quiet(CURL *curl) {
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, panelapp_curl_discard);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, panelapp_curl_discard);
}

// Ends the transfer when the server offers no login after its greeting and, with STARTTLS, after that: the library itself
// would go on without one. It must live until the transfer has ended.
typedef struct {
    int greetings_needed;
    int greetings;
    int is_offered;
    int is_missing;
} panelapp_curl_login;

static inline size_t panelapp_curl_watch(char *line, size_t size, size_t count, void *context) {
    panelapp_curl_login *login = (panelapp_curl_login *)context;
    size_t length = size * count;
    if (length >= 4 && memcmp(line, "220 ", 4) == 0) {
        login->greetings += 1;
        login->is_offered = 0;
    } else if (length >= 8 && memcmp(line, "250", 3) == 0 && memcmp(line + 4, "AUTH", 4) == 0) {
        login->is_offered = 1;
    }
    int is_end_of_offers = length >= 4 && memcmp(line, "250 ", 4) == 0;
    if (is_end_of_offers && login->greetings >= login->greetings_needed && !login->is_offered) {
        login->is_missing = 1;
        return 0;
    }
    return length;
}
static inline void panelapp_curl_demand_login(CURL *curl, panelapp_curl_login *login) {
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, panelapp_curl_watch);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, login);
}
