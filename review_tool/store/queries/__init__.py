"""Reading: reports, records, lists, counts, the plan, the evidence. Nothing here writes; what is blind stays so."""
