using Platform.Core.Registry;

namespace Platform.Web.Api;

/// <summary>A plan of retraining; what is left out is the usual.</summary>
/// <param name="Cron">When, as Quartz writes it, in UTC, such as 0 0 3 * * ?; left out: only when somebody asks.</param>
/// <param name="Start">An alias or a version.</param>
/// <param name="Data">The data set; left out: that of the version.</param>
/// <param name="Epochs">Left out, like the further settings: the version's own.</param>
/// <param name="Trials">How many learning rates are tried; 1 if left out.</param>
/// <param name="OnlyWhenDataChanged">Skip while the data are those that were learnt already.</param>
/// <param name="Alias">Points to the result.</param>
internal sealed record RetrainingBody(
    string? Cron = null, string Start = ModelAlias.Champion, string? Data = null, int? Epochs = null, double? LearningRate = null, int? TrainBlocks = null, double? LayerRateDecay = null,
    int? Trials = null, bool OnlyWhenDataChanged = true, string Alias = ModelAlias.Challenger)
{
    public RetrainingPlan ToPlan()
    {
        var changes = new RetrainingChanges(Epochs, LearningRate, TrainBlocks, LayerRateDecay, Trials);
        return new RetrainingPlan(Cron, Start, Data, changes == RetrainingChanges.None ? null : changes, OnlyWhenDataChanged, Alias);
    }
}

/// <summary>Train again now.</summary>
/// <param name="Force">Also when the data have not changed.</param>
internal sealed record RetrainingRunBody(bool Force = false);
