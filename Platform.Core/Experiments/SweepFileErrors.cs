namespace Platform.Core.Experiments;

/// <summary>The errors of one file, at most a hundred: beyond that they help nobody.</summary>
internal sealed class SweepFileErrors
{
    private const int Most = 100;

    private readonly List<FieldError> _errors = [];

    public IReadOnlyList<FieldError> All => _errors;

    public int Count => _errors.Count;

    public void Add(string field, string message)
    {
        if (_errors.Count < Most)
            _errors.Add(new FieldError(field, message));
    }
}
