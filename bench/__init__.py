"""What is measured, and beside which limit or rival? One file a bench; `bench/README.md` says how."""
