/*
 * broker/synthesis/words/word_lists.c - words that people who take notes use, in plain form: no capitals, no marks.
 *
 * What may mean two common things is in no list ("int": international, or interpreter), but for the
 * acronyms, which count only where the note has them in capitals or where they are no word.
 * "not", "no", "without", "non", "sans", "sin" are no stop words: they turn a note round.
 */
#include "broker/synthesis/words/lexicon_internal.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(list) (sizeof(list) / sizeof *(list))

/* English, French and Spanish, in byte order, as all lists here. */
static const char *const stop_words[] = { "a", "about", "above", "ademas", "afin", "after", "again",
	"ainsi", "al", "algo", "all", "alors", "already", "also", "although", "always", "am", "an",
	"and", "another", "ante", "any", "anything", "are", "around", "as", "ask", "asked", "at",
	"au", "aunque", "aussi", "autre", "autres", "aux", "avait", "avec", "avoir", "away", "be",
	"beaucoup", "became", "because", "become", "becomes", "been", "before", "being", "below",
	"between", "bien", "both", "bring", "but", "by", "cada", "called", "came", "can", "cannot",
	"ce", "cela", "celui", "certain", "ces", "cet", "cette", "chaque", "chez", "come", "comes",
	"comme", "como", "con", "could", "cual", "cuando", "cuanto", "dans", "de", "debe", "deben",
	"deja", "del", "des", "desde", "did", "different", "do", "does", "doing", "doit", "doivent",
	"donc", "donde", "dont", "dos", "down", "du", "during", "e", "each", "eg", "either", "el",
	"ella", "ellas", "elle", "elles", "ellos", "else", "emphasised", "emphasized", "en",
	"encore", "enough", "entre", "era", "es", "esa", "ese", "eso", "esos", "est", "esta",
	"estan", "estas", "este", "esto", "estos", "et", "etc", "etre", "eux", "even", "ever",
	"every", "everyone", "everything", "faire", "fait", "far", "faut", "felt", "few", "find",
	"flagged", "for", "from", "fue", "fueron", "further", "get", "gets", "getting", "give",
	"given", "go", "goes", "going", "gone", "got", "ha", "hacia", "had", "han", "has", "hasta",
	"have", "having", "hay", "he", "her", "here", "highlighted", "him", "his", "how", "however",
	"ici", "ie", "if", "il", "ils", "in", "instead", "into", "is", "it", "its", "itself", "je",
	"jusque", "just", "keep", "kept", "know", "la", "las", "le", "les", "let", "leur", "leurs",
	"like", "lo", "lors", "lorsque", "los", "lot", "lots", "lui", "made", "mais", "make",
	"many", "mas", "may", "me", "mean", "means", "meme", "mentioned", "might", "moins", "more",
	"most", "much", "mucho", "muchos", "must", "muy", "my", "need", "needs", "ni", "nos",
	"noted", "noting", "nous", "o", "of", "off", "on", "once", "one", "only", "ont", "or",
	"other", "others", "otherwise", "otra", "otras", "otros", "ou", "our", "out", "over", "own",
	"par", "para", "participant", "participants", "per", "pero", "peu", "peut", "peuvent",
	"plus", "plusieurs", "poco", "point", "pointed", "por", "porque", "pour", "puede", "pueden",
	"pues", "puis", "put", "qu", "quand", "que", "quel", "quelle", "qui", "quien", "raised",
	"rather", "really", "sa", "said", "same", "say", "saying", "says", "se", "sea", "sean",
	"see", "seem", "seems", "seen", "selon", "ser", "sera", "ses", "several", "shall", "she",
	"should", "show", "si", "since", "so", "sobre", "soit", "solo", "some", "something", "son",
	"sont", "sous", "souvent", "speaker", "speakers", "still", "stress", "stressed", "su",
	"such", "suggested", "sur", "sus", "take", "taken", "takes", "taking", "tambien", "tan",
	"tant", "tanto", "tel", "tell", "telle", "than", "that", "the", "their", "them", "then",
	"there", "these", "they", "thing", "things", "think", "this", "those", "though", "through",
	"thus", "tiene", "tienen", "to", "toda", "todas", "todo", "todos", "told", "too",
	"toujours", "tous", "tout", "toute", "toutes", "tras", "tres", "u", "un", "una", "under",
	"underlined", "une", "uno", "unos", "until", "up", "us", "use", "used", "using", "vers",
	"very", "via", "vous", "want", "wants", "was", "way", "ways", "we", "well", "were", "what",
	"when", "where", "whether", "which", "while", "who", "whom", "whose", "why", "will", "with",
	"within", "would", "y", "ya", "yet", "you", "your" };

