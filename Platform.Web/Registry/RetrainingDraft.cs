using System.Globalization;
using Platform.Core;
using Platform.Core.Registry;

namespace Platform.Web.Registry;

/// <summary>A plan of retraining while it is typed: texts, some of which may be no numbers yet.</summary>
internal sealed class RetrainingDraft
{
    private readonly List<FieldError> _errors = [];

    public string Cron { get; set; } = "0 0 3 * * ?";

    public string Start { get; set; } = ModelAlias.Champion;

    public string Data { get; set; } = "";

    public string Epochs { get; set; } = "";

    public string LearningRate { get; set; } = "";

    public string TrainBlocks { get; set; } = "";

    public string LayerRateDecay { get; set; } = "";

    public string Trials { get; set; } = "";

    public bool OnlyWhenDataChanged { get; set; } = true;

    public string Alias { get; set; } = ModelAlias.Challenger;

    /// <summary>A plan to change.</summary>
    public static RetrainingDraft Of(RetrainingPlan plan) => new()
    {
        Cron = plan.Cron ?? "", Start = plan.Start, Data = plan.Data ?? "", OnlyWhenDataChanged = plan.OnlyWhenDataChanged, Alias = plan.Alias,
        Epochs = Text(plan.Changes?.Epochs), LearningRate = Text(plan.Changes?.LearningRate), TrainBlocks = Text(plan.Changes?.TrainBlocks),
        LayerRateDecay = Text(plan.Changes?.LayerRateDecay), Trials = Text(plan.Changes?.Trials),
    };

    /// <summary>The plan.</summary>
    /// <exception cref="InvalidInputException">A text is no number; names every such field.</exception>
    public RetrainingPlan ToPlan()
    {
        _errors.Clear();
        var changes = new RetrainingChanges(
            Whole("epochs", Epochs), Real("learningRate", LearningRate), Whole("trainBlocks", TrainBlocks), Real("layerRateDecay", LayerRateDecay), Whole("trials", Trials));
        return _errors.Count > 0 ? throw new InvalidInputException([.. _errors])
            : new RetrainingPlan(Optional(Cron), Start.Trim(), Optional(Data), changes == RetrainingChanges.None ? null : changes, OnlyWhenDataChanged, Alias.Trim());
    }

    private static string? Optional(string text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private static string Text<T>(T? value) where T : struct, IFormattable => value?.ToString(null, CultureInfo.InvariantCulture) ?? "";

    private int? Whole(string field, string text)
    {
        if (Optional(text) is not { } given)
            return null;
        if (int.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return number;
        _errors.Add(new FieldError(field, "is not a whole number; give one, or leave it empty for the version's own."));
        return null;
    }

    private double? Real(string field, string text)
    {
        if (Optional(text) is not { } given)
            return null;
        if (double.TryParse(given, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number))
            return number;
        _errors.Add(new FieldError(field, "is not a number; give one, or leave it empty for the version's own."));
        return null;
    }
}
