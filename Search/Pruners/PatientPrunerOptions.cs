namespace Search;

/// <summary>Options of <see cref="PatientPruner"/>.</summary>
/// <param name="Patience">Epochs without improvement that are borne; at least 1.</param>
/// <param name="Delta">What counts as an improvement: the best value must fall by more than this, in the metric's units; 0 or more.</param>
/// <param name="Inner">The pruner that decides once patience has run out, with its default options; <c>none</c> prunes at once.</param>
public sealed record PatientPrunerOptions(int Patience = 5, double Delta = 0, string Inner = "none");
