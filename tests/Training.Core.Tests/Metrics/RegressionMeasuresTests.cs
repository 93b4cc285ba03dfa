using Training.Core.Metrics;
using Xunit;

namespace Training.Core.Tests.Metrics;

public class RegressionMeasuresTests
{
    [Fact]
    public void Measures_equal_those_of_scikit_learn()
    {
        // mean_squared_error ** 0.5, mean_absolute_error, r2_score and mean_absolute_percentage_error of scikit-learn 1.2.1.
        var result = Of((2.5, 3), (0, -0.5), (2, 2), (8, 7));

        Assert.Equal(0.6123724356957945, result["rmse"], 1e-15);
        Assert.Equal(0.5, result["mae"], 1e-15);
        Assert.Equal(0.9486081370449679, result["r2"], 1e-15);
        Assert.Equal(0.3273809523809524, result["mape"], 1e-15);
    }

    [Fact]
    public void A_constant_truth_and_a_truth_of_zero_have_an_answer()
    {
        Assert.Equal(0, Of((1, 2), (3, 2))["r2"]);
        Assert.Equal(1, Of((2, 2), (2, 2))["r2"]);
        Assert.Equal(Math.ScaleB(1, 51), Of((1, 0), (2, 2))["mape"]);
    }

    private static Dictionary<string, double> Of(params (double Predicted, double Truth)[] values)
    {
        var measures = new RegressionMeasures();
        foreach (var (predicted, truth) in values)
            measures.Add(predicted, truth);
        return measures.Result();
    }
}
