-- When each tracking number was called last, and how often.
CREATE INDEX calls_by_dialled ON calls (dialled, received_at DESC) WHERE dialled IS NOT NULL;
