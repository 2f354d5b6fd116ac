"""Questions about documents, answered by search: places are found and quoted, never explained."""
