"""`python -m bhxh_search`: the command line, where the script is not on the PATH."""

from bhxh_search.cli import main

if __name__ == "__main__":
    main()
