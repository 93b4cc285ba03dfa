namespace Platform.Core.Experiments;

/// <summary>
/// What could be read of a sweep file. With errors the spec is a draft: a field that was wrong has its default and a wrong
/// parameter is left out of the space, so that further checks can add what else is wrong.
/// </summary>
public sealed record SweepFileResult(SweepSpec Spec, IReadOnlyList<FieldError> Errors);
