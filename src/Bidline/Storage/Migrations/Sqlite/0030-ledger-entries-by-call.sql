-- The lines of a call are found by its transactions, which have its id too: an index less for every line.
DROP INDEX ledger_entries_call;
