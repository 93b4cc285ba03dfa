using Platform.Web.Components;
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
}
