-- How a ping's price was made, as JSON: where it began, the rows that changed it, the limits at its end.
ALTER TABLE pings ADD COLUMN making TEXT;
