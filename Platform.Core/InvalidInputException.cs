namespace Platform.Core;

/// <summary>An input that cannot be accepted, with every error found. Over HTTP it is a 400 and nothing was written.</summary>
public sealed class InvalidInputException(IReadOnlyList<FieldError> errors)
    : Exception(string.Join(" ", errors.Select(e => $"{e.Field}: {e.Message}")))
{
    public InvalidInputException(string field, string message) : this([new FieldError(field, message)]) { }

    public IReadOnlyList<FieldError> Errors { get; } = errors;
}
