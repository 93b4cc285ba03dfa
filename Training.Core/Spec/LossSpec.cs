namespace Training.Core;

/// <summary>What training minimises.</summary>
/// <param name="Kind"><c>auto</c> (the usual loss of the task) or the name of one.</param>
/// <param name="LabelSmoothing">Share of the target spread evenly over all classes, 0 to 0.5; training loss only, validation is always unsmoothed.</param>
public sealed record LossSpec(string Kind, double LabelSmoothing);
