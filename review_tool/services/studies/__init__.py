"""What is held of each included study: its appraisal, the values extracted, the sheets sent out for either."""