struct pair_of_words {
	const char *from;
	const char *to;
};

static const struct pair_of_words abbreviations[] = { { "abt", "about" }, { "acc", "access" },
	{ "accom", "accommodation" }, { "acct", "account" }, { "ack", "acknowledged" },
	{ "addl", "additional" }, { "adj", "adjustment" }, { "admin", "administration" },
	{ "adv", "advocacy" }, { "ag", "agriculture" }, { "agcies", "agencies" },
	{ "agcy", "agency" }, { "agmt", "agreement" }, { "agmts", "agreements" },
	{ "agri", "agriculture" }, { "amt", "amount" }, { "appl", "application" },
	{ "approx", "approximately" }, { "apps", "applications" }, { "appt", "appointment" },
	{ "arr", "arrival" }, { "assoc", "association" }, { "asst", "assistance" },
	{ "auth", "authority" }, { "auths", "authorities" }, { "avail", "available" },
	{ "avg", "average" }, { "b4", "before" }, { "bc", "because" }, { "bcos", "because" },
	{ "bcs", "because" }, { "betw", "between" }, { "biz", "business" }, { "bldg", "building" },
	{ "btw", "between" }, { "btwn", "between" }, { "cap", "capacity" },
	{ "cert", "certificate" }, { "certs", "certificates" }, { "chall", "challenge" },
	{ "challs", "challenges" }, { "chn", "children" }, { "cmte", "committee" },
	{ "cncl", "council" }, { "comm", "community" }, { "commn", "commission" },
	{ "comms", "communication" }, { "commty", "community" }, { "conf", "conference" },
	{ "consult", "consultation" }, { "cont", "continued" }, { "contrib", "contribution" },
	{ "coop", "cooperation" }, { "coord", "coordination" }, { "corp", "corporation" },
	{ "cos", "companies" }, { "crim", "criminal" }, { "ctr", "centre" },
	{ "ctries", "countries" }, { "ctrs", "centres" }, { "ctry", "country" },
	{ "cttee", "committee" }, { "cttees", "committees" }, { "curr", "current" },
	{ "def", "definition" }, { "deg", "degree" }, { "deliv", "delivery" },
	{ "dept", "department" }, { "depts", "departments" }, { "dev", "development" },
	{ "devt", "development" }, { "diff", "different" }, { "diffs", "differences" },
	{ "disab", "disability" }, { "disc", "discussion" }, { "discr", "discrimination" },
	{ "dist", "district" }, { "div", "division" }, { "doc", "document" },
	{ "docs", "documents" }, { "docu", "documentation" }, { "dup", "duplicate" },
	{ "econ", "economic" }, { "edu", "education" }, { "educ", "education" },
	{ "eff", "effective" }, { "emb", "embassy" }, { "emp", "employer" },
	{ "empl", "employment" }, { "emps", "employers" }, { "enf", "enforcement" },
	{ "eng", "english" }, { "env", "environment" }, { "equip", "equipment" },
	{ "esp", "especially" }, { "estd", "established" }, { "ev", "evidence" },
	{ "eval", "evaluation" }, { "exp", "experience" }, { "expt", "expert" },
	{ "ext", "external" }, { "fac", "facility" }, { "fam", "family" }, { "fams", "families" },
	{ "fed", "federal" }, { "fin", "financial" }, { "frm", "from" }, { "fwd", "forward" },
	{ "gen", "general" }, { "gov", "government" }, { "govs", "governments" },
	{ "govt", "government" }, { "govts", "governments" }, { "grp", "group" },
	{ "grps", "groups" }, { "hc", "health" }, { "hh", "household" }, { "hhs", "households" },
	{ "hosp", "hospital" }, { "hq", "headquarters" }, { "hrs", "hours" },
	{ "ids", "identities" }, { "immig", "immigration" }, { "imp", "important" },
	{ "impl", "implementation" }, { "incl", "including" }, { "indep", "independent" },
	{ "indiv", "individual" }, { "indivs", "individuals" }, { "info", "information" },
	{ "infra", "infrastructure" }, { "insp", "inspection" }, { "inst", "institution" },
	{ "insts", "institutions" }, { "insuff", "insufficient" }, { "intl", "international" },
	{ "invest", "investment" }, { "irreg", "irregular" }, { "lab", "labour" },
	{ "lang", "language" }, { "langs", "languages" }, { "leg", "legislation" },
	{ "lic", "licence" }, { "lvl", "level" }, { "max", "maximum" }, { "mech", "mechanism" },
	{ "mechs", "mechanisms" }, { "med", "medical" }, { "meds", "medicines" },
	{ "mgmt", "management" }, { "mgr", "manager" }, { "mgrs", "managers" },
	{ "mig", "migration" }, { "migr", "migration" }, { "migs", "migrants" },
	{ "mins", "minutes" }, { "misc", "miscellaneous" }, { "mkt", "market" },
	{ "mkts", "markets" }, { "mo", "month" }, { "mos", "months" }, { "mtg", "meeting" },
	{ "mtgs", "meetings" }, { "mths", "months" }, { "nat", "national" }, { "natl", "national" },
	{ "nbr", "number" }, { "nec", "necessary" }, { "neg", "negative" },
	{ "negs", "negotiations" }, { "nr", "near" }, { "obj", "objective" },
	{ "objs", "objectives" }, { "obs", "observation" }, { "ofc", "office" },
	{ "ofcr", "officer" }, { "offcr", "officer" }, { "opp", "opportunity" },
	{ "opps", "opportunities" }, { "ops", "operations" }, { "org", "organisation" },
	{ "orgs", "organisations" }, { "orig", "origin" }, { "parl", "parliament" },
	{ "partic", "particularly" }, { "pb", "problem" }, { "pbm", "problem" },
	{ "pbs", "problems" }, { "pers", "personal" }, { "plp", "people" }, { "pop", "population" },
	{ "poss", "possible" }, { "pov", "poverty" }, { "pp", "people" }, { "ppl", "people" },
	{ "ppn", "proportion" }, { "pref", "preference" }, { "prep", "preparation" },
	{ "prev", "previous" }, { "princ", "principle" }, { "prob", "problem" },
	{ "probs", "problems" }, { "proc", "procedure" }, { "procs", "procedures" },
	{ "prof", "professional" }, { "prog", "programme" }, { "progs", "programmes" },
	{ "proj", "project" }, { "projs", "projects" }, { "prot", "protection" },
	{ "prov", "province" }, { "provn", "provision" }, { "psych", "psychological" },
	{ "pt", "point" }, { "ptnr", "partner" }, { "ptnrs", "partners" }, { "pts", "points" },
	{ "ptship", "partnership" }, { "pub", "public" }, { "pvt", "private" },
	{ "qn", "question" }, { "qns", "questions" }, { "qtn", "question" },
	{ "qtrly", "quarterly" }, { "qty", "quantity" }, { "qual", "quality" },
	{ "quals", "qualifications" }, { "rec", "recommendation" }, { "recd", "received" },
	{ "recog", "recognition" }, { "recruit", "recruitment" }, { "recs", "recommendations" },
	{ "ref", "reference" }, { "refs", "references" }, { "reg", "registration" },
	{ "regs", "regulations" }, { "rel", "relation" }, { "rep", "report" },
	{ "reps", "representatives" }, { "req", "required" }, { "reqd", "required" },
	{ "reqs", "requirements" }, { "resp", "responsibility" }, { "resps", "responsibilities" },
	{ "rev", "review" }, { "rgts", "rights" }, { "rts", "rights" }, { "sal", "salary" },
	{ "sch", "school" }, { "schs", "schools" }, { "sec", "security" }, { "sect", "sector" },
	{ "sep", "separate" }, { "sev", "several" }, { "shld", "should" }, { "sig", "significant" },
	{ "sit", "situation" }, { "soc", "social" }, { "spec", "special" }, { "srv", "service" },
	{ "srvs", "services" }, { "stat", "statistics" }, { "stats", "statistics" },
	{ "std", "standard" }, { "stds", "standards" }, { "sth", "something" },
	{ "strat", "strategy" }, { "suff", "sufficient" }, { "sugg", "suggestion" },
	{ "supp", "support" }, { "svc", "service" }, { "svcs", "services" }, { "sys", "system" },
	{ "tchr", "teacher" }, { "tchrs", "teachers" }, { "tech", "technical" },
	{ "temp", "temporary" }, { "thru", "through" }, { "tr", "training" },
	{ "trad", "traditional" }, { "transp", "transport" }, { "trg", "training" },
	{ "trng", "training" }, { "trnsprt", "transport" }, { "tx", "treatment" },
	{ "undoc", "undocumented" }, { "unempl", "unemployment" }, { "uni", "university" },
	{ "unis", "universities" }, { "univ", "university" }, { "vac", "vacancy" },
	{ "vacs", "vacancies" }, { "vax", "vaccine" }, { "voc", "vocational" },
	{ "vol", "voluntary" }, { "vs", "versus" }, { "vuln", "vulnerable" }, { "wd", "would" },
	{ "wk", "week" }, { "wkly", "weekly" }, { "wkr", "worker" }, { "wkrs", "workers" },
	{ "wks", "weeks" }, { "wkshp", "workshop" }, { "wld", "would" }, { "wrkr", "worker" },
	{ "wrkrs", "workers" }, { "xs", "excess" }, { "yng", "young" }, { "yp", "youth" },
	{ "yr", "year" }, { "yrs", "years" } };

