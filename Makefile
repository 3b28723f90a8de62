# Plain `make` lists what can be done. Works on a machine with only Python >= 3.11 and make.
