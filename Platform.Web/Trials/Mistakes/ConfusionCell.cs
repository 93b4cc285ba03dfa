namespace Platform.Web.Trials.Mistakes;

/// <summary>A cell of a confusion matrix, or a row or column of it.</summary>
/// <param name="Truth">The true class; null for every class.</param>
/// <param name="Answer">The class that it was taken for; null for every class.</param>
public sealed record ConfusionCell(string? Truth, string? Answer)
{
    /// <summary>Every wrong answer.</summary>
    public static ConfusionCell All { get; } = new(null, null);

    /// <summary>Whether its answers are the right ones.</summary>
    public bool IsRight => Truth is not null && Truth == Answer;

    /// <summary>Its rows of a search's result.</summary>
    public IEnumerable<Training.Core.JudgedRow> Of(Training.Core.TestMistakes found)
    {
        ArgumentNullException.ThrowIfNull(found);
        return (IsRight ? found.Right : found.Mistakes).Where(row => (Truth is null || row.Truth == Truth) && (Answer is null || row.Answer == Answer));
    }
}
