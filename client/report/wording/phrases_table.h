/*
 * client/report/wording/phrases_table.h - every wording of the report, in one table: a line a phrase, a
 * column a language (English, French, Spanish). {0}, {1} … are filled in; their order is each language's own.
 */
#ifndef RAPPORTEUR_CLIENT_REPORT_WORDING_PHRASES_TABLE_H
#define RAPPORTEUR_CLIENT_REPORT_WORDING_PHRASES_TABLE_H

#define PHRASES(X) \
	X(PHRASE_WORD_CONTENTS, "Contents", "Table des matières", "Índice") \
	X(PHRASE_WORD_SKIP, "Skip to the text", "Aller au texte", "Ir al texto") \
	X(PHRASE_WORD_FOOTNOTES, "Footnotes", "Notes", "Notas") \
	X(PHRASE_WORD_FOOTNOTE, "Footnote", "Note", "Nota") \
	X(PHRASE_WORD_BACK, "Back to the text", "Retour au texte", "Volver al texto") \
	X(PHRASE_WORD_PARAGRAPH, "Paragraph", "Paragraphe", "Párrafo") \
	X(PHRASE_BEFORE_LETTER, "(", "", "") \
	X(PHRASE_AFTER_LETTER, ")", ")", ")") \
	X(PHRASE_SUMMARY_REPORT, "Summary report", "Rapport de synthèse", "Informe resumido") \
	X(PHRASE_SERIES_KIND, "Consolidated paper", "Document de synthèse", \
	    "Documento consolidado") \
	X(PHRASE_SERIES_TITLE, "Consultations of the series {0}", "Consultations de la série {0}", \
	    "Consultas de la serie {0}") \
	X(PHRASE_SERIES_COUNT, "{0} consultations", "{0} consultations", "{0} consultas") \
	X(PHRASE_SERIES_ONE, "1 consultation", "1 consultation", "1 consulta") \
	X(PHRASE_SERIES_FINAL, "Final. All consultations of the series are closed.", \
	    "Version définitive. Toutes les consultations de la série sont closes.", \
	    "Versión definitiva. Todas las consultas de la serie están cerradas.") \
	X(PHRASE_SERIES_INTERIM, "Interim. Of {1} consultations {0} are closed.", \
	    "Version provisoire. Sur {1} consultations, {0} sont closes.", \
	    "Versión provisional. De {1} consultas {0} están cerradas.") \
	X(PHRASE_SERIES_SESSIONS, "The consultations", "Les consultations", "Las consultas") \
	X(PHRASE_SERIES_INTRODUCTION, \
	    "This paper brings together what was said at the following consultations. The paragraphs that " \
	    "it names are those of their reports. What was raised at more than one of them is said so, and " \
	    "stands first.", \
	    "Le présent document rassemble ce qui a été dit lors des consultations suivantes. Les " \
	    "paragraphes qu’il cite sont ceux de leurs rapports. Ce qui a été soulevé lors de plusieurs " \
	    "d’entre elles est signalé et vient en premier.", \
	    "Este documento reúne lo que se dijo en las consultas siguientes. Los párrafos que cita son " \
	    "los de sus informes. Lo que se planteó en más de una de ellas se indica y va primero.") \
	X(PHRASE_SERIES_SESSION, "{0} ({1}), {2}; notes received: {3}", \
	    "{0} ({1}), {2} ; notes reçues : {3}", "{0} ({1}), {2}; notas recibidas: {3}") \
	X(PHRASE_SERIES_RECURS, "This was raised at {0} of the consultations: {1}.", \
	    "Ce point a été soulevé lors de {0} des consultations : {1}.", \
	    "Esto se planteó en {0} de las consultas: {1}.") \
	X(PHRASE_SERIES_SEE, "See {0}.", "Voir {0}.", "Véase {0}.") \
	X(PHRASE_SERIES_PARAGRAPH, "{0}, paragraph {1}", "{0}, paragraphe {1}", \
	    "{0}, párrafo {1}") \
	X(PHRASE_SERIES_METHOD, \
	    "Two points of different consultations, under the same objective and category, are taken for one " \
	    "when at least half of the words of their statements are the same, endings and small words left " \
	    "aside. Which these are is told with each.", \
	    "Deux points de consultations différentes, sous le même objectif et la même rubrique, sont tenus " \
	    "pour un seul lorsqu’au moins la moitié des mots de leurs énoncés sont les mêmes, terminaisons " \
	    "et petits mots mis à part. Chacun indique lesquels.", \
	    "Dos cuestiones de consultas distintas, bajo el mismo objetivo y la misma categoría, se tienen por " \
	    "una sola cuando al menos la mitad de las palabras de sus enunciados son las mismas, dejando de lado " \
	    "terminaciones y palabras menores. Cada una indica cuáles son.") \
	X(PHRASE_SERIES_CAPTION, "Notes by consultation", "Notes par consultation", \
	    "Notas por consulta") \
	X(PHRASE_SERIES_COLUMN, "Consultation", "Consultation", "Consulta") \
	X(PHRASE_DISTRIBUTION, "Distr.: {0}", "Distr. : {0}", "Distr.: {0}") \
	X(PHRASE_ORIGINAL, "Original: English", "Original : français", "Original: español") \
	X(PHRASE_SESSION, "Session {0}", "Session {0}", "Sesión {0}") \
	X(PHRASE_SESSION_SERIES, "Session {0} of the series {1}", "Session {0} de la série {1}", \
	    "Sesión {0} de la serie {1}") \
	X(PHRASE_TIME_RANGE, "{0}-{1} hrs.", "{0}-{1}", "{0}-{1} horas") \
	X(PHRASE_TIME_ZONE, "{0} ({1} time)", "{0} (heure de {1})", "{0} (hora de {1})") \
	X(PHRASE_DATE, "{0} {1} {2}", "{0} {1} {2}", "{0} de {1} de {2}") \
	X(PHRASE_DATE_RANGE, "{0} to {1}", "{0} au {1}", "{0} al {1}") \
	X(PHRASE_OBJECTIVE, "Objective", "Objectif", "Objetivo") \
	X(PHRASE_OBJECTIVE_ONE, "Objective {0}", "Objectif {0}", "Objetivo {0}") \
	X(PHRASE_OBJECTIVE_MANY, "Objectives {0}", "Objectifs {0}", "Objetivos {0}") \
	X(PHRASE_OBJECTIVE_TITLE, "{0} {1}: {2}", "{0} {1} : {2}", "{0} {1}: {2}") \
	X(PHRASE_OBJECTIVE_NUMBER, "{0} {1}", "{0} {1}", "{0} {1}") \
	X(PHRASE_AND, "{0} and {1}", "{0} et {1}", "{0} y {1}") \
	X(PHRASE_CLOSED, "Final. The session was closed on {0}.", \
	    "Version définitive. La session a été close le {0}.", \
	    "Versión definitiva. La sesión se cerró el {0}.") \
	X(PHRASE_CLOSED_UNDATED, "Final. The session is closed.", \
	    "Version définitive. La session est close.", \
	    "Versión definitiva. La sesión está cerrada.") \
	X(PHRASE_OPEN, "Interim. The session is still open; this is its state at event {0}.", \
	    "Version provisoire. La session est encore ouverte ; ceci est son état à l’événement {0}.", \
	    "Versión provisional. La sesión sigue abierta; este es su estado en el evento {0}.") \
	X(PHRASE_OPEN_UNNUMBERED, "Interim. The session is still open.", \
	    "Version provisoire. La session est encore ouverte.", \
	    "Versión provisional. La sesión sigue abierta.") \
	X(PHRASE_UTC, "{0}, {1} (UTC)", "{0}, {1} (UTC)", "{0}, {1} (UTC)") \
	X(PHRASE_BACKGROUND, "Background", "Contexte", "Antecedentes") \
	X(PHRASE_ORGANIZATION, "Objectives, organization and attendance", \
	    "Objectifs, organisation et participation", "Objetivos, organización y participación") \
	X(PHRASE_OUTCOMES, "Outcomes of the consultation", "Résultats de la consultation", \
	    "Resultados de la consulta") \
	X(PHRASE_CLOSING, "Closing and next steps", "Clôture et prochaines étapes", \
	    "Clausura y próximos pasos") \
	X(PHRASE_QUESTIONS, "Guiding questions", "Questions directrices", \
	    "Preguntas orientadoras") \
	X(PHRASE_BALANCE, "Balance and method", "Bilan et méthode", "Balance y método") \
	X(PHRASE_OVERVIEW, "Overall progress in implementation", \
	    "Progrès d’ensemble dans la mise en œuvre", "Avances generales en la aplicación") \
	X(PHRASE_FOCUS_ONE, \
	    "The consultation was held on {0}, {1}, and focused on the following objective:", \
	    "La consultation s’est tenue le {0}, {1}, et a porté sur l’objectif suivant :", \
	    "La consulta se celebró el {0}, {1}, y se centró en el siguiente objetivo:") \
	X(PHRASE_FOCUS_MANY, \
	    "The consultation was held on {0}, {1}, and focused on the following {2} objectives:", \
	    "La consultation s’est tenue le {0}, {1}, et a porté sur les {2} objectifs suivants :", \
	    "La consulta se celebró el {0}, {1}, y se centró en los siguientes {2} objetivos:") \
	X(PHRASE_ATTENDED, \
	    "In all, {0} stakeholders from {1} countries attended the consultation.", \
	    "En tout, {0} parties prenantes de {1} pays ont participé à la consultation.", \
	    "En total, {0} interesados de {1} países asistieron a la consulta.") \
	X(PHRASE_ATTENDED_ONE, "In all, {0} stakeholders attended the consultation, from {1}.", \
	    "En tout, {0} parties prenantes ont participé à la consultation ({1}).", \
	    "En total, {0} interesados asistieron a la consulta ({1}).") \
	X(PHRASE_SECTORS, "They came from the following sectors: {0}.", \
	    "Elles venaient des secteurs suivants : {0}.", \
	    "Procedían de los siguientes sectores: {0}.") \
	X(PHRASE_SECTOR, "{0} ({1} per cent)", "{0} ({1} %)", "{0} ({1} %)") \
	X(PHRASE_SUBREGIONS_ALL, "All subregions were represented.", \
	    "Toutes les sous-régions étaient représentées.", \
	    "Todas las subregiones estuvieron representadas.") \
	X(PHRASE_SUBREGIONS_EXCEPT, "All subregions were represented, except {0}.", \
	    "Toutes les sous-régions étaient représentées, sauf {0}.", \
	    "Todas las subregiones estuvieron representadas, excepto {0}.") \
	X(PHRASE_SUBREGIONS_ONLY, "Of the subregions, the following were represented: {0}.", \
	    "Parmi les sous-régions, les suivantes étaient représentées : {0}.", \
	    "De las subregiones, estuvieron representadas las siguientes: {0}.") \
	X(PHRASE_GENDER_BALANCED, \
	    "There was a balanced gender representation among participants.", \
	    "La représentation des genres était équilibrée.", \
	    "La representación de género fue equilibrada.") \
	X(PHRASE_GENDER_SHARE, \
	    "Of the participants who stated their gender, {0} per cent were women.", \
	    "Parmi les personnes ayant indiqué leur genre, {0} % étaient des femmes.", \
	    "De las personas que indicaron su género, el {0} % eran mujeres.") \
	X(PHRASE_GROUPS_ONE, "The discussion took place in one working group.", \
	    "La discussion a eu lieu dans un groupe de travail.", \
	    "El debate tuvo lugar en un grupo de trabajo.") \
	X(PHRASE_GROUPS_MANY, "The discussion took place in {0} working groups.", \
	    "La discussion a eu lieu dans {0} groupes de travail.", \
	    "El debate tuvo lugar en {0} grupos de trabajo.") \
	X(PHRASE_GROUPS_ROUNDS, "The discussion took place in {0} working groups, in {1} rounds.", \
	    "La discussion a eu lieu dans {0} groupes de travail, en {1} séries.", \
	    "El debate tuvo lugar en {0} grupos de trabajo, en {1} rondas.") \
	X(PHRASE_GUIDED, "A set of guiding questions was prepared for it.", \
	    "Une série de questions directrices avait été préparée à cet effet.", \
	    "Se había preparado para ello una serie de preguntas orientadoras.") \
	X(PHRASE_SEE_PROGRAMME, "The programme is in {0}.", "Le programme figure à l’{0}.", \
	    "El programa figura en el {0}.") \
	X(PHRASE_SEE_QUESTIONS, "The guiding questions are in {0}.", \
	    "Les questions directrices figurent à l’{0}.", \
	    "Las preguntas orientadoras figuran en el {0}.") \
	X(PHRASE_STRUCTURE, \
	    "This report summarizes the points that were raised, objective by objective.", \
	    "Le présent rapport résume les points soulevés, objectif par objectif.", \
	    "El presente informe resume las cuestiones planteadas, objetivo por objetivo.") \
	X(PHRASE_NOTES_NONE, "No notes were received.", "Aucune note n’a été reçue.", \
	    "No se recibió ninguna nota.") \
	X(PHRASE_NOTES_ONE, "It is based on one note taken in the working groups.", \
	    "Il se fonde sur une note prise dans les groupes de travail.", \
	    "Se basa en una nota tomada en los grupos de trabajo.") \
	X(PHRASE_NOTES_MANY, "It is based on {0} notes taken in the working groups.", \
	    "Il se fonde sur {0} notes prises dans les groupes de travail.", \
	    "Se basa en {0} notas tomadas en los grupos de trabajo.") \
	X(PHRASE_SEE_BALANCE, "How each of them was used is in {0}.", \
	    "L’usage qui a été fait de chacune figure à l’{0}.", \
	    "El uso que se hizo de cada una figura en el {0}.") \
	X(PHRASE_CHATHAM, "The meeting was conducted under the Chatham House rule.", \
	    "La réunion s’est tenue selon la règle de Chatham House.", \
	    "La reunión se celebró conforme a la regla de Chatham House.") \
	X(PHRASE_ON_RECORD, "{0} stated for the record, “{1}”.", \
	    "{0} a déclaré à titre public, « {1} ».", "{0} declaró a título público, «{1}».") \
	X(PHRASE_ON_RECORD_ONE, "The following statement was made on the record.", \
	    "La déclaration suivante a été faite à titre public.", \
	    "La declaración siguiente se formuló a título público.") \
	X(PHRASE_ON_RECORD_MANY, "The following statements were made on the record.", \
	    "Les déclarations suivantes ont été faites à titre public.", \
	    "Las declaraciones siguientes se formularon a título público.") \
	X(PHRASE_NO_POINTS, "No points were recorded under this objective.", \
	    "Aucun point n’a été relevé au titre de cet objectif.", \
	    "No se registró ninguna cuestión en relación con este objetivo.") \
	X(PHRASE_THAT_ONE_0, "A participant noted that {0}", "Un participant a noté que {0}", \
	    "Un participante señaló que {0}") \
	X(PHRASE_THAT_ONE_1, "One participant observed that {0}", \
	    "Un participant a fait observer que {0}", "Un participante observó que {0}") \
	X(PHRASE_THAT_ONE_2, "A participant pointed out that {0}", \
	    "Un participant a fait remarquer que {0}", "Un participante indicó que {0}") \
	X(PHRASE_THAT_MANY_0, "Participants noted that {0}", "Des participants ont noté que {0}", \
	    "Varios participantes señalaron que {0}") \
	X(PHRASE_THAT_MANY_1, "Participants pointed out that {0}", \
	    "Des participants ont fait remarquer que {0}", \
	    "Varios participantes indicaron que {0}") \
	X(PHRASE_THAT_MANY_2, "Participants highlighted that {0}", \
	    "Des participants ont souligné que {0}", "Varios participantes destacaron que {0}") \
	X(PHRASE_THAT_WIDE_0, "It was widely noted that {0}", "Il a été largement noté que {0}", \
	    "En general se señaló que {0}") \
	X(PHRASE_THAT_WIDE_1, "It was widely pointed out that {0}", \
	    "Il a été largement relevé que {0}", "En general se indicó que {0}") \
	X(PHRASE_THAT_WIDE_2, "It was widely emphasized that {0}", \
	    "Il a été largement souligné que {0}", "En general se destacó que {0}") \
	X(PHRASE_REPORTED_ONE, "A participant reported that {0}", \
	    "Un participant a signalé que {0}", "Un participante informó de que {0}") \
	X(PHRASE_REPORTED_MANY, "Participants reported that {0}", \
	    "Des participants ont signalé que {0}", "Varios participantes informaron de que {0}") \
	X(PHRASE_REPORTED_WIDE, "It was widely reported that {0}", \
	    "Il a été largement signalé que {0}", "En general se informó de que {0}") \
	X(PHRASE_QUOTED_ONE, "A participant noted: “{0}”.", "Un participant a noté : « {0} ».", \
	    "Un participante señaló: «{0}».") \
	X(PHRASE_QUOTED_MANY, "Participants noted: “{0}”.", \
	    "Des participants ont noté : « {0} ».", "Varios participantes señalaron: «{0}».") \
	X(PHRASE_QUOTED_WIDE, "It was widely noted: “{0}”.", "Il a été largement noté : « {0} ».", \
	    "En general se señaló: «{0}».") \
	X(PHRASE_ASKED_ONE, "A participant asked: “{0}”.", "Un participant a demandé : « {0} ».", \
	    "Un participante preguntó: «{0}».") \
	X(PHRASE_ASKED_MANY, "Participants asked: “{0}”.", \
	    "Des participants ont demandé : « {0} ».", "Varios participantes preguntaron: «{0}».") \
	X(PHRASE_RECOMMENDED_ONE, "A participant recommended: “{0}”.", \
	    "Un participant a recommandé : « {0} ».", "Un participante recomendó: «{0}».") \
	X(PHRASE_RECOMMENDED_MANY, "Participants recommended: “{0}”.", \
	    "Des participants ont recommandé : « {0} ».", \
	    "Varios participantes recomendaron: «{0}».") \
	X(PHRASE_CALL_TO, "There was a call to {0}", "Il a été demandé de {0}", "Se pidió {0}") \
	X(PHRASE_CALLED_FOR_ONE, "A participant called for {0}", "Un participant a réclamé {0}", \
	    "Un participante pidió {0}") \
	X(PHRASE_CALLED_FOR_MANY, "Participants called for {0}", \
	    "Des participants ont réclamé {0}", "Varios participantes pidieron {0}") \
	X(PHRASE_NEED_TO, "There was a need to {0}", "Il fallait {0}", "Era necesario {0}") \
	X(PHRASE_NEED_FOR, "There was a need for {0}", "Il fallait {0}", "Era necesario {0}") \
	X(PHRASE_TIME_TO, "It was time to {0}", "Il était temps de {0}", "Era hora de {0}") \
	X(PHRASE_POINTED_ONE, "A participant pointed to {0}", "Un participant a évoqué {0}", \
	    "Un participante mencionó {0}") \
	X(PHRASE_POINTED_MANY, "Participants pointed to {0}", "Des participants ont évoqué {0}", \
	    "Varios participantes mencionaron {0}") \
	X(PHRASE_METHOD_POINTS, \
	    "Notes that say the same are one point. A point is worded after the note that speaks " \
	    "best for it, or by a moderator.", \
	    "Les notes qui disent la même chose forment un point. Un point est rédigé d’après la note " \
	    "qui l’exprime le mieux, ou par un modérateur.", \
	    "Las notas que dicen lo mismo forman una cuestión. Cada cuestión se redacta según la nota " \
	    "que mejor la expresa, o la redacta un moderador.") \
	X(PHRASE_METHOD_STRENGTH, \
	    "“A participant” stands for a point that one note taker recorded, “participants” for one " \
	    "that two or more recorded, “it was widely” for one in at least five notes of at least " \
	    "three note takers. Within a theme or category stronger points come first, unless a " \
	    "moderator ordered them.", \
	    "« Un participant » désigne un point relevé par une seule personne prenant des notes, « des " \
	    "participants » un point relevé par deux ou plus, « il a été largement » un point " \
	    "figurant dans au moins cinq notes d’au moins trois d’entre elles. Dans un thème ou une " \
	    "catégorie, les points les plus forts viennent d’abord, sauf si un modérateur les a ordonnés.", \
	    "«Un participante» designa una cuestión anotada por una sola persona, «varios " \
	    "participantes» una anotada por dos o más, «en general» una que figura en al menos " \
	    "cinco notas de al menos tres personas. Dentro de un tema o categoría, las cuestiones más " \
	    "destacadas van primero, salvo que un moderador las haya ordenado.") \
	X(PHRASE_CONFIRMED, \
	    "Before the plenary these rooms read their points back and confirmed them: {0}.", \
	    "Avant la séance plénière, ces salles ont relu leurs points et les ont confirmés : {0}.", \
	    "Antes del pleno estas salas releyeron sus cuestiones y las confirmaron: {0}.") \
	X(PHRASE_CONFIRMED_SINCE, "{0} (notes since: {1})", "{0} (notes depuis : {1})", \
	    "{0} (notas desde entonces: {1})") \
	X(PHRASE_METHOD_QUOTED, "What stands in quotation marks is a note as it was written.", \
	    "Ce qui figure entre guillemets est une note telle qu’elle a été écrite.", \
	    "Lo que figura entre comillas es una nota tal como se escribió.") \
	X(PHRASE_BALANCE_TEXT, \
	    "Notes received: {0}. Each is counted once in the table below, under the objective it " \
	    "was written for.", \
	    "Notes reçues : {0}. Chacune est comptée une fois dans le tableau ci-dessous, sous " \
	    "l’objectif pour lequel elle a été écrite.", \
	    "Notas recibidas: {0}. Cada una se cuenta una vez en el cuadro siguiente, en el " \
	    "objetivo para el que se escribió.") \
	X(PHRASE_BALANCE_CAPTION, "Notes by objective", "Notes par objectif", \
	    "Notas por objetivo") \
	X(PHRASE_BALANCE_RECEIVED, "Received", "Reçues", "Recibidas") \
	X(PHRASE_BALANCE_IN_POINTS, "In points", "Dans des points", "En cuestiones") \
	X(PHRASE_BALANCE_HIDDEN, "Hidden", "Masquées", "Ocultas") \
	X(PHRASE_BALANCE_UNPLACED, "Unplaced", "Non placées", "Sin ubicar") \
	X(PHRASE_BALANCE_RETRACTED, "Retracted", "Retirées", "Retiradas") \
	X(PHRASE_BALANCE_REDACTED, "Redacted", "Effacées", "Borradas") \
	X(PHRASE_BALANCE_LATE, "Late", "Tardives", "Tardías") \
	X(PHRASE_BALANCE_POINTS, "Points", "Points", "Cuestiones") \
	X(PHRASE_BALANCE_TOTAL, "Total", "Total", "Total") \
	X(PHRASE_LIST_HIDDEN, "The following notes were hidden:", \
	    "Les notes suivantes ont été masquées :", "Se ocultaron las notas siguientes:") \
	X(PHRASE_LIST_UNPLACED, "The following notes are in no point:", \
	    "Les notes suivantes ne figurent dans aucun point :", \
	    "Las notas siguientes no figuran en ninguna cuestión:") \
	X(PHRASE_LIST_LATE, "The following notes came after the session was closed:", \
	    "Les notes suivantes sont arrivées après la clôture de la session :", \
	    "Las notas siguientes llegaron después del cierre de la sesión:") \
	X(PHRASE_LIST_NOTE, "Objective {0}: “{1}”", "Objectif {0} : « {1} »", \
	    "Objetivo {0}: «{1}»") \
	X(PHRASE_LIST_NOTE_BY_ID, "Objective {0}: note {1} ({2})", \
	    "Objectif {0} : note {1} ({2})", "Objetivo {0}: nota {1} ({2})") \
	X(PHRASE_UNTOUCHED, "No note touched the following guiding questions:", \
	    "Aucune note n’a abordé les questions directrices suivantes :", \
	    "Ninguna nota abordó las preguntas orientadoras siguientes:") \
	X(PHRASE_UNTOUCHED_ITEM, "Objective {0}: {1}", "Objectif {0} : {1}", "Objetivo {0}: {1}") \
	X(PHRASE_SILENT, "No note came from the following rooms: {0}.", \
	    "Aucune note n’est venue des salles suivantes : {0}.", \
	    "No llegó ninguna nota de las salas siguientes: {0}.") \
	X(PHRASE_ANNEX, "Annex", "Annexe", "Anexo") \
	X(PHRASE_ANNEX_NUMBER, "Annex {0}", "Annexe {0}", "Anexo {0}") \
	X(PHRASE_ANNEX_IN, "annex {0}", "annexe {0}", "anexo {0}") \
	X(PHRASE_ANNEX_IN_ONE, "the annex", "annexe", "anexo") \
	X(PHRASE_PROGRAMME, "Programme", "Programme", "Programa") \
	X(PHRASE_PROGRAMME_TIME, "Time", "Horaire", "Hora") \
	X(PHRASE_PROGRAMME_DETAILS, "Details", "Détails", "Detalles") \
	X(PHRASE_PROGRAMME_ROUND, "Working groups, round {0}", "Groupes de travail, série {0}", \
	    "Grupos de trabajo, ronda {0}") \
	X(PHRASE_PROGRAMME_MODERATOR, "Moderator: {0}", "Modération : {0}", "Moderación: {0}") \
	X(PHRASE_PROGRAMME_COHOSTS, "{0} (co-hosts: {1})", "{0} (coorganisation : {1})", \
	    "{0} (coorganización: {1})") \
	X(PHRASE_QUESTIONS_TEXT, "Questions", "Questions", "Preguntas")

#endif
