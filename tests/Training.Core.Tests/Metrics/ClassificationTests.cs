using Training.Core.Metrics;
using Xunit;

namespace Training.Core.Tests.Metrics;

public class ClassificationTests
{
    /// <summary>Four texts, ham (0) and spam (1): the example in scikit-learn's documentation of log_loss, which gives 0.21616...</summary>
    private static readonly float[] Ham = [.1f, .9f, .9f, .1f, .8f, .2f, .35f, .65f];

    private static readonly long[] HamLabels = [1, 0, 0, 1];

    private static readonly float[] Three = [.5f, .3f, .2f, .2f, .2f, .6f, .4f, .4f, .2f, .1f, .8f, .1f, .3f, .3f, .4f];
    private static readonly long[] ThreeLabels = [0, 2, 1, 1, 0];

    [Fact]
    public void Log_loss_agrees_with_scikit_learn() => Assert.Equal(0.21616187468057912, Classification.LogLoss(Ham, HamLabels, 2), 1e-7);

    [Fact]
    public void Log_loss_of_even_guesses_is_the_logarithm_of_the_number_of_classes() =>
        Assert.Equal(Math.Log(4), Classification.LogLoss([.25f, .25f, .25f, .25f], [3], 4), 1e-12);

    [Fact]
    public void A_certain_mistake_costs_much_but_not_infinity_and_nan_stays_nan()
    {
        Assert.Equal(15 * Math.Log(10), Classification.LogLoss([1, 0], [1], 2), 1e-9);
        Assert.Equal(double.NaN, Classification.LogLoss([float.NaN, 0], [0], 2));
    }

    [Fact]
    public void Accuracy_counts_right_rows_and_the_first_of_equals_wins() => Assert.Equal(0.6, Classification.Accuracy(Three, ThreeLabels, 3), 1e-12);

    [Fact]
    public void The_confusion_matrix_counts_each_pair()
    {
        var matrix = Classification.Confusion(Three, ThreeLabels, 3);

        Assert.Equal([1, 0, 1, 1, 1, 0, 0, 0, 1], from truth in Enumerable.Range(0, 3) from predicted in Enumerable.Range(0, 3) select matrix[truth, predicted]);
        Assert.Equal(5, matrix.Total);
        Assert.Equal(0.6, matrix.Accuracy, 1e-12);
        Assert.Equal(0.5, matrix.Recall(0));
        Assert.Equal(0.5, matrix.Precision(2));
        Assert.Throws<ArgumentOutOfRangeException>(() => matrix[0, 3]);
    }

    [Fact]
    public void Shapes_and_labels_that_do_not_fit_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Classification.Accuracy([.5f, .5f, 1], [0], 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => Classification.LogLoss([], [], 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => Classification.Confusion([.5f, .5f], [2], 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => Classification.LogLoss([.5f, .5f], [-1], 2));
    }
}
