using Xunit;

// Tests measure seconds and start silos of two slots each: side by side on two cores they would measure one another.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
