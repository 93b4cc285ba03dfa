namespace Training.Core;

/// <summary>A training configuration is wrong. <see cref="Field"/> and the message are those of the first error; <see cref="Errors"/> holds all of them.</summary>
public sealed class SpecException : Exception
{
    /// <summary>One error.</summary>
    public SpecException(string field, string message)
        : this([new SpecError(field, message)])
    {
    }

    /// <summary>All errors found in one configuration; at least one.</summary>
    public SpecException(IReadOnlyList<SpecError> errors)
        : base(Describe(errors))
    {
        Errors = errors;
        Field = errors[0].Field;
    }

    /// <summary>The first offending field.</summary>
    public string Field { get; }

    /// <summary>Every error found, in the order of the catalogue; unknown fields first.</summary>
    public IReadOnlyList<SpecError> Errors { get; }

    private static string Describe(IReadOnlyList<SpecError> errors)
    {
        ArgumentNullException.ThrowIfNull(errors);
        ArgumentOutOfRangeException.ThrowIfZero(errors.Count);
        return string.Join(Environment.NewLine, errors.Select(error => $"{error.Field}: {error.Message}"));
    }
}
