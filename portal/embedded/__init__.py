"""The whole portal on one machine: a private broker, web, worker and beat under one supervisor."""
