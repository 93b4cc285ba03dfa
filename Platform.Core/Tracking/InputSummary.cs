namespace Platform.Core.Tracking;

/// <summary>Which data set a run has read.</summary>
/// <param name="Context">The tag <c>mlflow.data.context</c> of the use, such as <c>training</c>; null for none.</param>
public sealed record InputSummary(string Name, string Digest, string? Context)
{
    /// <summary>The tag that says what a data set was used for.</summary>
    public const string ContextTag = "mlflow.data.context";

    /// <summary>The summary of an input.</summary>
    public static InputSummary Of(RunInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new InputSummary(input.Dataset.Name, input.Dataset.Digest, input.Tags.GetValueOrDefault(ContextTag));
    }
}
