"""French as written in Québec: 9 h 12. What is not named here is Django's."""

TIME_FORMAT = "G\xa0\\h\xa0i"
SHORT_DATE_FORMAT = "j N Y"
DATETIME_FORMAT = "j F Y, G\xa0\\h\xa0i"
SHORT_DATETIME_FORMAT = "j N Y, G\xa0\\h\xa0i"
