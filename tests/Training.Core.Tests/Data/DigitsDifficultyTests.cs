using Training.Core.Data;
using Xunit;

namespace Training.Core.Tests.Data;

/// <summary>The generated digits must be hard enough that settings matter, and easy enough that a good network shows it within seconds.</summary>
public class DigitsDifficultyTests
{
    private static readonly ImageDataset Digits = (ImageDataset)DatasetCatalog.Open("digits", "nowhere");

    [Fact]
    public void A_linear_model_learns_something_but_stays_below_ninety_percent()
    {
        var model = SoftmaxRegression.Train(Digits, epochs: 4, learningRate: 0.01f);

        Assert.InRange(model.Accuracy(Digits.Test), 0.35, 0.90);
    }

    [Fact]
    public void A_tuned_convolutional_network_passes_97_percent() =>
        Assert.True(TestAccuracy(epochs: 2, ("learning_rate", 4e-3), ("cnn.channels", 8L), ("cnn.blocks", 3L), ("cnn.kernel", 5L), ("schedule", "cosine")) > 0.97);

    [Fact]
    public void A_badly_tuned_one_fails() =>
        Assert.True(TestAccuracy(epochs: 1, ("learning_rate", 1e-5), ("cnn.channels", 8L)) < 0.60);

    private static double TestAccuracy(long epochs, params (string Name, object Value)[] fields)
    {
        var spec = TrainingSpec.Parse(fields.Append(("epochs", epochs)).ToDictionary(field => field.Item1, field => field.Item2, StringComparer.Ordinal));
        using var session = TrainingSession.Start(spec, Digits, new TrainingOptions());
        while (session.CompletedEpochs < spec.Epochs)
            session.RunEpoch(TestContext.Current.CancellationToken);
        return session.EvaluateTest(TestContext.Current.CancellationToken).Metrics["test_accuracy"];
    }
}
