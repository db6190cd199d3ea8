"""The command line without its entry point: ``python -m upside.cli``."""

from upside.cli.main import main

main()
