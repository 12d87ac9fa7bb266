"""The command line, `doithoai`: one file a command."""
