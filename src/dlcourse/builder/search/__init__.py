"""The search: what lessons say in, an index out that pages load piece by piece, without a server."""
