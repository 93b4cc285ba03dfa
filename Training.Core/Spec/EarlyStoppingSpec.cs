using System.Globalization;

namespace Training.Core;

/// <summary>When a trial ends before its last epoch.</summary>
/// <param name="Patience">Epochs in a row without a better validation loss after which it ends; 0 never ends it early.</param>
/// <param name="Delta">How much smaller a validation loss must be to count as better.</param>
public sealed record EarlyStoppingSpec(int Patience, double Delta)
{
    /// <summary>Why the trial ends after these epochs, or null when it goes on. A pure function of the losses.</summary>
    /// <param name="losses">The validation loss of every epoch so far.</param>
    public string? Verdict(IReadOnlyList<double> losses)
    {
        ArgumentNullException.ThrowIfNull(losses);
        var (best, at) = (double.PositiveInfinity, 0);
        for (var i = 0; i < losses.Count; i++)
        {
            if (losses[i] < best - Delta || at == 0)
                (best, at) = (losses[i], i + 1);
        }

        return Patience == 0 || losses.Count - at < Patience
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"Stopped early: the validation loss has not fallen below the {best:G6} of epoch {at} in {losses.Count - at} epochs.");
    }

    internal static EarlyStoppingSpec Read(FieldValues values) => new(values.Int("early_stopping"), values.Float("early_stopping_delta"));

    internal void Write(IDictionary<string, object> fields)
    {
        fields["early_stopping"] = (long)Patience;
        if (Patience > 0)
            fields["early_stopping_delta"] = Delta;
    }
}
