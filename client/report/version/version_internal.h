/* client/report/version/version_internal.h - the kinds of blocks; codes are in the journal. */
#ifndef RAPPORTEUR_CLIENT_REPORT_VERSION_VERSION_INTERNAL_H
#define RAPPORTEUR_CLIENT_REPORT_VERSION_VERSION_INTERNAL_H

enum version_kind {
	VERSION_HEADING = 1,
	VERSION_PARAGRAPH = 2,
	VERSION_TABLE = 3,
	VERSION_ANNEX = 4,
	VERSION_FOOTNOTE = 5,
};
#define VERSION_KIND_MAX 99u

#endif
