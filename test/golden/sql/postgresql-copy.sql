SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
CREATE TABLE "every ""type"" of `value`" (
  "id" bigint NOT NULL,
  "wide" bigint,
  "small" integer,
  "code number" integer,
  "flag" boolean,
  "double" double precision,
  "places" double precision,
  "double code" double precision,
  "float" real,
  "float places" real,
  "money" numeric(9,2),
  "exact" numeric(18,6),
  "whole" numeric(12,0) NOT NULL,
  "day" date,
  "day code" date,
  "clock" time,
  "instant" timestamptz,
  "moment" timestamptz(3),
  "local" timestamp,
  "text ""quoted"", with comma" text,
  "country" text,
  "bytes" bytea,
  "key" uuid
);
COPY "every ""type"" of `value`" ("id", "wide", "small", "code number", "flag", "double", "places", "double code", "float", "float places", "money", "exact", "whole", "day", "day code", "clock", "instant", "moment", "local", "text ""quoted"", with comma", "country", "bytes", "key") FROM stdin;
0	9223372036854775807	0	7	t	0.1	0.1	0.5	0.1	0.1	0.00	-0.000001	1	1970-01-01	2019-04-14	00:00:00.000000	1970-01-01T00:00:00.000000Z	1970-01-01T00:00:00.000000Z	2024-01-02T03:04:05.000000	plain	Côte d’Ivoire	\\x	01234567-89ab-cdef-0123-456789abcdef
1	-9223372036854775808	-2147483648	-3	f	0	-12.25	1e+300	1e-10	99999.9	-0.05	999999999999.999999	-10	1969-12-31	2019-04-15	23:59:59.999999	1969-12-31T23:59:59.999999Z	1969-12-31T23:59:59.999000Z	\N		a "b", c	\\x00ff80	ffffffff-ffff-ffff-ffff-ffffffffffff
-1	\N	2147483647	7	\N	1e+21	0	\N	16777216	\N	1234567.89	\N	1	2024-02-29	\N	\N	2024-01-02T03:04:05.000006Z	2024-01-02T03:04:05.123000Z	2024-01-02T03:04:05.000000	\N		\N	\N
12345678	10000000000000000	\N	\N	t	1e-7	1000000000000000	0.5	\N	0.1	\N	-0.000001	-10	\N	2019-04-14	12:34:56.000007	\N	\N	\N	a,b	\N	\\xc3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3	00000000-0000-0000-0000-000000000000
123456789	9223372036854775807	99999999	7	t	123456.789	\N	1e+300	-1.5	99999.9	0.00	999999999999.999999	1	0000-01-01	2019-04-15	00:00:00.000000	9999-12-31T23:59:59.999999Z	1970-01-01T00:00:00.000000Z	2024-01-02T03:04:05.000000	say "hi"	xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx	\\x22	01234567-89ab-cdef-0123-456789abcdef
9007199254740991	-9223372036854775808	100000000	-3	t	\N	99.9	\N	0.1	\N	-0.05	\N	-10	9999-12-31	\N	23:59:59.999999	1970-01-01T00:00:00.000000Z	1969-12-31T23:59:59.999000Z	\N	line\r\nbreak	Côte d’Ivoire	\\x2c0d0a27	ffffffff-ffff-ffff-ffff-ffffffffffff
0	\N	0	7	f	5e-324	0	0.5	1e-10	0.1	1234567.89	-0.000001	1	1970-01-01	2019-04-14	\N	1969-12-31T23:59:59.999999Z	2024-01-02T03:04:05.123000Z	2024-01-02T03:04:05.000000	tab\t\\	a "b", c	\\x	\N
1	10000000000000000	-2147483648	\N	\N	0.3333333333333333	3	1e+300	16777216	99999.9	\N	999999999999.999999	-10	1969-12-31	2019-04-15	12:34:56.000007	2024-01-02T03:04:05.000006Z	\N	\N	ü€😀		\\x00ff80	00000000-0000-0000-0000-000000000000
-1	9223372036854775807	2147483647	7	t	100	0.1	\N	\N	\N	0.00	\N	1	2024-02-29	\N	00:00:00.000000	\N	1970-01-01T00:00:00.000000Z	2024-01-02T03:04:05.000000	a text that is longer than thirty-two bytes	\N	\N	01234567-89ab-cdef-0123-456789abcdef
\.
