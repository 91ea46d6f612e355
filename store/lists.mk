# store/lists.mk - the sources of store/, by hand, in the order of the alphabet.

STORE_SRC = \
	store/check.c \
	store/check_grouping.c \
	store/check_members.c \
	store/check_views.c \
	store/engine.c \
	store/engine_lmdb.c \
	store/engine_memory.c \
	store/event_record.c \
	store/folder/backup.c \
	store/folder/erased.c \
	store/folder/erasing.c \
	store/folder/folder.c \
	store/folder/leave_out.c \
	store/folder/lmdb_copy.c \
	store/folder/migrate.c \
	store/folder/rewrite.c \
	store/folder/share.c \
	store/identities.c \
	store/identities_copy.c \
	store/identities_forget.c \
	store/identities_invitation.c \
	store/journal.c \
	store/lmdb_file.c \
	store/record.c \
	store/session_erase.c \
	store/views.c \
	store/views_members.c
