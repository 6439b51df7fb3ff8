"""Journey: the use cases. Load rows, ask core, save, record what happened; one transaction each."""
