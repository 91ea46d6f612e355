/* client/report/write/docx_template.c - what a template brings into a Word file of ours; see client/report/template.h. */
#include "client/report/write/docx_internal.h"
#include "client/report/write/xml_internal.h"

void docx_template_parts(struct report_zip *zip, const struct report_template *template)
{
	for (size_t i = 0; i < template->part_count; i++) {
		const struct template_part *part = &template->parts[i];
		report_out_add(report_zip_begin(zip, part->name), part->bytes, part->size);
		report_zip_end(zip);
	}
}

void docx_template_types(struct report_out *out, const struct report_template *template)
{
	report_out_text(out,
	    "<Default Extension=\"png\" ContentType=\"image/png\"/>"
	    "<Default Extension=\"jpeg\" ContentType=\"image/jpeg\"/>"
	    "<Default Extension=\"jpg\" ContentType=\"image/jpeg\"/>"
	    "<Default Extension=\"gif\" ContentType=\"image/gif\"/>");
	for (size_t i = 0; i < template->part_count; i++) {
		const struct template_part *part = &template->parts[i];
		if (part->type == NULL)
			continue;
		report_xml_between(out, "<Override PartName=\"/", part->name, "\"");
		report_xml_between(out, " ContentType=\"", part->type, "\"/>");
	}
}

void docx_template_relations(struct report_out *out, const struct report_template *template)
{
	for (size_t i = 0; i < template->relation_count; i++) {
		const struct template_relation *relation = &template->relations[i];
		report_xml_between(out, "<Relationship Id=\"", relation->id, "\"");
		report_xml_between(out, " Type=\"", relation->type, "\"");
		report_xml_between(out, " Target=\"", relation->target, "\"/>");
	}
}
