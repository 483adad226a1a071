SET NAMES utf8mb4;
SET sql_mode = 'STRICT_TRANS_TABLES,NO_ENGINE_SUBSTITUTION';
CREATE TABLE `every "type" of ``value``` (
  `id` bigint NOT NULL,
  `wide` bigint,
  `small` int,
  `code number` int,
  `flag` boolean,
  `double` double,
  `places` double,
  `double code` double,
  `float` float,
  `float places` float,
  `money` decimal(9,2),
  `exact` decimal(18,6),
  `whole` decimal(12,0) NOT NULL,
  `day` date,
  `day code` date,
  `clock` time(6),
  `instant` datetime(6),
  `moment` datetime(3),
  `local` datetime(6),
  `text "quoted", with comma` text,
  `country` text,
  `bytes` blob,
  `key` char(36)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
INSERT INTO `every "type" of ``value``` (`id`, `wide`, `small`, `code number`, `flag`, `double`, `places`, `double code`, `float`, `float places`, `money`, `exact`, `whole`, `day`, `day code`, `clock`, `instant`, `moment`, `local`, `text "quoted", with comma`, `country`, `bytes`, `key`) VALUES
(0,9223372036854775807,0,7,TRUE,0.1,0.1,0.5,0.1,0.1,0.00,-0.000001,1,'1970-01-01','2019-04-14','00:00:00.000000','1970-01-01T00:00:00.000000','1970-01-01T00:00:00.000000','2024-01-02T03:04:05.000000','plain','Côte d’Ivoire',X'','01234567-89ab-cdef-0123-456789abcdef'),
(1,-9223372036854775808,-2147483648,-3,FALSE,0,-12.25,1e+300,1e-10,99999.9,-0.05,999999999999.999999,-10,'1969-12-31','2019-04-15','23:59:59.999999','1969-12-31T23:59:59.999999','1969-12-31T23:59:59.999000',NULL,'','a "b", c',X'00ff80','ffffffff-ffff-ffff-ffff-ffffffffffff'),
(-1,NULL,2147483647,7,NULL,1e+21,0,NULL,16777216,NULL,1234567.89,NULL,1,'2024-02-29',NULL,NULL,'2024-01-02T03:04:05.000006','2024-01-02T03:04:05.123000','2024-01-02T03:04:05.000000',NULL,'',NULL,NULL),
(12345678,10000000000000000,NULL,NULL,TRUE,1e-7,1000000000000000,0.5,NULL,0.1,NULL,-0.000001,-10,NULL,'2019-04-14','12:34:56.000007',NULL,NULL,NULL,'a,b',NULL,X'c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3','00000000-0000-0000-0000-000000000000');
INSERT INTO `every "type" of ``value``` (`id`, `wide`, `small`, `code number`, `flag`, `double`, `places`, `double code`, `float`, `float places`, `money`, `exact`, `whole`, `day`, `day code`, `clock`, `instant`, `moment`, `local`, `text "quoted", with comma`, `country`, `bytes`, `key`) VALUES
(123456789,9223372036854775807,99999999,7,TRUE,123456.789,NULL,1e+300,-1.5,99999.9,0.00,999999999999.999999,1,'0000-01-01','2019-04-15','00:00:00.000000','9999-12-31T23:59:59.999999','1970-01-01T00:00:00.000000','2024-01-02T03:04:05.000000','say "hi"','xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',X'22','01234567-89ab-cdef-0123-456789abcdef'),
(9007199254740991,-9223372036854775808,100000000,-3,TRUE,NULL,99.9,NULL,0.1,NULL,-0.05,NULL,-10,'9999-12-31',NULL,'23:59:59.999999','1970-01-01T00:00:00.000000','1969-12-31T23:59:59.999000',NULL,'line
break','Côte d’Ivoire',X'2c0d0a27','ffffffff-ffff-ffff-ffff-ffffffffffff'),
(0,NULL,0,7,FALSE,5e-324,0,0.5,1e-10,0.1,1234567.89,-0.000001,1,'1970-01-01','2019-04-14',NULL,'1969-12-31T23:59:59.999999','2024-01-02T03:04:05.123000','2024-01-02T03:04:05.000000','tab	\\','a "b", c',X'',NULL),
(1,10000000000000000,-2147483648,NULL,NULL,0.3333333333333333,3,1e+300,16777216,99999.9,NULL,999999999999.999999,-10,'1969-12-31','2019-04-15','12:34:56.000007','2024-01-02T03:04:05.000006',NULL,NULL,'ü€😀','',X'00ff80','00000000-0000-0000-0000-000000000000');
INSERT INTO `every "type" of ``value``` (`id`, `wide`, `small`, `code number`, `flag`, `double`, `places`, `double code`, `float`, `float places`, `money`, `exact`, `whole`, `day`, `day code`, `clock`, `instant`, `moment`, `local`, `text "quoted", with comma`, `country`, `bytes`, `key`) VALUES
(-1,9223372036854775807,2147483647,7,TRUE,100,0.1,NULL,NULL,NULL,0.00,NULL,1,'2024-02-29',NULL,'00:00:00.000000',NULL,'1970-01-01T00:00:00.000000','2024-01-02T03:04:05.000000','a text that is longer than thirty-two bytes',NULL,NULL,'01234567-89ab-cdef-0123-456789abcdef');