static const struct pair_of_words acronyms[] = { { "ai", "artificial intelligence" },
	{ "asd", "autism" }, { "cso", "civil society organisation" },
	{ "csos", "civil society organisations" }, { "cv", "resume" },
	{ "dv", "domestic violence" }, { "eu", "european union" },
	{ "fgm", "female genital mutilation" }, { "gbv", "gender violence" },
	{ "gdp", "gross domestic product" }, { "ict", "information technology" },
	{ "idp", "internally displaced person" }, { "idps", "internally displaced persons" },
	{ "ilo", "international labour organization" }, { "imf", "international monetary fund" },
	{ "iom", "international organization migration" }, { "lgbt", "gay lesbian" },
	{ "mfa", "foreign ministry" }, { "moh", "health ministry" }, { "moj", "justice ministry" },
	{ "mol", "labour ministry" }, { "mou", "memorandum understanding" },
	{ "mous", "memoranda understanding" }, { "mp", "member parliament" },
	{ "mps", "members parliament" }, { "ngo", "nongovernmental organisation" },
	{ "ngos", "nongovernmental organisations" }, { "nhs", "health service" },
	{ "ppe", "protective equipment" }, { "sdg", "sustainable development" },
	{ "sdgs", "sustainable development" }, { "sen", "special educational needs" },
	{ "sme", "small business" }, { "smes", "small businesses" },
	{ "tvet", "vocational training" }, { "uk", "britain" }, { "un", "united nations" },
	{ "vaw", "violence women" }, { "wfh", "home work" } };

