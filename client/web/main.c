/* client/web/main.c - rapporteur-web: the pages, and the broker behind them, for browsers. */
#include "client/web/gateway.h"

int main(int argc, char **argv)
{
	struct settings settings;
	switch (settings_read(&settings, argc, argv)) {
	case SETTINGS_OK:
		return gateway_run(&settings);
	case SETTINGS_ENOUGH:
		return 0;
	case SETTINGS_USAGE:
		break;
	}
	return 2;
}
