"""The log as a whole: read, checked from end to end, bundled, copied, merged from several copies of a review."""
