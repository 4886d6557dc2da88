DELETE FROM reckonings;
