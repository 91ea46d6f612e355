/*
 * client/report/wording/common_words.c - words that notes begin with and that are no names. A name that is
 * no such word keeps its capital; a word that is missing here only costs a sentence its smooth reading.
 */
#include "client/report/wording/prose.h"

#include <stdlib.h>
#include <string.h>

/* In byte order. */
static const char *const common_words[] = { "a", "about", "access", "according", "accountability",
	"action", "actors", "additional", "adequate", "administrative", "advocacy", "after", "age",
	"agencies", "agents", "agreements", "agriculture", "aid", "all", "also", "although",
	"among", "an", "and", "annual", "another", "any", "applications", "appropriate", "apps",
	"are", "areas", "as", "asylum", "at", "authorities", "awareness", "banks", "barriers",
	"because", "before", "being", "below", "benefits", "better", "between", "bilateral",
	"birth", "border", "borders", "both", "brokers", "budgets", "building", "bureaucracy",
	"business", "businesses", "but", "by", "campaigns", "camps", "capacity", "care", "cases",
	"cash", "certificates", "challenges", "change", "changes", "cheap", "child", "children",
	"cities", "citizens", "civil", "clear", "climate", "clinics", "coastal", "collaboration",
	"collective", "common", "communities", "community", "companies", "complaints",
	"complementary", "comprehensive", "conditions", "conflict", "consular", "consulates",
	"consultation", "contracts", "cooperation", "coordination", "corruption", "cost", "costs",
	"countries", "courts", "coverage", "credit", "crisis", "crops", "cross", "cultural",
	"current", "cyclones", "data", "deadlines", "death", "deaths", "debt", "debts", "decent",
	"decisions", "delays", "demand", "deployment", "deportation", "deportations", "deskilling",
	"despite", "destination", "detention", "development", "dialogue", "dialogues", "diaspora",
	"diasporas", "different", "difficult", "digital", "direct", "disasters", "discrimination",
	"displaced", "displacement", "documents", "domestic", "donors", "drivers", "drought",
	"droughts", "due", "during", "each", "early", "earnings", "economic", "education",
	"effective", "embassies", "emergency", "employer", "employers", "employment", "enforcement",
	"english", "equal", "ethical", "even", "every", "everybody", "everyone", "evidence",
	"existing", "exploitation", "exports", "factories", "fair", "families", "family", "farmers",
	"fear", "fears", "fees", "few", "fewer", "financial", "firms", "fish", "fishers",
	"flexible", "flights", "flood", "floods", "food", "for", "forced", "foreign", "formal",
	"four", "free", "from", "full", "fund", "funding", "funds", "gaps", "garment", "gender",
	"girls", "global", "good", "government", "governments", "grassroots", "greater", "green",
	"grievance", "groups", "growing", "guidelines", "half", "harassment", "harvests", "having",
	"he", "health", "healthcare", "help", "her", "here", "high", "higher", "hiring", "his",
	"home", "hospitals", "host", "hotlines", "hours", "housing", "how", "however", "human",
	"humanitarian", "if", "illegal", "in", "incentives", "inclusive", "income", "incomes",
	"independent", "indigenous", "inequality", "informal", "information", "inside",
	"inspections", "inspectors", "institutional", "insurance", "integration", "internal",
	"international", "interpreters", "investment", "irregular", "island", "islands",
	"isolation", "it", "its", "jobs", "joint", "judges", "justice", "key", "knowledge", "labor",
	"labour", "lack", "land", "language", "languages", "large", "laws", "lawyers", "legal",
	"less", "lessons", "licences", "licensed", "little", "loans", "local", "lockdown",
	"lockdowns", "long", "loss", "low", "lower", "main", "major", "making", "man", "many",
	"market", "markets", "masks", "mass", "measures", "media", "medical", "meetings", "members",
	"men", "mental", "middle", "migrant", "migrants", "migration", "minimum", "ministers",
	"ministries", "minorities", "mixed", "mobile", "mobility", "money", "monitoring", "more",
	"most", "mothers", "much", "municipalities", "mutual", "national", "natural", "nearly",
	"neither", "networks", "never", "new", "no", "nobody", "nor", "not", "nothing", "now",
	"nurses", "of", "officers", "offices", "officials", "often", "older", "on", "one", "online",
	"only", "open", "or", "organisations", "organised", "organizations", "organized", "other",
	"others", "our", "outreach", "over", "overseas", "own", "pandemic", "parents",
	"parliaments", "participants", "participation", "partners", "partnerships", "passports",
	"pathways", "pay", "payments", "pensions", "people", "permits", "persons", "places",
	"platforms", "police", "policies", "policy", "political", "poor", "poverty", "practical",
	"pregnant", "present", "previous", "prices", "private", "procedures", "processes",
	"professional", "programmes", "progress", "projects", "proper", "protection", "public",
	"qualifications", "quality", "quarantine", "questions", "quotas", "racism", "radio", "rape",
	"rates", "ratification", "real", "recent", "recognition", "recruiters", "recruitment",
	"referral", "reforms", "refugees", "regional", "registration", "regular", "regulations",
	"reintegration", "remittances", "rents", "reports", "research", "residence", "residents",
	"resources", "respect", "responses", "restrictions", "retired", "return", "returned",
	"returnees", "returning", "returns", "rights", "rising", "risks", "roads", "rural", "safe",
	"safety", "salaries", "sanctions", "scholarships", "schools", "sea", "seafarers",
	"seasonal", "second", "security", "services", "several", "sex", "sexual", "she", "shelter",
	"shelters", "short", "shortages", "since", "single", "skilled", "skills", "slow", "small",
	"smugglers", "smuggling", "social", "societies", "society", "solutions", "some", "soon",
	"special", "staff", "stakeholders", "standard", "standards", "states", "statistics",
	"stigma", "stories", "stranded", "street", "strict", "students", "studies", "such",
	"sudden", "support", "surveys", "systems", "tax", "taxes", "teachers", "technical",
	"technology", "temporary", "that", "the", "their", "them", "then", "there", "these", "they",
	"things", "this", "those", "three", "through", "time", "to", "together", "too", "tools",
	"traditional", "trafficking", "trained", "trainers", "training", "transit", "translation",
	"transparency", "transparent", "transport", "travel", "treaties", "trust", "two",
	"undocumented", "unemployed", "unemployment", "unions", "universities", "unpaid", "unsafe",
	"until", "up", "updated", "upskilling", "urban", "use", "vaccines", "very", "victims",
	"villages", "violence", "visa", "visas", "vocational", "voluntary", "volunteers",
	"vulnerability", "vulnerable", "wage", "wages", "waiting", "war", "water", "we", "weak",
	"welfare", "what", "when", "where", "whether", "which", "while", "who", "whole", "why",
	"wider", "widespread", "with", "within", "without", "witnesses", "woman", "women", "work",
	"worker", "workers", "working", "workplace", "workplaces", "workshops", "xenophobia",
	"year", "years", "young", "youth" };