/* A word that ends so in French or Spanish often ends so in English. The longer ending first. */
static const struct pair_of_words endings[] = { { "aciones", "ations" }, { "amientos", "ments" },
	{ "amiento", "ment" }, { "imientos", "ments" }, { "imiento", "ment" },
	{ "ciones", "tions" }, { "siones", "sions" }, { "encias", "ences" }, { "ancias", "ances" },
	{ "idades", "ities" }, { "logiques", "logical" }, { "logique", "logical" },
	{ "aires", "aries" }, { "istas", "ists" }, { "encia", "ence" }, { "encia", "ency" },
	{ "ancia", "ance" }, { "idad", "ity" }, { "dades", "ties" }, { "icos", "ics" },
	{ "icas", "ics" }, { "ites", "ities" }, { "ivos", "ive" }, { "ivas", "ive" },
	{ "ique", "ical" }, { "ique", "ic" }, { "iques", "ics" }, { "iste", "ist" },
	{ "istes", "ists" }, { "aire", "ary" }, { "eurs", "ors" }, { "euse", "ous" },
	{ "eux", "ous" }, { "elle", "al" }, { "elles", "al" }, { "ance", "ance" },
	{ "cion", "tion" }, { "sion", "sion" }, { "dad", "ty" }, { "tad", "ty" }, { "ista", "ist" },
	{ "ico", "ical" }, { "ico", "ic" }, { "ica", "ical" }, { "ica", "ic" }, { "ivo", "ive" },
	{ "iva", "ive" }, { "ales", "al" }, { "aux", "al" }, { "oso", "ous" }, { "osa", "ous" },
	{ "ario", "ary" }, { "aria", "ary" }, { "eur", "or" }, { "eur", "er" }, { "ites", "ities" },
	{ "ite", "ity" }, { "tes", "ties" }, { "te", "ty" }, { "ias", "ies" }, { "ia", "y" },
	{ "ie", "y" }, { "ies", "ies" }, { "es", "es" }, { "es", "s" }, { "es", "" }, { "er", "e" },
	{ "er", "" }, { "ar", "ate" }, { "ar", "e" }, { "ar", "" }, { "os", "s" }, { "as", "s" },
	{ "o", "e" }, { "o", "" }, { "a", "e" }, { "a", "" }, { "e", "" }, { "s", "" },
	{ "", "" } };

