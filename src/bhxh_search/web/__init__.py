"""An index over HTTP: a page for people, and a JSON API. It needs the extra `web`; nothing else imports it."""