/* What ends like this is hardly ever a name. */
static const char *const endings[] = { "tion", "tions", "ment", "ments", "ness", "ity", "ities",
	"ship", "ships", "ance", "ances", "ence", "ences", "isation", "ization", "ism", "ings" };

static int compare(const void *key, const void *element)
{
	return strcmp(key, *(const char *const *)element);
}

bool prose_word_common(const char *word)
{
	size_t size = strlen(word);
	if (bsearch(word, (const void *)common_words, sizeof common_words / sizeof *common_words,
		sizeof(void *), compare) != NULL)
		return true;
	for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
		size_t ending = strlen(endings[i]);
		if (size > ending + 2 && strcmp(word + size - ending, endings[i]) == 0)
			return true;
	}
	return false;
}

/* In byte order. */
static const char *const imperatives[] = { "abolish", "accelerate", "address", "adopt", "advocate",
	"allow", "amend", "apply", "ban", "bring", "broaden", "build", "collect", "combat",
	"conduct", "create", "define", "deliver", "develop", "disaggregate", "document",
	"eliminate", "embed", "enable", "encourage", "end", "enforce", "engage", "enhance",
	"ensure", "establish", "expand", "extend", "facilitate", "fund", "gather", "give",
	"harmonise", "harmonize", "identify", "implement", "improve", "include", "increase",
	"integrate", "introduce", "invest", "involve", "keep", "link", "make", "monitor", "offer",
	"prevent", "prioritise", "prioritize", "prohibit", "promote", "protect", "provide",
	"publish", "raise", "ratify", "recognise", "recognize", "reduce", "reform", "regulate",
	"remove", "respect", "review", "scale", "simplify", "stop", "strengthen", "support",
	"train", "translate", "use", "widen" };

bool prose_word_imperative(const char *word)
{
	return bsearch(word, (const void *)imperatives, sizeof imperatives / sizeof *imperatives,
		   sizeof(void *), compare) != NULL;
}
