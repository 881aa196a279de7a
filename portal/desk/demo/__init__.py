"""Demo accounts and a made episode, so that each role has something to see at once. Never in production."""
