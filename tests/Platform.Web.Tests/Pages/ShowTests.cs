using Platform.Web.Components;
using Platform.Web.Tracking;
using Xunit;

namespace Platform.Web.Tests.Pages;

public sealed class ShowTests
{
    [Theory]
    [InlineData("validation_accuracy", "validation accuracy", "Validation accuracy")]
    [InlineData("test_roc_auc", "test ROC AUC", "Test ROC AUC")]
    [InlineData("rmse", "RMSE", "RMSE")]
    [InlineData("price", "price", "Price")]
    [InlineData("epoch_seconds", "epoch seconds", "Epoch time")]
    [InlineData("", "", "")]
    public void Names_of_metrics_are_read_as_words(string name, string words, string title) => Assert.Equal((words, title), (Show.Words(name), Show.Title(name)));

    [Theory]
    [InlineData("validation_rmse", "Square root of the mean squared error, in the target's unit.")]
    [InlineData("test_mae", null)] // of numbers in their unit, of series standardised
    [InlineData("train_accuracy", null)] // of rows or of tokens
    [InlineData("validation_price", null)]
    [InlineData("price", null)]
    public void Measures_are_explained_where_it_is_clear_what_they_are(string metric, string? help) => Assert.Equal(help, MeasureHelp.Of(metric));

    [Theory]
    [InlineData("8911834048890021", "8911834048890021")] // a seed
    [InlineData("-12345678901", "-12345678901")]
    [InlineData("0.00827354782453809", "0.008274")]
    [InlineData("cosine_with_restarts", "cosine_with_restarts")]
    [InlineData(null, "")]
    public void Fractions_of_many_digits_are_rounded_and_whole_numbers_are_not(string? value, string shown) => Assert.Equal(shown, RunColumn.Short(value));

    [Fact]
    public void A_test_is_summed_up_by_its_measure_in_capitals_where_it_is_a_shortening()
    {
        Assert.Equal("RMSE 45.16", Show.TestMeasure(new Dictionary<string, double>(StringComparer.Ordinal) { ["test_rmse"] = 45.1583, ["test_loss"] = 1 }));
        Assert.Equal("94.90 %", Show.TestMeasure(new Dictionary<string, double>(StringComparer.Ordinal) { ["test_accuracy"] = 0.949, ["test_loss"] = 1 }));
    }
}
