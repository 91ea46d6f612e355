/* client/terminal/session/programme_report_yaml.h - the section `report` of a programme's file. */
#ifndef RAPPORTEUR_CLIENT_TERMINAL_SESSION_PROGRAMME_REPORT_YAML_H
#define RAPPORTEUR_CLIENT_TERMINAL_SESSION_PROGRAMME_REPORT_YAML_H

#include "proto/programme_report.h"
#include "proto/yaml/yaml_fields.h"

/* Fills *report from the section of root, if there is one. */
void programme_report_yaml_read(
    struct yaml_fields *fields, const struct yaml_node *root, struct programme_report *report);

#endif
