"""``manage.py demo``: make the demo projects and say how to sign in."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from config.demo import make_demo


class Command(BaseCommand):
    """Makes what is missing of the demo; a second call changes nothing and prints the same sign-ins."""

    help = "Make the demo projects (once) and print the sign-ins of a lead and a rater."

    def handle(self, *args: Any, **options: Any) -> None:
        sign_ins = make_demo(data_dir=settings.DATA_DIR, now=timezone.now())
        for role, sign_in in sign_ins.items():
            self.stdout.write(f"  {role:<6} {sign_in['email']}   password: {sign_in['password']}")