static int compare_stop(const void *key, const void *element)
{
	return strcmp(key, *(const char *const *)element);
}

static int compare_from(const void *key, const void *element)
{
	return strcmp(key, ((const struct pair_of_words *)element)->from);
}

bool word_is_stop(const char *word)
{
	return bsearch(word, (const void *)stop_words, COUNT(stop_words), sizeof *stop_words,
		   compare_stop) != NULL;
}

static const char *find(const struct pair_of_words *list, size_t count, const char *word)
{
	const struct pair_of_words *found = bsearch(word, list, count, sizeof *list, compare_from);
	return found == NULL ? NULL : found->to;
}

const char *word_abbreviation(const char *word)
{
	return find(abbreviations, COUNT(abbreviations), word);
}

const char *word_acronym(const char *word)
{
	return find(acronyms, COUNT(acronyms), word);
}

bool word_cognate(const char *word, size_t index, char *english, size_t room)
{
	size_t size = strlen(word);
	for (size_t i = 0; i < COUNT(endings); i++) {
		size_t ending = strlen(endings[i].from);
		if (size < ending + 3 || strcmp(word + size - ending, endings[i].from) != 0)
			continue;
		if (index-- > 0)
			continue;
		int written =
		    snprintf(english, room, "%.*s%s", (int)(size - ending), word, endings[i].to);
		return written > 0 && (size_t)written < room;
	}
	return false;
}

static void add_pairs(
    crypto_generichash_state *state, const struct pair_of_words *list, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const char *texts[2] = { list[i].from, list[i].to };
		for (size_t k = 0; k < 2; k++)
			crypto_generichash_update(
			    state, (const uint8_t *)texts[k], strlen(texts[k]) + 1);
	}
}

void word_lists_checksum(uint8_t checksum[CHECKSUM_BYTES])
{
	crypto_generichash_state state;
	crypto_generichash_init(&state, NULL, 0, CHECKSUM_BYTES);
	for (size_t i = 0; i < COUNT(stop_words); i++)
		crypto_generichash_update(
		    &state, (const uint8_t *)stop_words[i], strlen(stop_words[i]) + 1);
	add_pairs(&state, abbreviations, COUNT(abbreviations));
	add_pairs(&state, acronyms, COUNT(acronyms));
	add_pairs(&state, endings, COUNT(endings));
	crypto_generichash_final(&state, checksum, CHECKSUM_BYTES);
}
