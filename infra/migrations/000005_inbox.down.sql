DROP TABLE inbox_cursors, inbox_events;
