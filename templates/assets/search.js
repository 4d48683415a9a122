// Finds lessons. Loaded when the reader first opens the search.
