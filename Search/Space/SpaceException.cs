namespace Search;

/// <summary>A search space, or an option of a sampler or pruner, that cannot be used: says which field, what is wrong and the remedy.</summary>
/// <remarks><see cref="Exception.Message"/> is <c>path: problem; remedy</c>, for example <c>space.lr.low: must be above 0 ...</c>.</remarks>
public sealed class SpaceException : Exception
{
    /// <summary>Creates the error of one field.</summary>
    /// <param name="path">Where: dotted, from the root, as <c>space.lr.low</c> or <c>sampler.startup_trials</c>.</param>
    /// <param name="problem">What is wrong and how to mend it.</param>
    public SpaceException(string path, string problem) : base($"{path}: {problem}")
    {
        Path = path;
        Problem = problem;
    }

    /// <summary>The dotted path of the bad field.</summary>
    public string Path { get; }

    /// <summary>The message without the path.</summary>
    public string Problem { get; }
}
