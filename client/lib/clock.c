/* client/lib/clock.c - see clock_internal.h. */
#include "client/lib/clock_internal.h"

#include <fcntl.h>
#include <sodium.h>
#include <stdbool.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static uint64_t clock_ms(clockid_t clock)
{
	struct timespec now = { 0 };
	if (clock_gettime(clock, &now) != 0 || now.tv_sec < 0)
		return 0;
	return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

uint64_t clock_boot_ms(void)
{
	return clock_ms(CLOCK_BOOTTIME);
}

uint64_t clock_wall_ms(void)
{
	return clock_ms(CLOCK_REALTIME);
}

void moment_boot(uint8_t boot[BOOT_BYTES])
{
	memset(boot, 0, BOOT_BYTES);
	char text[64];
	int fd = open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return;
	ssize_t size = read(fd, text, sizeof text);
	close(fd);
	size_t taken = 0;
	if (size <= 0 ||
	    sodium_hex2bin(boot, BOOT_BYTES, text, (size_t)size, "-\n", &taken, NULL) != 0 ||
	    taken != BOOT_BYTES)
		memset(boot, 0, BOOT_BYTES);
}

void moment_now(struct moment *now, const uint8_t boot[BOOT_BYTES])
{
	memcpy(now->boot, boot, BOOT_BYTES);
	now->boot_ms = clock_boot_ms();
	now->wall_ms = clock_wall_ms();
}

uint64_t moment_age_ms(const struct moment *then, const struct moment *now)
{
	bool same_start = memcmp(then->boot, now->boot, BOOT_BYTES) == 0 &&
	    !sodium_is_zero(then->boot, BOOT_BYTES);
	uint64_t from = same_start ? then->boot_ms : then->wall_ms;
	uint64_t to = same_start ? now->boot_ms : now->wall_ms;
	if (to <= from)
		return 0;
	return to - from > AGE_MS_MAX ? AGE_MS_MAX : to - from;
}

uint64_t jitter_ms(uint64_t below)
{
	if (below == 0)
		return 0;
	return randombytes_uniform(below > UINT32_MAX ? UINT32_MAX : (uint32_t)below);
}
