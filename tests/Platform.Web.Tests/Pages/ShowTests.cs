using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.JSInterop;
using Platform.Web.Components;
using Platform.Web.Layout;
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
    [InlineData("test_rmse", "test_rmse,test_mae,test_loss", "rent", "in units of rent")]
    [InlineData("validation_mae", "train_loss,validation_mae,validation_rmse", "rent", "in units of rent")]
    [InlineData("test_mae", "test_mae,test_mse,test_loss", "rent", null)] // of a forecast: standardised
    [InlineData("test_r2", "test_rmse,test_r2", "rent", null)] // a share
    [InlineData("test_loss", "test_rmse,test_loss", "rent", null)]
    [InlineData("test_rmse", "test_rmse", null, null)]
    [InlineData("test_accuracy", "test_accuracy", "rent", null)]
    public void Measures_in_the_unit_of_what_is_predicted_say_it_where_it_is_known(string metric, string beside, string? column, string? unit) =>
        Assert.Equal(unit, MeasureHelp.Unit(metric, beside.Split(','), column));

    [Theory]
    [InlineData("test_accuracy", "test_accuracy,test_loss", null, "Share of rows whose most probable class is right.")]
    [InlineData("test_accuracy", "test_accuracy,test_perplexity", null, "Share of tokens whose likeliest guess is right.")]
    [InlineData("test_mae", "test_mae,test_mse", null, "Mean absolute error of standardised values, over all steps and columns.")]
    [InlineData("test_mae", "test_mae,test_rmse", null, "Mean absolute error, in the target's unit.")]
    [InlineData("test_mae", "test_mae,test_rmse", "rent", "Mean absolute error, in the target's unit: units of rent.")]
    [InlineData("test_price", "test_price,test_accuracy", null, null)]
    public void Measures_are_explained_as_they_are_meant_where_they_were_measured(string metric, string beside, string? column, string? help) =>
        Assert.Equal(help, MeasureHelp.Of(metric, beside.Split(','), column));

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

    [Theory]
    [InlineData(9.94, "9.9 s")]
    [InlineData(9.97, "10 s")]
    [InlineData(59.4, "59 s")]
    [InlineData(59.7, "1 min 0 s")]
    [InlineData(3599.9, "59 min 59 s")]
    public void A_duration_has_no_sixty_seconds(double seconds, string shown) => Assert.Equal(shown, Show.Duration(TimeSpan.FromSeconds(seconds)));

    [Fact]
    public async Task The_date_of_what_is_long_past_is_the_visitors()
    {
        var browser = new Browser("Pacific/Auckland");
        var visitor = new Visitor(browser);
        await visitor.ArriveAsync();
        var body = await PageRenderer.RenderAsync<Moment>("", services => services.AddSingleton<IJSRuntime>(browser).AddSingleton(visitor), ("At", new DateTimeOffset(2020, 1, 1, 20, 0, 0, TimeSpan.Zero)));
        Assert.Equal("2020-01-02", body.QuerySelector("time")!.Words());
        Assert.StartsWith("Thu 2 Jan 2020", body.QuerySelector("time")!.GetAttribute("title"), StringComparison.Ordinal);
    }

    // Says where the visitor is, and nothing else.
    private sealed class Browser(string zone) : IJSRuntime
    {
        public ValueTask<TValue> InvokeAsync<TValue>(string identifier, object?[]? args) =>
            ValueTask.FromResult(JsonSerializer.Deserialize<TValue>($$"""{"name":"","timeZone":"{{zone}}","theme":"system","exactTimes":false}""", JsonSerializerOptions.Web)!);

        public ValueTask<TValue> InvokeAsync<TValue>(string identifier, CancellationToken cancellationToken, object?[]? args) => InvokeAsync<TValue>(identifier, args);
    }
}
