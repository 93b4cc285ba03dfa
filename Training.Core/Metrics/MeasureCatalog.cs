using Training.Core.Data;

namespace Training.Core.Metrics;

/// <summary>What an epoch measures on the validation rows, by the data's target: the names that a sweep can optimise.</summary>
public static class MeasureCatalog
{
    private static readonly Measure Loss = new("loss", false, "What training minimises, without smoothing, weights or penalties.");

    private static readonly Measure[] OfClasses =
    [
        new("accuracy", true, "Share of rows whose most probable class is right."),
        new("balanced_accuracy", true, "Mean over the classes of the share of their rows that are recognised."),
        new("f1_macro", true, "Mean over the classes of the harmonic mean of precision and recall."),
        new("roc_auc", true, "Chance that a row of a class scores higher for it than another row; for more than two classes the mean over them."),
        Loss,
    ];

    private static readonly Measure[] OfNumbers =
    [
        new("rmse", false, "Square root of the mean squared error, in the target's unit.") { InTargetUnit = true },
        new("mae", false, "Mean absolute error, in the target's unit.") { InTargetUnit = true },
        new("r2", true, "Share of the target's variance that is explained."),
        new("mape", false, "Mean of the absolute error as a share of the target."),
        Loss,
    ];

    private static readonly Measure[] OfForecasts =
    [
        new("mse", false, "Mean squared error of standardised values, over all steps and columns."),
        new("mae", false, "Mean absolute error of standardised values, over all steps and columns."),
        Loss,
    ];

    private static readonly Measure[] OfTokens =
    [
        Loss,
        new("perplexity", false, "How many equally likely tokens would be as hard to guess."),
        new("bits_per_character", false, "Loss in bits for each character, comparable between tokenizers."),
        new("accuracy", true, "Share of tokens whose likeliest guess is right."),
    ];

    private static readonly Measure[] OfReconstructions = [new("mse", false, "Mean squared error of the rebuilt pixels that were to be guessed, of normalised values."), Loss];

    private static readonly Measure[] OfLikenesses =
    [
        new("frechet", false, "Fréchet distance between 64 fixed random features of real and of generated rows; comparable between trials of one data set only."),
        Loss,
    ];

    /// <summary>The measures of one kind of target.</summary>
    public static IReadOnlyList<Measure> Of(TargetKind target) => target switch
    {
        TargetKind.Class => OfClasses,
        TargetKind.Number => OfNumbers,
        TargetKind.NextToken => OfTokens,
        TargetKind.Future => OfForecasts,
        TargetKind.Input => OfReconstructions,
        TargetKind.Likeness => OfLikenesses,
        _ => [Loss],
    };
}
