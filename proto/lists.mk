# proto/lists.mk - the sources of proto/, by hand, in the order of the alphabet.

PROTO_SRC = \
	proto/command_erase.c \
	proto/command_member.c \
	proto/command_moderator.c \
	proto/command_note.c \
	proto/command_read.c \
	proto/command_report.c \
	proto/command_session.c \
	proto/command_version.c \
	proto/curation.c \
	proto/envelope.c \
	proto/errors.c \
	proto/event.c \
	proto/grouping.c \
	proto/messages.c \
	proto/name_mark.c \
	proto/programme.c \
	proto/programme_codec.c \
	proto/programme_report.c \
	proto/report_version.c \
	proto/retention.c \
	proto/synthesis.c \
	proto/wire/buffer.c \
	proto/wire/id.c \
	proto/wire/pack.c \
	proto/wire/seal.c \
	proto/wire/text.c \
	proto/wire/token.c \
	proto/wire/walk.c \
	proto/wire/wire.c
# What people write by hand: programmes and the broker's configuration.
YAML_SRC = \
	proto/yaml/yaml_fields.c \
	proto/yaml/yaml_tree.c
# What a program that uses the library includes besides; installed with it.
PROTO_HEADERS = $(patsubst %,proto/%.h,command command_moderator command_report command_version curation envelope errors limits messages name_mark programme \
	programme_report synthesis wire/buffer)
