import signal
import threading

from django.core.management.base import BaseCommand

from newsroom.worker.loop import Worker


class Command(BaseCommand):
    help = "Do what is scheduled, until stopped. Any number may run side by side."

    def handle(self, *args, **options):
        stop = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: stop.set())
        self.stdout.write("The worker runs.")
        Worker(stop).run()
        self.stdout.write("The worker has stopped.")
