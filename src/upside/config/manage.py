"""Django's own command line, for those who build Upside: ``python -m upside.config.manage``."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "upside.config.settings")
    execute_from_command_line(sys.argv)
