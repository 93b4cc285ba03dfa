using Platform.Web.Compare;
using Xunit;

namespace Platform.Web.Tests.Compare;

/// <summary>Expected values are those of SciPy 1.10.1 (ttest_ind with equal_var=False, ttest_rel, t.sf), Debian 12's.</summary>
public sealed class TestOfMeansTests
{
    private static readonly double[] A = [0.912, 0.905, 0.921, 0.909, 0.917];
    private static readonly double[] B = [0.899, 0.903, 0.894, 0.907];
    private static readonly double[] C = [0.93, 0.92, 0.941, 0.915, 0.928];
    private static readonly double[] U = [1, 2, 3, 4];
    private static readonly double[] V = [1.1, 2.1, 3.3, 3.7];

    [Fact]
    public void Welchs_test_of_two_accuracies() => Is(TestOfMeans.Welch(A, B), 3.0344687913260673, 6.893286457812528, 0.019352020664432396);

    [Fact]
    public void Welchs_test_of_very_different_groups() => Is(TestOfMeans.Welch([1e-3, 2e-3, 1.5e-3], [5.0, 5.1, 4.9, 5.2]), -78.21024359478717, 3.0001199993999283, 4.605157173641414e-06);

    [Fact]
    public void Welchs_test_of_almost_equal_groups() => Is(TestOfMeans.Welch(U, V), -0.05713508419075095, 5.953748111316592, 0.9563067899301042);

    [Fact]
    public void The_paired_test_of_two_accuracies() => Is(TestOfMeans.Paired(A, C), -5.5777335102271905, 4, 0.005064656974664078);

    [Fact]
    public void The_paired_test_of_almost_equal_groups() => Is(TestOfMeans.Paired(U, V), -0.39735970711951374, 3, 0.7176856442107856);

    [Theory]
    [InlineData(2, 1, 0.2951672353008664)]
    [InlineData(2.5, 3.7, 0.07182202291182675)]
    [InlineData(12, 8, 2.14386674768877e-06)]
    [InlineData(0.1, 2.2, 0.9287221360411959)]
    [InlineData(40, 30, 1.3726045194406362e-27)]
    [InlineData(0, 5, 1)]
    public void Tails_of_students_distribution(double t, double degrees, double expected)
    {
        Near(expected, StudentT.TwoSided(t, degrees)!.Value);
        Near(expected, StudentT.TwoSided(-t, degrees)!.Value);
    }

    [Theory]
    [InlineData(double.NaN, 3)]
    [InlineData(double.PositiveInfinity, 3)]
    [InlineData(2, double.NaN)]
    [InlineData(2, double.PositiveInfinity)]
    public void What_is_not_finite_has_no_tail(double t, double degrees) => Assert.Null(StudentT.TwoSided(t, degrees));

    [Fact]
    public void What_varies_only_by_the_rounding_of_decimals_does_not_vary()
    {
        Assert.Null(TestOfMeans.Paired([0.3, 0.2, 0.7], [0.2, 0.1, 0.6]));
        Assert.Null(TestOfMeans.Paired([1000.3, 1000.2], [1000.2, 1000.1]));
        Assert.Null(TestOfMeans.Welch([0.1 + 0.2, 0.3], [0.4, 0.4]));
        Assert.NotNull(TestOfMeans.Paired([0.3, 0.2, 0.7], [0.2, 0.1, 0.600001]));
    }

    [Fact]
    public void Numbers_too_large_or_too_small_to_compute_with_have_no_test()
    {
        Assert.Null(TestOfMeans.Welch([1e200, 2e200], [3e200, 5e200]));
        Assert.Null(TestOfMeans.Welch([1e-100, 2e-100], [3e-100, 5e-100]));
        Assert.Null(TestOfMeans.Paired([1e200, 2e200], [3e200, 5e200]));
    }

    [Fact]
    public void The_effect_is_the_difference_in_standard_deviations()
    {
        Near((3.0 - 1.0) / Math.Sqrt((1.0 + 4.0) / 2), TestOfMeans.Welch([2, 3, 4], [-1, 1, 3])!.Effect);
        Near(-2 / 1.0, TestOfMeans.Paired([1, 2, 3], [2, 4, 6])!.Effect);
    }

    [Fact]
    public void Where_nothing_varies_or_too_little_is_known_there_is_no_test()
    {
        Assert.Null(TestOfMeans.Welch([1], [1, 2]));
        Assert.Null(TestOfMeans.Welch([1, 1], [2, 2]));
        Assert.Null(TestOfMeans.Paired([1, 2], [2, 3]));
        Assert.Throws<ArgumentException>(() => TestOfMeans.Paired([1, 2], [2]));
    }

    [Fact]
    public void Holms_correction_steps_down_and_never_goes_back()
    {
        double[] expected = [0.03, 0.06, 0.06, 0.02]; // by hand: 4·0.005, 3·0.01, then 2·0.03, and 1·0.04 raised to that
        foreach (var (wanted, found) in expected.Zip(TestOfMeans.Holm([0.01, 0.04, 0.03, 0.005])))
            Near(wanted, found);
        Assert.Equal([1, 1], TestOfMeans.Holm([0.6, 0.9]));
        Assert.Empty(TestOfMeans.Holm([]));
    }

    private static void Is(TestOfMeans? test, double t, double degrees, double p)
    {
        Near(t, test!.T);
        Near(degrees, test.Degrees);
        Near(p, test.P);
    }

    private static void Near(double expected, double actual) => Assert.True(Math.Abs(actual - expected) <= 1e-11 * Math.Max(1e-27, Math.Abs(expected)) + 1e-38, $"{actual:R} is not {expected:R}.");
}
