"""The command line: one file a command. Imported in the launcher only, never in the program under test."""
