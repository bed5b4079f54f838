"""Speed at three sizes, a province to the nation: `make bench SIZE=S`."""
