"""What each thread carries; nothing of it is for Python."""
