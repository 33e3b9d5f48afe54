-- Whose portal a user opens, and nothing else; a user without one has a role in the console.
ALTER TABLE users ADD COLUMN publisher TEXT;
