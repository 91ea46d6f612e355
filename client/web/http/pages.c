/* client/web/http/pages.c - see pages.h. */
#include "client/web/http/pages.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#define ETAG_BYTES  36u
#define PACKED_FROM 512u /* smaller files gain nothing */
#define GZIP_WINDOW (15 + 16)
#define GZIP_MEMORY 8

struct page {
	char file[2 * ROUTE_PART_MAX + 8];
	struct timespec changed;
	off_t size_on_disk;
	char etag[ETAG_BYTES];
	uint8_t *bytes; /* owned */
	size_t size;
	uint8_t *packed; /* owned; NULL: not smaller */
	size_t packed_size;
};
struct pages {
	const char *folder;
	struct page pages[PAGES_MAX];
	size_t count;
};

struct pages *pages_open(const char *folder)
{
	struct pages *pages = calloc(1, sizeof *pages);
	if (pages != NULL)
		pages->folder = folder;
	return pages;
}

static void page_clear(struct page *page)
{
	free(page->bytes);
	free(page->packed);
	page->bytes = NULL;
	page->packed = NULL;
}

void pages_close(struct pages *pages)
{
	for (size_t i = 0; pages != NULL && i < pages->count; i++)
		page_clear(&pages->pages[i]);
	free(pages);
}

static const char *type_of(const char *file)
{
	static const char *const types[][2] = {
		{ ".html", "text/html; charset=utf-8" },
		{ ".js", "text/javascript; charset=utf-8" },
		{ ".mjs", "text/javascript; charset=utf-8" },
		{ ".css", "text/css; charset=utf-8" },
		{ ".json", "application/json; charset=utf-8" },
		{ ".webmanifest", "application/manifest+json" },
		{ ".svg", "image/svg+xml" },
		{ ".png", "image/png" },
		{ ".ico", "image/x-icon" },
		{ ".txt", "text/plain; charset=utf-8" },
	};
	const char *dot = strrchr(file, '.');
	for (size_t i = 0; dot != NULL && i < sizeof types / sizeof *types; i++)
		if (strcmp(dot, types[i][0]) == 0)
			return types[i][1];
	return NULL;
}

static void page_pack(struct page *page)
{
	z_stream stream = { 0 };
	if (page->size < PACKED_FROM ||
	    deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, GZIP_WINDOW, GZIP_MEMORY,
		Z_DEFAULT_STRATEGY) != Z_OK)
		return;
	uLong bound = deflateBound(&stream, (uLong)page->size);
	uint8_t *packed = malloc(bound);
	stream.next_in = page->bytes;
	stream.avail_in = (uInt)page->size;
	stream.next_out = packed;
	stream.avail_out = (uInt)bound;
	bool whole = packed != NULL && deflate(&stream, Z_FINISH) == Z_STREAM_END;
	deflateEnd(&stream);
	if (!whole || stream.total_out >= page->size) {
		free(packed);
		return;
	}
	page->packed = packed;
	page->packed_size = stream.total_out;
}

static bool bytes_read(struct page *page, int file, const struct stat *facts)
{
	size_t size = (size_t)facts->st_size;
	uint8_t *bytes = malloc(size + 1);
	size_t got = 0;
	while (bytes != NULL && got < size) {
		ssize_t more = read(file, bytes + got, size - got);
		if (more <= 0)
			break;
		got += (size_t)more;
	}
	if (bytes == NULL || got != size) {
		free(bytes);
		return false;
	}
	uint8_t hash[16];
	crypto_generichash(hash, sizeof hash, bytes, size, NULL, 0);
	page->etag[0] = '"';
	sodium_bin2hex(page->etag + 1, sizeof page->etag - 1, hash, sizeof hash);
	page->etag[33] = '"';
	page->etag[34] = '\0';
	page->bytes = bytes;
	page->size = size;
	page->changed = facts->st_mtim;
	page->size_on_disk = facts->st_size;
	page_pack(page);
	return true;
}

static bool is_current(const struct page *page, const struct stat *facts)
{
	return page->bytes != NULL && page->size_on_disk == facts->st_size &&
	    page->changed.tv_sec == facts->st_mtim.tv_sec &&
	    page->changed.tv_nsec == facts->st_mtim.tv_nsec;
}

static struct page *page_of(struct pages *pages, const char *file)
{
	for (size_t i = 0; i < pages->count; i++)
		if (strcmp(pages->pages[i].file, file) == 0)
			return &pages->pages[i];
	if (pages->count == PAGES_MAX)
		return NULL;
	struct page *page = &pages->pages[pages->count++];
	snprintf(page->file, sizeof page->file, "%s", file);
	return page;
}

/* The file as it is now, or NULL. */
static struct page *page_find(struct pages *pages, const char *name)
{
	char path[PATH_MAX + 2 * ROUTE_PART_MAX + 16];
	struct stat facts;
	struct page *page = NULL;
	snprintf(path, sizeof path, "%s/%s", pages->folder, name);
	int file = type_of(name) == NULL ? -1 : open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (file < 0)
		return NULL;
	if (fstat(file, &facts) == 0 && S_ISREG(facts.st_mode) && facts.st_size <= PAGE_BYTES_MAX)
		page = page_of(pages, name);
	if (page != NULL && !is_current(page, &facts)) {
		page_clear(page);
		if (!bytes_read(page, file, &facts))
			page = NULL;
	}
	close(file);
	return page;
}

static const char *header(const struct exchange *exchange, const char *name)
{
	return MHD_lookup_connection_value(exchange->connection, MHD_HEADER_KIND, name);
}

void pages_answer(struct pages *pages, struct exchange *exchange)
{
	const struct page *page = page_find(pages, exchange->routed.file);
	if (page == NULL) {
		answer_error(exchange, WEB_NOT_FOUND, "");
		return;
	}
	const char *accepts = header(exchange, MHD_HTTP_HEADER_ACCEPT_ENCODING);
	const char *known = header(exchange, MHD_HTTP_HEADER_IF_NONE_MATCH);
	bool same = known != NULL && strstr(known, page->etag) != NULL;
	bool packed = page->packed != NULL && accepts != NULL && strstr(accepts, "gzip") != NULL;
	size_t size = packed ? page->packed_size : page->size;
	if (same)
		size = 0;
	/* Copied: the file may be read anew while this goes out. */
	struct MHD_Response *response = MHD_create_response_from_buffer(
	    size, packed ? page->packed : page->bytes, MHD_RESPMEM_MUST_COPY);
	if (response == NULL) {
		answer_response(exchange, MHD_HTTP_INTERNAL_SERVER_ERROR, NULL, 0);
		return;
	}
	answer_headers(response);
	MHD_add_response_header(
	    response, MHD_HTTP_HEADER_CONTENT_TYPE, type_of(exchange->routed.file));
	MHD_add_response_header(response, MHD_HTTP_HEADER_ETAG, page->etag);
	MHD_add_response_header(response, MHD_HTTP_HEADER_VARY, "Accept-Encoding");
	/* Asked for each time, answered with "as it was": a page and its modules are of one version. */
	MHD_add_response_header(response, MHD_HTTP_HEADER_CACHE_CONTROL, "no-cache");
	if (packed && !same)
		MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_ENCODING, "gzip");
	answer_response(exchange, same ? MHD_HTTP_NOT_MODIFIED : MHD_HTTP_OK, response, size);
}
