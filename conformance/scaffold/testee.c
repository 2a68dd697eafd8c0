// SPDX-License-Identifier: MIT
// A testee for cleave-conformance: fill the three holes, then: cc -O2 testee.c -o testee && cleave-conformance --testee ./testee
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char layout[] = "python_int"; // the layout that your codec speaks,
enum { header = 4 };                       // and the bytes of its header

struct codec {
    uint64_t limit;         // the largest payload that is taken
    unsigned char* pending; // the bytes of a frame that is not whole; as many as the whole stream has fit
    size_t size;
};

static void give(const unsigned char* payload, size_t size); // shows a frame that is whole
static void put(const unsigned char* bytes, size_t size);    // appends bytes to the frame that encode() makes

// Each returns NULL, or an error's name: "negative_length", "frame_too_large", "truncated_prefix", "truncated_payload", ...
static const char* feed(struct codec* c, const unsigned char* piece, size_t size) {
    // HOLE 1, feed: piece has arrived. Call give() for each payload that is whole now, or return "frame_too_large".
    (void)c, (void)piece, (void)size;
    return NULL;
}
static const char* finish(struct codec* c) {
    // HOLE 2, finish: the stream has ended. Within a frame: return "truncated_prefix" or "truncated_payload".
    (void)c;
    return NULL;
}
static const char* encode(struct codec* c, const unsigned char* payload, size_t size) {
    // HOLE 3, encode: put() the bytes of the frame, or return "frame_too_large".
    (void)c, put(payload, size);
    return NULL;
}

static size_t begin, total, now, events;
static struct { unsigned char* bytes; size_t size; } frame;

static void show(const char* text, size_t number, int has_number) {
    printf("%s[%zu,\"%s", events++ ? "," : "", now, text);
    if (has_number) printf("%zu", number);
    printf("\"]");
}
static void show_bytes(const char* name, const unsigned char* bytes, size_t size) {
    printf("%s[%zu,\"%s x'", events++ ? "," : "", now, name);
    for (size_t i = 0; i < size; ++i) printf("%02x", bytes[i]);
    printf("'\"]");
}
static void put(const unsigned char* bytes, size_t size) {
    frame.bytes = realloc(frame.bytes, frame.size + size + 1);
    memcpy(frame.bytes + frame.size, bytes, size);
    frame.size += size;
}
static void give(const unsigned char* payload, size_t size) {
    show("begin ", size, 1);
    show_bytes("data", payload, size);
    show("end", 0, 0);
    begin += header + size;
}

// The value of "name" in a line of the contract, whose shape is fixed; a text without its first quote.
static const char* get(const char* line, const char* name) {
    char key[40];
    snprintf(key, sizeof key, "\"%s\":", name);
    const char* found = strstr(line, key);
    if (!found) return "";
    found += strlen(key);
    return *found == '"' ? found + 1 : found;
}
static int is(const char* line, const char* name, const char* value) {
    const char* found = get(line, name);
    return strncmp(found, value, strlen(value)) == 0 && found[strlen(value)] == '"';
}
static int digit(char c) { return c <= '9' ? c - '0' : c - 'a' + 10; }

static void run(const char* line) {
    const int decodes = is(line, "role", "frame_decoder");
    printf("{\"seq\":%llu,", strtoull(get(line, "seq"), NULL, 10));
    if ((!decodes && !is(line, "role", "frame_encoder")) || !is(line, "name", layout) || !strstr(line, "\"options\":{}")) {
        printf("\"unsupported\":\"not this role, layout or option\"}\n");
        return;
    }
    struct codec mine = {strtoull(get(line, "max_payload"), NULL, 10), malloc(strlen(line)), 0};
    unsigned char* const piece = malloc(strlen(line));
    const char* why = NULL;
    begin = total = now = events = 0;
    printf("\"events\":[");
    for (const char* at = get(line, "deliveries") + 1; *at != ']' && !why;) {
        size_t size = 0;
        for (++at; *at != '"'; at += 2) piece[size++] = (unsigned char)(digit(at[0]) << 4 | digit(at[1]));
        at += at[1] == ',' ? 2 : 1;
        total += size;
        if (decodes) {
            why = feed(&mine, piece, size);
        } else {
            frame.size = 0;
            why = encode(&mine, piece, size);
            if (!why) show_bytes("send", frame.bytes, frame.size);
        }
        if (!why) ++now;
    }
    if (decodes && !why && !is(line, "end", "open")) why = finish(&mine);
    if (why) {
        char text[80];
        snprintf(text, sizeof text, "error %s%s", why, decodes ? " at=" : "");
        show(text, strncmp(why, "truncated", 9) == 0 ? total : begin, decodes);
    }
    printf("]}\n");
    free(piece);
    free(mine.pending);
}

int main(void) {
    char* line = NULL;
    for (size_t size = 0; getline(&line, &size, stdin) > 0 && !is(line, "type", "stop"); fflush(stdout)) {
        if (is(line, "type", "run")) run(line);
        else printf("{\"type\":\"started\",\"name\":\"my codec\",\"roles\":[\"frame_decoder\",\"frame_encoder\"],"
                    "\"frames\":\"whole\",\"layouts\":[\"%s\"]}\n", layout);
    }
    free(line);
    free(frame.bytes);
}
