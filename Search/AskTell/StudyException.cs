namespace Search;

/// <summary>Something told to a <see cref="Study"/> that it cannot take; nothing was changed.</summary>
/// <remarks><see cref="Exception.Message"/> is <c>field: problem; remedy</c>.</remarks>
public sealed class StudyException : Exception
{
    /// <summary>Creates the error of one field.</summary>
    /// <param name="field">Which argument, as <c>trial</c> or <c>values</c>.</param>
    /// <param name="problem">What is wrong and how to mend it.</param>
    public StudyException(string field, string problem) : base($"{field}: {problem}")
    {
        Field = field;
        Problem = problem;
    }

    /// <summary>Which argument.</summary>
    public string Field { get; }

    /// <summary>The message without the field.</summary>
    public string Problem { get; }
}
