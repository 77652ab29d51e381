"""How gunicorn serves the application; the command line overrides every line of it."""

import os

wsgi_app = "newsroom.wsgi"

worker_class = "gthread"
workers = 2
# Half of them may be taken by streams of partners' copies (NEWSROOM_SYNC_STREAMS).
threads = 8  # As many as there are connections of a process (NEWSROOM_DATABASE_POOL_SIZE).

# Seconds without a sign of life after which a worker is killed, and seconds that requests in
# flight get to finish when it stops.
timeout = 30
graceful_timeout = 20
# Above the idle time of the proxy in front, which then never writes to a closed connection.
keepalive = 75

# A long filter is a long address; the default of 4094 bytes is too short for it.
limit_request_line = 8190
# The socket could reload or stop the server, and servers of one user share its path.
control_socket_disable = True
# Workers touch a file to show that they live; on a disk that can block for seconds.
if os.access("/dev/shm", os.W_OK):  # noqa: S108
    worker_tmp_dir = "/dev/shm"  # noqa: S108
