namespace Platform.Core.Experiments;

/// <summary>The errors of one file, at most a hundred: beyond that they help nobody.</summary>
internal sealed class SweepFileErrors
{
    private const int Most = 100;

    private readonly List<FieldError> _errors = [];

    public IReadOnlyList<FieldError> All => _errors;

    public int Count => _errors.Count;

    /// <summary>No further error is kept, so looking for more is wasted.</summary>
    public bool IsFull => _errors.Count == Most;

    public void Add(string field, string message)
    {
        if (!IsFull)
            _errors.Add(new FieldError(field, message));
    }
}
