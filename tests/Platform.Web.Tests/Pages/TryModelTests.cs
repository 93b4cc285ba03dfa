using AngleSharp.Dom;
using Platform.Web.Api;
using Platform.Web.Registry;
using Platform.Web.Serving;
using Training.Core;
using Xunit;

namespace Platform.Web.Tests.Pages;

/// <summary>What a served version is asked with depends on what its model takes.</summary>
public sealed class TryModelTests
{
    private static readonly ModelSignature Table = new(
        "rows", [5], "float32", float.MinValue, float.MaxValue, ["no", "yes"],
        [new("age", "number", [], 37.0), new("since", "date", [], "2024-03-01"), new("job", "category", ["clerk", "cook"], "cook"), new("town", "category", ["here"])], "rich");

    private static readonly ModelSignature Forecast = new("series", [3, 2], "float32", float.MinValue, float.MaxValue, [], Series: new SeriesSignature(["load", "heat"], 3, 2));

    [Fact]
    public async Task A_row_has_a_field_for_each_column_filled_with_what_is_usual()
    {
        var form = await PageRenderer.RenderAsync<TryRow>(("Signature", Table));
        Assert.Equal("37", form.QuerySelector("#try-age")!.GetAttribute("value"));
        Assert.Equal("2024-03-01", form.QuerySelector("#try-since")!.GetAttribute("value"));
        Assert.Equal(["missing", "clerk", "cook"], form.QuerySelectorAll("#try-job option").Select(option => option.Words()));
        Assert.Equal("cook", form.QuerySelector("#try-job option[selected]")!.GetAttribute("value"));
        Assert.Equal("", form.QuerySelector("#try-town option[selected]")!.GetAttribute("value"));
        Assert.Contains("Predict rich", form.Words(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_class_is_answered_with_the_probabilities_the_likeliest_first_and_a_number_with_its_name()
    {
        var classes = await AnswerAsync(Table, new Prediction("yes", [0.25f, 0.75f]));
        Assert.Equal("yes", classes.QuerySelector("[data-predicted]")!.GetAttribute("data-predicted"));
        Assert.Equal(["yes 75.0 %", "no 25.0 %"], classes.QuerySelectorAll(".probability").Select(bar => bar.Words()));
        Assert.Contains("rich: 12.5", (await AnswerAsync(Table with { Classes = [] }, new Prediction(null, [], 12.5))).Words(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_forecast_is_answered_step_by_step()
    {
        var answer = await AnswerAsync(Forecast, new Prediction(null, [], Forecast: [[1.5, 2], [3, 4]]));
        Assert.Equal(["Step", "load", "heat"], answer.QuerySelectorAll("th").Select(cell => cell.Words()));
        Assert.Equal(["1 1.5 2", "2 3 4"], answer.QuerySelectorAll("tbody tr").Select(row => string.Join(' ', row.QuerySelectorAll("td").Select(cell => cell.Words()))));
    }

    [Fact]
    public void Programs_are_shown_the_row_that_was_typed()
    {
        var row = new Dictionary<string, string?>(StringComparer.Ordinal) { ["age"] = "-50", ["since"] = "2025-01-31", ["job"] = null, ["town"] = "here" };
        Assert.Contains("""-d '{"inputs":[{"age":-50,"since":"2025-01-31","job":null,"town":"here"}]}'""", ServingExample.Curl("http://here/", "m@champion", Table, row), StringComparison.Ordinal);
        row["age"] = "big";
        Assert.Contains("""{"age":"big",""", ServingExample.Curl("http://here/", "m@champion", Table, row), StringComparison.Ordinal);
    }

    [Fact]
    public void Programs_are_shown_an_input_that_fits()
    {
        Assert.Contains("""-d '{"inputs":[{"age":37,"since":"2024-03-01","job":"cook","town":null}]}'""", ServingExample.Curl("http://here/", "m@champion", Table), StringComparison.Ordinal);
        Assert.Contains("at least 3 steps, each [load, heat]", ServingExample.Curl("http://here/", "m@champion", Forecast), StringComparison.Ordinal);
        Assert.Contains("m@champion/generate", ServingExample.Curl("http://here/", "m@champion", new ModelSignature("tokens", [8], "int64", 0, 9, [])), StringComparison.Ordinal);
        Assert.Contains("$(seq 783)", ServingExample.Curl("http://here/", "m@champion", new ModelSignature("image", [1, 28, 28], "float32", 0, 255, ["0", "1"])), StringComparison.Ordinal);
        Assert.Null(ServingExample.Curl("http://here/", "m@champion", new ModelSignature("image", [1, 28, 28], "float32", 0, 255, [])));
    }

    private static Task<IElement> AnswerAsync(ModelSignature signature, Prediction prediction) =>
        PageRenderer.RenderAsync<TryAnswer>(("Signature", signature), ("Answer", new PredictAnswer("m", 1, [prediction], signature.Series?.Columns)));
}
