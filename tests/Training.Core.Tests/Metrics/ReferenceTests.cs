using System.Text.Json;
using Training.Core.Metrics;
using Training.Core.Tests.Fixtures;
using Xunit;

namespace Training.Core.Tests.Metrics;

/// <summary>Every measure against scikit-learn's value on stored cases: two to six classes, equal scores, classes without rows.</summary>
public sealed class ReferenceTests
{
    private static readonly JsonElement Stored = Fixture.Read("metrics.json");

    public static TheoryData<int> Cases() => [.. Enumerable.Range(0, Stored.GetProperty("classification").GetArrayLength())];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Measures_of_classes_are_those_of_the_reference(int number)
    {
        var stored = Stored.GetProperty("classification")[number];
        var (classes, p, y) = (stored.GetProperty("classes").GetInt32(), stored.GetProperty("probabilities").Singles(), stored.GetProperty("labels").Integers());
        var confusion = Classification.Confusion(p, y, classes);
        foreach (var value in stored.GetProperty("values").EnumerateObject())
        {
            var found = value.Name switch
            {
                "accuracy" => Classification.Accuracy(p, y, classes),
                "f1_micro" => confusion.Accuracy,
                "balanced_accuracy" => confusion.BalancedAccuracy,
                "precision_macro" => confusion.MacroPrecision,
                "recall_macro" => confusion.MacroRecall,
                "f1_macro" => confusion.MacroF1,
                "roc_auc" => Ranking.RocArea(p, y, classes),
                "pr_auc" => Ranking.AveragePrecision(p, y, classes),
                "log_loss" => Classification.LogLoss(p, y, classes),
                "calibration_error" => Calibration.ExpectedError(p, y, classes),
                "top3_accuracy" => Classification.TopAccuracy(p, y, classes, 3),
                var other => throw new InvalidOperationException(other),
            };
            Assert.True(Math.Abs(value.Value.GetDouble() - found) < 1e-9, $"{value.Name} is {found:R}, the reference {value.Value.GetDouble():R}.");
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_confusion_matrix_and_each_class_are_those_of_the_reference(int number)
    {
        var stored = Stored.GetProperty("classification")[number];
        var classes = stored.GetProperty("classes").GetInt32();
        var confusion = Classification.Confusion(stored.GetProperty("probabilities").Singles(), stored.GetProperty("labels").Integers(), classes);

        Assert.Equal(stored.GetProperty("confusion").Integers(), confusion.Rows().SelectMany(row => row));
        Fixture.AssertNear(stored.GetProperty("f1").Numbers(), [.. Enumerable.Range(0, classes).Select(c => double.IsNaN(confusion.F1(c)) ? 0 : confusion.F1(c))], 1e-9);
    }

    [Fact]
    public void Measures_of_numbers_are_those_of_the_reference()
    {
        foreach (var stored in Stored.GetProperty("regression").EnumerateArray())
        {
            var (p, t, values) = (stored.GetProperty("predicted").Numbers(), stored.GetProperty("truth").Numbers(), stored.GetProperty("values"));

            var measures = Measured(p, t);
            Assert.Equal(values.GetProperty("mae").GetDouble(), measures["mae"], 1e-9);
            Assert.Equal(values.GetProperty("rmse").GetDouble(), measures["rmse"], 1e-9);
            Assert.Equal(values.GetProperty("r2").GetDouble(), measures["r2"], 1e-9);
            Assert.Equal(1, measures["mape"] / values.GetProperty("mape").GetDouble(), 1e-9);
        }
    }

    private static Dictionary<string, double> Measured(double[] predicted, double[] truth)
    {
        var measures = new RegressionMeasures();
        foreach (var (p, t) in predicted.Zip(truth))
            measures.Add(p, t);
        return measures.Result();
    }

    [Fact]
    public void What_is_not_defined_is_not_a_number()
    {
        Assert.True(double.IsNaN(Ranking.RocArea([0.1f, 0.9f], [true, true])));
        Assert.True(double.IsNaN(Ranking.AveragePrecision([0.1f], [false])));
        Assert.Equal(0.5, Ranking.RocArea([0.5f, 0.5f, 0.5f], [true, false, true]));
        Assert.Equal((1, 0), (Measured([2, 2], [2, 2])["r2"], Measured([2, 3], [2, 2])["r2"]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Classification.TopAccuracy([0.5f, 0.5f], [0], 2, 0));
    }
}
