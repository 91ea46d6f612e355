# broker/lists.mk - the sources of broker/, by hand, in the order of the alphabet.

# Without its main().
BROKER_SRC = \
	broker/apply/apply.c \
	broker/apply/apply_choices.c \
	broker/apply/apply_curation.c \
	broker/apply/apply_member.c \
	broker/apply/apply_note.c \
	broker/apply/apply_session.c \
	broker/channel.c \
	broker/config.c \
	broker/config_file.c \
	broker/confine.c \
	broker/counters.c \
	broker/desk/desk.c \
	broker/desk/desk_ask.c \
	broker/desk/desk_command.c \
	broker/desk/desk_door.c \
	broker/desk/desk_member.c \
	broker/desk/desk_people.c \
	broker/desk/desk_read.c \
	broker/desk/desk_round.c \
	broker/desk/rate.c \
	broker/desk/staging.c \
	broker/desk/supervisor.c \
	broker/keys.c \
	broker/log.c \
	broker/members/access.c \
	broker/members/feeds.c \
	broker/members/init.c \
	broker/members/keyring.c \
	broker/members/zap.c \
	broker/names/names.c \
	broker/names/names_contact.c \
	broker/names/names_lists.c \
	broker/names/names_rules.c \
	broker/names/names_words.c \
	broker/notify.c \
	broker/press/press.c \
	broker/press/press_answer.c \
	broker/press/press_fold.c \
	broker/press/press_lexicon.c \
	broker/press/press_publish.c \
	broker/synthesis/analyse.c \
	broker/synthesis/change.c \
	broker/synthesis/dictionary.c \
	broker/synthesis/fixed.c \
	broker/synthesis/fold.c \
	broker/synthesis/group.c \
	broker/synthesis/housekeeping.c \
	broker/synthesis/lexicon.c \
	broker/synthesis/likeness.c \
	broker/synthesis/link.c \
	broker/synthesis/link_gist.c \
	broker/synthesis/missing.c \
	broker/synthesis/plan.c \
	broker/synthesis/point.c \
	broker/synthesis/read.c \
	broker/synthesis/reason.c \
	broker/synthesis/statement.c \
	broker/synthesis/table.c \
	broker/synthesis/vectors.c \
	broker/synthesis/word_lists.c \
	broker/synthesis/words.c \
	broker/tools.c
BROKER_MAIN = broker/main.c
